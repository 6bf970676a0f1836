#include "formats/reads.h"

#include <string.h>

#include "formats/reads/csv.h"
#include "formats/reads/format.h"
#include "formats/reads/json.h"
#include "formats/reads/map.h"
#include "formats/reads/path.h"
#include "formats/reads/xml.h"

static bool
is_mapped(const struct reads_map *m, const uint8_t *head, size_t len)
{
	return m->form == READS_MAP_CSV ? csv_is_mapped(m, head, len)
					: json_is_either(m, head, len);
}

static const struct reads_format formats[] = {
	{ .name = "csv",
	    .rule = "the header row names vrm, feed_id, source_id, camera_id "
		    "and capture_time",
	    .ending = { ".csv" },
	    .syntax = &csv_syntax,
	    .recognise = csv_is_ours },
	{ .name = "mapped",
	    .rule = "it has what the map names",
	    .ending = { ".csv", ".txt", ".tsv", ".json", ".ndjson", ".jsonl" },
	    .recognise = is_mapped },
	{ .name = "compact",
	    .rule = "the first line has 7 to 15 fields with | between, and a "
		    "time in the seventh",
	    .ending = { ".txt", ".csv", ".dat" },
	    .syntax = &csv_syntax,
	    .map = &map_compact,
	    .recognise = csv_is_compact },
	{ .name = "openalpr",
	    .rule = "the first object has best_plate_number, epoch_start and "
		    "camera_id",
	    .ending = { ".json", ".ndjson", ".jsonl" },
	    .syntax = &json_syntax,
	    .map = &map_openalpr,
	    .recognise = json_is_either },
	{ .name = "anprflow",
	    .rule = "the first object has observedVehicle.licensePlate."
		    "identifier, dateObserved and observedBy",
	    .ending = { ".json", ".ndjson", ".jsonl" },
	    .syntax = &json_syntax,
	    .map = &map_anprflow,
	    .recognise = json_is_either },
	{ .name = "ndjson",
	    .rule = "it begins with an object that has vrm, feed_id, "
		    "source_id, camera_id and capture_time",
	    .ending = { ".ndjson", ".jsonl", ".json" },
	    .syntax = &json_syntax,
	    .map = &map_canonical,
	    .shape = FORMAT_LINES,
	    .recognise = json_is_lines },
	{ .name = "json",
	    .rule = "it begins with an array of objects that have vrm, "
		    "feed_id, source_id, camera_id and capture_time",
	    .ending = { ".json" },
	    .syntax = &json_syntax,
	    .map = &map_canonical,
	    .shape = FORMAT_ARRAY,
	    .recognise = json_is_array },
	{ .name = "hikvision",
	    .rule = "the first EventNotificationAlert with ANPR has "
		    "ANPR.licensePlate, ipAddress, channelID and dateTime",
	    .ending = { ".xml" },
	    .syntax = &xml_syntax,
	    .map = &map_hikvision,
	    .recognise = xml_is_ours },
};
enum {
	FORMATS = sizeof formats / sizeof formats[0]
};

/* Of a map, by its form. */
static const struct format_syntax *const syntaxes[] = {
	[READS_MAP_CSV] = &csv_syntax,
	[READS_MAP_JSON] = &json_syntax,
};

/* Does name end so, in upper or lower case? */
static bool
ends_in(const char *name, const char *ending)
{
	size_t len = strlen(name);
	size_t end = strlen(ending);
	size_t i = 0;

	if (len < end)
		return false;
	name += len - end;
	for (; i < end; i++) {
		char c = name[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c | 0x20);
		if (c != ending[i])
			break;
	}
	return i == end;
}

static bool
has_ending(const struct reads_format *f, const char *name)
{
	for (size_t i = 0; i < READS_FORMAT_ENDINGS; i++) {
		if (f->ending[i] != NULL && ends_in(name, f->ending[i]))
			return true;
	}
	return false;
}

static const struct reads_format *
find(const char *format)
{
	for (size_t i = 0; i < FORMATS; i++) {
		if (strcmp(formats[i].name, format) == 0)
			return &formats[i];
	}
	return NULL;
}

bool
reads_is_format(const char *format)
{
	return find(format) != NULL;
}

bool
reads_needs_map(const char *format)
{
	const struct reads_format *f = find(format);

	return f != NULL && f->syntax == NULL;
}

static bool
is_asked(const struct reads_ask *ask, const struct reads_format *f)
{
	return ask->format == NULL || strcmp(ask->format, f->name) == 0;
}

/* Maps come before formats that need none: they were asked for. */
static bool
detect_mapped(const struct reads_ask *ask, const struct reads_format *f,
    const uint8_t *head, size_t len, struct reads_found *out)
{
	for (size_t i = 0; i < ask->n_maps; i++) {
		if (!f->recognise(ask->maps[i], head, len))
			continue;
		*out = (struct reads_found){ f->name, f->rule, i + 1 };
		return true;
	}
	return false;
}

struct reads_found
reads_detect(const struct reads_ask *ask, const char *name, const uint8_t *head,
    size_t len)
{
	struct reads_found found = { 0 };

	for (size_t i = 0; i < FORMATS; i++) {
		const struct reads_format *f = &formats[i];

		if (f->syntax == NULL && is_asked(ask, f) &&
		    has_ending(f, name) &&
		    detect_mapped(ask, f, head, len, &found))
			return found;
	}
	for (size_t i = 0; i < FORMATS; i++) {
		const struct reads_format *f = &formats[i];

		if (f->syntax == NULL || !is_asked(ask, f) ||
		    !has_ending(f, name))
			continue;
		if (ask->format != NULL)
			return (struct reads_found){ f->name,
				"it was asked for", 0 };
		if (f->recognise(f->map, head, len))
			return (struct reads_found){ f->name, f->rule, 0 };
	}
	return found;
}

const char *
reads_recognise(const char *name, const uint8_t *head, size_t len)
{
	static const struct reads_ask nothing;

	return reads_detect(&nothing, name, head, len).format;
}

bool
reads_likely(const char *name)
{
	for (size_t i = 0; i < FORMATS; i++) {
		if (has_ending(&formats[i], name))
			return true;
	}
	return false;
}

int
reads_begin_mapped(struct reads *r, const char *format, const char *zone,
    const struct reads_map *map, struct why *w)
{
	*r = (struct reads){ .oldest_ms = INT64_MAX, .newest_ms = INT64_MIN };
	r->format = find(format);
	if (r->format == NULL)
		return why_set(w, WHY_CONTENTS, "no read format is called %s",
		    format);
	if ((r->format->syntax == NULL) != (map != NULL))
		return why_set(w, WHY_CONTENTS, "read format %s %s", format,
		    map == NULL ? "needs a map" : "takes no map");
	r->map = map == NULL ? r->format->map : map;
	r->syntax = map == NULL ? r->format->syntax : syntaxes[map->form];
	if (r->map != NULL)
		path_begin(r->map, &r->paths);
	r->syntax->begin(r);
	if (zone[0] == '\0')
		return 0;
	if (!reads_zone(zone, strlen(zone), &r->zone_s))
		return why_set(w, WHY_USAGE,
		    "%s is not a zone such as Z or +01:00", zone);
	r->zoned = true;
	return 0;
}

int
reads_begin(struct reads *r, const char *format, const char *zone,
    struct why *w)
{
	return reads_begin_mapped(r, format, zone, NULL, w);
}

const char *
reads_field_name(enum reads_field which)
{
	return csv_columns[which].name;
}

static bool
has_place(const struct reads *r, enum reads_field which)
{
	const struct reads_map_source *from =
	    r->map == NULL ? NULL : &r->map->source[which];

	if (from != NULL && from->value != NULL)
		return true;
	if (from != NULL && r->map->form != READS_MAP_CSV)
		return from->name != NULL;
	return r->column[which] >= 0;
}

bool
reads_gives(const struct reads *r, enum reads_field which)
{
	if ((which == READS_LATITUDE || which == READS_LONGITUDE) &&
	    has_place(r, READS_POSITION))
		return true;
	if ((which == READS_PLATE_IMAGE || which == READS_OVERVIEW_IMAGE) &&
	    has_place(r, READS_PICTURES))
		return true;
	return has_place(r, which);
}

size_t
reads_joint(const struct reads *r, const struct record *record)
{
	return r->syntax->joint == NULL ? record->len
					: r->syntax->joint(record);
}

bool
reads_is_row(const struct reads *r, const struct record *record)
{
	return r->syntax->is_row(r, record);
}

bool
reads_is_aside(const struct reads *r, const struct record *record)
{
	return r->syntax->is_aside != NULL && r->syntax->is_aside(r, record);
}

/* NOLINTBEGIN(readability-function-size): how, of what, and what came of it. */
int
reads_cut(struct reads *r, const struct reads_cut *how, const uint8_t *data,
    size_t len, struct records *out, size_t *used, struct why *w)
{
	return r->syntax->cut(r, how, data, len, out, used, w);
}
/* NOLINTEND(readability-function-size) */

int
reads_fields(const struct reads *r, const uint8_t *row, size_t len,
    struct reads_row *out, struct why *w)
{
	const struct record record = { .bytes = row, .len = (uint32_t)len };

	return r->syntax->fields(r, READS_FIELDS, &record, out, w);
}

int
reads_fields_all(const struct reads *r, const uint8_t *row, size_t len,
    struct reads_row *out, struct why *w)
{
	const struct record record = { .bytes = row, .len = (uint32_t)len };

	return r->syntax->fields(r, READS_ALL, &record, out, w);
}

bool
reads_field(const struct reads *r, enum reads_field which,
    const struct record *row, struct reads_text *out)
{
	return r->syntax->field(r, which, row, out);
}

bool
reads_image_path(const char *csv_name, const struct reads_text *field,
    char out[NAME_MAX_BYTES + 1])
{
	const char *slash = strrchr(csv_name, '/');
	size_t folder = slash == NULL ? 0 : (size_t)(slash - csv_name) + 1;
	struct why w = { 0 };

	if (field->text == NULL || field->len == 0 ||
	    folder + field->len > NAME_MAX_BYTES ||
	    memchr(field->text, '\0', field->len) != NULL)
		return false;
	memcpy(out, csv_name, folder);
	memcpy(out + folder, field->text, field->len);
	out[folder + field->len] = '\0';
	/* The field alone too: "/x" behind a folder would look like "a//x",
	 * which is refused, and "" like the folder itself. */
	return name_check(out + folder, field->len, WHY_MEMBER_NAME, &w) == 0 &&
	    name_check(out, folder + field->len, WHY_MEMBER_NAME, &w) == 0;
}
