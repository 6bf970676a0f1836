#include <string.h>

#include "formats/reads/csv_check.h"
#include "formats/reads/map.h"
#include "formats/sources.h"

bool
map_check_found(const struct reads_map *m, uint32_t found)
{
	for (unsigned i = READS_VRM; i <= READS_TIME; i++) {
		if (m->source[i].name != NULL && (found >> i & 1) == 0)
			return false;
	}
	return true;
}

bool
map_check_marked(const struct record *row, char stop, struct reads_text *out)
{
	const char *text = (const char *)row->bytes + (row->vrm_at - 1);
	const char *end = memchr(text, stop, row->len - (row->vrm_at - 1));

	if (end == NULL)
		return false;
	*out = (struct reads_text){ text, (size_t)(end - text) };
	return true;
}

int
map_check(struct reads *r, struct reads_row *row, struct why *w)
{
	struct reads_text *time = &row->field[READS_TIME];
	enum reads_field which;
	int64_t ms;

	for (which = READS_VRM; which <= READS_TIME; which++) {
		if (row->field[which].text == NULL &&
		    r->map->source[which].value == NULL)
			return why_set(w, WHY_READ_FIELDS, "no %s",
			    r->map->source[which].name);
	}
	map_values(r->map, READS_FIELDS, row);
	which = map_long(row);
	if (which != READS_FIELDS)
		return why_set(w, WHY_READ_FIELDS, "%s is too long",
		    reads_field_name(which));
	if (!reads_time(time->text, time->len, r->zoned, r->zone_s, &ms))
		return csv_check_bad_time(time->text, time->len, w);
	reads_saw(r, ms);
	if (r->sources != NULL)
		sources_note(r->sources, &row->field[READS_FEED],
		    &row->field[READS_SOURCE]);
	return 0;
}
