#include <string.h>

#include "formats/reads.h"
#include "formats/reads/csv.h"
#include "formats/reads/csv_empty.h"
#include "formats/reads/empty.h"
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

static int
refuse(const char *name, struct why *w)
{
	return why_set(w, WHY_USAGE,
	    "--drop-column %s: no read can be without it", name);
}

/* Where the field of section 3 of this name comes from; NULL: nowhere. */
static const char *
known_path(const struct reads *r, const char *name)
{
	const struct reads_map_source *source = r->map->source;
	enum reads_field which = 0;

	while (which < READS_ALL && strcmp(reads_field_name(which), name) != 0)
		which++;
	if ((which == READS_LATITUDE || which == READS_LONGITUDE) &&
	    source[READS_POSITION].name != NULL)
		return source[READS_POSITION].name;
	if ((which == READS_PLATE_IMAGE || which == READS_OVERVIEW_IMAGE) &&
	    source[READS_PICTURES].name != NULL)
		return source[READS_PICTURES].name;
	return which == READS_ALL ? NULL : source[which].name;
}

static bool
is_needed_path(const struct reads *r, const char *path)
{
	const struct reads_map_source *source = r->map->source;
	bool needed = source[READS_TIME_MORE].name != NULL &&
	    empty_touches(path, source[READS_TIME_MORE].name);

	for (enum reads_field i = READS_VRM; i <= READS_TIME; i++)
		needed |= source[i].name != NULL &&
		    empty_touches(path, source[i].name);
	return needed;
}

/* By its own name, and where the field of that name is. */
static int
ask_path(const struct reads *r, const char *name, struct reads_empty *e,
    bool *found, struct why *w)
{
	const char *known = known_path(r, name);

	if (is_needed_path(r, name) ||
	    (known != NULL && is_needed_path(r, known)))
		return refuse(name, w);
	if (!empty_ask(e, name, name) ||
	    (known != NULL && strcmp(known, name) != 0 &&
		!empty_ask(e, name, known)))
		return why_set(w, WHY_LIMIT, "too many columns to drop");
	*found = known != NULL;
	return 0;
}

int
reads_empty_column(const struct reads *r, const struct record *header,
    const char *name, struct reads_empty *e, bool *found, struct why *w)
{
	int column;

	*found = false;
	if (r->map != NULL && r->map->form != READS_MAP_CSV)
		return ask_path(r, name, e, found, w);
	column = header == NULL ? -1 : csv_column_of(r, header, name);
	if (column < 0)
		column = known_column(r, name);
	if (column < 0)
		return 0;
	if (is_needed(r, column))
		return refuse(name, w);
	csv_empty_ask(e, column);
	*found = true;
	return 0;
}

bool
reads_empty_saw(const struct reads_empty *e, const char *name)
{
	bool seen = false;

	for (size_t i = 0; i < e->n_paths; i++)
		seen |= e->path[i].seen && strcmp(e->path[i].name, name) == 0;
	return seen;
}

bool
reads_empties(const struct reads *r, const struct reads_empty *e,
    enum reads_field which)
{
	const char *path;

	if (!e->any || r->map == NULL || r->map->form == READS_MAP_CSV)
		return e->any && csv_empty_asks(e, r->column[which]);
	path = r->map->source[which].name;
	if (which == READS_PLATE_IMAGE || which == READS_OVERVIEW_IMAGE)
		path =
		    path == NULL ? r->map->source[READS_PICTURES].name : path;
	return path != NULL && empty_has(e, path);
}

int
reads_empty_row(const struct reads *r, struct reads_empty *e,
    const struct record *row, struct bytes *out, bool *changed, struct why *w)
{
	return r->syntax->empty(r, e, row, out, changed, w);
}
