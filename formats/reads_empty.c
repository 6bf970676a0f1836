#include <string.h>

#include "formats/reads.h"
#include "formats/reads/csv.h"
#include "formats/reads/csv_empty.h"
#include "formats/reads/format.h"
#include "formats/reads/map.h"

/* Source: reads.txt, 5. */
#define SIGNATURE 0
#define USERNAME  1

void
reads_empty_credentials(const struct reads *r, struct reads_empty *e)
{
	if (r->map != &map_compact)
		return;
	csv_empty_ask(e, SIGNATURE);
	csv_empty_ask(e, USERNAME);
}

/* The column of a field of section 3. */
static int
known_column(const struct reads *r, const char *name)
{
	enum reads_field which = 0;

	while (which < READS_ALL && strcmp(reads_field_name(which), name) != 0)
		which++;
	if (which == READS_ALL)
		return -1;
	if ((which == READS_LATITUDE || which == READS_LONGITUDE) &&
	    r->column[READS_POSITION] >= 0)
		return r->column[READS_POSITION];
	return r->column[which];
}

static bool
is_needed(const struct reads *r, int column)
{
	bool needed = column == r->column[READS_TIME_MORE];

	for (enum reads_field i = READS_VRM; i <= READS_TIME; i++)
		needed |= column == r->column[i];
	return needed;
}

int
reads_empty_column(const struct reads *r, const struct record *header,
    const char *name, struct reads_empty *e, bool *found, struct why *w)
{
	int column;

	*found = false;
	if (r->syntax->empty == NULL)
		return why_set(w, WHY_READ_FORMAT,
		    "rows of the read format %s are not written without a "
		    "column",
		    r->format->name);
	column = header == NULL ? -1 : csv_column_of(r, header, name);
	if (column < 0)
		column = known_column(r, name);
	if (column < 0)
		return 0;
	if (is_needed(r, column))
		return why_set(w, WHY_USAGE,
		    "--drop-column %s: no read can be without it", name);
	csv_empty_ask(e, column);
	*found = true;
	return 0;
}

bool
reads_empties(const struct reads *r, const struct reads_empty *e,
    enum reads_field which)
{
	return e->any && csv_empty_asks(e, r->column[which]);
}

int
reads_empty_row(const struct reads *r, const struct reads_empty *e,
    const struct record *row, struct bytes *out, bool *changed, struct why *w)
{
	return r->syntax->empty(r, e, row, out, changed, w);
}
