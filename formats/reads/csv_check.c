#include "formats/reads/csv_check.h"

#include <inttypes.h>
#include <string.h>

#include "formats/reads/cp1252.h"
#include "formats/reads/csv.h"
#include "formats/reads/csv_row.h"
#include "formats/reads/map.h"
#include "formats/sources.h"

int
csv_check_long(const struct reads *r, const uint8_t *bytes, size_t len,
    struct why *w)
{
	enum reads_field which = csv_row_long(r, bytes, len);

	if (which == READS_FIELDS)
		return 0;
	return why_set(w, WHY_CSV_FIELDS, "%s is longer than %zu bytes",
	    csv_columns[which].name, csv_columns[which].most);
}

int
csv_check_bad_time(const char *text, size_t len, struct why *w)
{
	int64_t ms;

	if (reads_time(text, len, true, 0, &ms))
		return why_set(w, WHY_TIME,
		    "capture_time has no zone, and none was declared for the "
		    "file");
	return why_set(w, WHY_TIME, "capture_time cannot be read");
}

int
csv_check_bad_fields(const struct reads *r, uint32_t fields, struct why *w)
{
	if (r->headed)
		return why_set(w, WHY_CSV_FIELDS,
		    "%" PRIu32 " fields where the header has %" PRIu32, fields,
		    r->columns);
	if (r->columns == r->columns_min)
		return why_set(w, WHY_CSV_FIELDS,
		    "%" PRIu32 " fields where a row has %" PRIu32, fields,
		    r->columns);
	return why_set(w, WHY_CSV_FIELDS,
	    "%" PRIu32 " fields where a row has %" PRIu32 " to %" PRIu32,
	    fields, r->columns_min, r->columns);
}

static size_t
raw_length(const struct csv_check *c, int column)
{
	return c->at[column + 1] - c->at[column] - 1;
}

/* A field as it stands, without its quotes. */
static struct reads_text
raw_text(const struct reads *r, const struct csv_check *c,
    enum reads_field which)
{
	struct reads_text t = { 0 };
	int column = r->column[which];

	if (column < 0 || (uint32_t)column > c->commas)
		return t;
	t.text = (const char *)c->data + (c->at[column] + 1);
	t.len = raw_length(c, column);
	if (t.len >= 2 && r->quote != '\0' && (uint8_t)t.text[0] == r->quote) {
		t.text++;
		t.len -= 2;
	}
	return t;
}

/* The text of an id; false where it has doubled quotes. */
static bool
id_text(const struct reads *r, const struct csv_check *c,
    enum reads_field which, struct reads_text *out)
{
	const char *value = r->map == NULL ? NULL : r->map->source[which].value;
	int column = r->column[which];

	if (value != NULL) {
		*out = (struct reads_text){ value, strlen(value) };
		return true;
	}
	*out = raw_text(r, c, which);
	return out->text == NULL || out->len == raw_length(c, column) ||
	    memchr(out->text, r->quote, out->len) == NULL;
}

/* Apart, for its frame is large and it is seldom needed. */
static __attribute__((noinline)) void
count_slowly(const struct reads *r, const struct csv_check *c)
{
	struct reads_row row;
	struct why w = { 0 };

	if (reads_fields(r, c->data + c->start, c->end - c->start, &row, &w) ==
	    0)
		sources_note(r->sources, &row.field[READS_FEED],
		    &row.field[READS_SOURCE]);
}

void
csv_check_sources(const struct reads *r, const struct csv_check *c)
{
	struct reads_text feed;
	struct reads_text source;

	if (!id_text(r, c, READS_FEED, &feed) ||
	    !id_text(r, c, READS_SOURCE, &source) ||
	    (r->map != NULL && r->map->cp1252))
		count_slowly(r, c);
	else
		sources_note(r->sources, &feed, &source);
}

int
csv_check_mapped(struct reads *r, const struct csv_check *c, struct why *w)
{
	struct reads_text time = raw_text(r, c, READS_TIME);
	struct reads_text more = raw_text(r, c, READS_TIME_MORE);
	char text[READS_MAP_TIME_BYTES];
	const struct reads_text row = { (const char *)c->data + c->start,
		c->end - c->start };
	bool is_long = false;
	size_t len = 0;
	int64_t ms;

	if (r->map->cp1252 && !cp1252_is(&row))
		return why_set(w, WHY_READ_ENCODING,
		    "bytes that are no CP1252");
	for (enum reads_field i = READS_VRM; i <= READS_CAMERA; i++)
		is_long |= r->column[i] >= 0 &&
		    raw_length(c, r->column[i]) * (r->map->cp1252 ? 3 : 1) >
			csv_columns[i].most;
	if (is_long &&
	    csv_check_long(r, c->data + c->start, c->end - c->start, w) != 0)
		return -1;
	if (time.text == NULL ||
	    !reads_map_time(r->map, &time, &more, text, &len))
		len = 0;
	if (!reads_time(text, len, r->zoned, r->zone_s, &ms))
		return csv_check_bad_time(text, len, w);
	reads_saw(r, ms);
	if (r->sources != NULL)
		csv_check_sources(r, c);
	return 0;
}
