#include "formats/reads/map.h"

#include <stdlib.h>
#include <string.h>

/* Source: reads.txt, 4.4. */
#define TEXT_MAX 256

const char *
reads_map_text(const struct reads_map *m, size_t *len)
{
	*len = m->len;
	return m->text;
}

const char *
reads_map_name(const struct reads_map *m)
{
	return m->name;
}

void
reads_map_free(struct reads_map *m)
{
	if (m == NULL)
		return;
	text_clear(&m->json);
	free(m->text);
	free(m);
}

static int
bad(const char *key, const char *fault, struct why *w)
{
	return why_set(w, WHY_READ_MAP, "key \"%s\" %s", key, fault);
}

/* A text of one byte, or an empty one. */
static int
take_byte(struct text_object *o, const char *key, const char *allowed,
    uint8_t *out, struct why *w)
{
	const char *value;

	if (text_string(o, key, TEXT_MAX, &value, w) != 0)
		return -1;
	if (strlen(value) > 1 ||
	    (value[0] != '\0' && strchr(allowed, value[0]) == NULL))
		return bad(key, "is none of its characters", w);
	*out = (uint8_t)value[0];
	return 0;
}

static int
take_dialect(struct reads_map *m, struct text_object *root, struct why *w)
{
	struct text_object o;
	uint64_t columns = 0;
	const char *encoding = NULL;
	bool header;

	if (text_child(root, "dialect", &o, w) != 0 ||
	    take_byte(&o, "separator", ",;|\t:^~ ", &m->separator, w) != 0 ||
	    take_byte(&o, "quote", "\"'", &m->quote, w) != 0 ||
	    text_bool(&o, "header", &header, w) != 0 ||
	    (!header &&
		text_number(&o, "columns", READS_COLUMNS_MAX, &columns, w) !=
		    0) ||
	    (text_has(&o, "encoding") &&
		text_string(&o, "encoding", TEXT_MAX, &encoding, w) != 0) ||
	    text_end(&o, w) != 0)
		return -1;
	if (encoding != NULL && strcmp(encoding, "cp1252") != 0)
		return bad("encoding", "is not cp1252", w);
	m->cp1252 = encoding != NULL;
	if (m->separator == '\0')
		return bad("separator", "is empty", w);
	if (!header && columns == 0)
		return bad("columns", "is 0", w);
	m->headless = !header;
	m->columns = m->columns_min = (uint32_t)columns;
	return 0;
}

static int
take_time(struct reads_map *m, struct text_object *root, struct why *w)
{
	struct text_object o;
	int zone_s;

	if (text_child(root, "time", &o, w) != 0 ||
	    text_string(&o, "pattern", 64, &m->pattern, w) != 0 ||
	    text_string(&o, "zone", 6, &m->zone, w) != 0 ||
	    text_end(&o, w) != 0)
		return -1;
	if (m->zone[0] != '\0' &&
	    !reads_zone(m->zone, strlen(m->zone), &zone_s))
		return bad("zone", "is no difference to UTC", w);
	if (strcmp(m->pattern, "xsd") == 0)
		m->clock = READS_MAP_XSD;
	else if (strcmp(m->pattern, "epoch-ms") == 0)
		m->clock = READS_MAP_EPOCH_MS;
	else if (strcmp(m->pattern, "epoch-s") == 0)
		m->clock = READS_MAP_EPOCH_S;
	else if (reads_map_time_pattern(m->pattern))
		m->clock = READS_MAP_PATTERN;
	else
		return bad("pattern", "is no pattern of a time", w);
	return 0;
}

/* One of: column, number, value. prefix: "and_" for the second of two. */
static int
take_source(struct reads_map *m, struct text_object *o, bool second,
    struct reads_map_source *to, struct why *w)
{
	static const char *const keys[2][3] = { { "column", "number", "value" },
		{ "and_column", "and_number", "value" } };
	const char *const *key = keys[second];
	uint64_t number;

	if (text_has(o, key[0])) {
		if (text_string(o, key[0], TEXT_MAX, &to->name, w) != 0)
			return -1;
		if (to->name[0] == '\0' || m->headless)
			return bad(key[0], "names no column", w);
		return 0;
	}
	if (text_has(o, key[1])) {
		if (text_number(o, key[1], READS_COLUMNS_MAX, &number, w) != 0)
			return -1;
		if (number == 0 || number > m->columns)
			return bad(key[1], "is no column", w);
		to->number = (uint32_t)number;
		return 0;
	}
	if (second)
		return 0;
	return text_string(o, key[2], TEXT_MAX, &to->value, w);
}

static int
take_field(struct reads_map *m, struct text_object *fields, const char *name,
    enum reads_field which, struct why *w)
{
	struct text_object o;
	const char *order;

	if (text_child(fields, name, &o, w) != 0 ||
	    take_source(m, &o, false, &m->source[which], w) != 0)
		return -1;
	if (which == READS_TIME &&
	    take_source(m, &o, true, &m->source[READS_TIME_MORE], w) != 0)
		return -1;
	if (which == READS_POSITION) {
		if (text_string(&o, "order", TEXT_MAX, &order, w) != 0)
			return -1;
		m->longitude_first = strcmp(order, "longitude-latitude") == 0;
		if (!m->longitude_first &&
		    strcmp(order, "latitude-longitude") != 0)
			return bad("order", "is no order of coordinates", w);
	}
	return text_end(&o, w);
}

static bool
has_source(const struct reads_map_source *s)
{
	return s->name != NULL || s->number != 0 || s->value != NULL;
}

/* What is the same in all rows must do for the natural key. */
static int
check_values(const struct reads_map *m, struct why *w)
{
	char text[READS_VRM_BYTES];

	if (m->source[READS_VRM].value != NULL ||
	    m->source[READS_TIME].value != NULL)
		return why_set(w, WHY_READ_MAP,
		    "vrm and capture_time cannot be the same in all rows");
	if (m->clock != READS_MAP_PATTERN && m->clock != READS_MAP_XSD &&
	    has_source(&m->source[READS_TIME_MORE]))
		return why_set(w, WHY_READ_MAP,
		    "a count of seconds is in one column");
	for (enum reads_field i = READS_FEED; i <= READS_CAMERA; i++) {
		const char *value = m->source[i].value;

		if (value != NULL && !reads_id(value, strlen(value), text))
			return bad(reads_field_name(i),
			    "has a value that is empty or too long", w);
	}
	return 0;
}

static int
take_fields(struct reads_map *m, struct text_object *root, struct why *w)
{
	struct text_object fields;

	if (text_child(root, "fields", &fields, w) != 0)
		return -1;
	for (enum reads_field i = 0; i < READS_ALL; i++) {
		const char *name = reads_field_name(i);

		if ((text_has(&fields, name) ||
			(i >= READS_VRM && i <= READS_TIME)) &&
		    take_field(m, &fields, name, i, w) != 0)
			return -1;
	}
	if (text_has(&fields, "position") &&
	    take_field(m, &fields, "position", READS_POSITION, w) != 0)
		return -1;
	return text_end(&fields, w) == 0 ? check_values(m, w) : -1;
}

static int
take_form(struct reads_map *m, struct text_object *root, struct why *w)
{
	const char *form;

	if (text_string(root, "form", TEXT_MAX, &form, w) != 0)
		return -1;
	if (strcmp(form, "csv") == 0)
		return take_dialect(m, root, w);
	if (strcmp(form, "json") != 0)
		return bad("form", "is neither csv nor json", w);
	m->form = READS_MAP_JSON;
	return 0;
}

static int
take_map(struct reads_map *m, struct why *w)
{
	struct text_object root = text_root(&m->json);
	const char *format;
	const char *told;
	const char *decimal;
	uint64_t scale = 0;

	if (text_string(&root, "format", TEXT_MAX, &format, w) != 0)
		return -1;
	if (strcmp(format, READS_MAP_FORMAT) != 0)
		return why_set(w, WHY_READ_MAP,
		    "format \"%s\"; this reads " READS_MAP_FORMAT, format);
	if (text_string(&root, "name", 64, &m->name, w) != 0 ||
	    text_string(&root, "source", 1024, &told, w) != 0 ||
	    text_string(&root, "version", TEXT_MAX, &told, w) != 0 ||
	    text_string(&root, "verified_by", TEXT_MAX, &told, w) != 0 ||
	    take_form(m, &root, w) != 0 || take_time(m, &root, w) != 0 ||
	    text_string(&root, "decimal", 1, &decimal, w) != 0 ||
	    text_number(&root, "confidence_scale", 1000000, &scale, w) != 0 ||
	    take_fields(m, &root, w) != 0 || text_end(&root, w) != 0)
		return -1;
	if (strcmp(decimal, ".") != 0 && strcmp(decimal, ",") != 0)
		return bad("decimal", "is neither point nor comma", w);
	if (m->name[0] == '\0')
		return bad("name", "is empty", w);
	if (scale == 0)
		return bad("confidence_scale", "is 0", w);
	m->decimal_comma = decimal[0] == ',';
	m->scale = (uint32_t)scale;
	return 0;
}

int
reads_map_parse(struct reads_map **out, const void *text, size_t len,
    struct why *w)
{
	struct reads_map *m;
	struct why inner = { 0 };

	*out = NULL;
	if (len > READS_MAP_MAX_BYTES)
		return why_set(w, WHY_READ_MAP, "a map is longer than %u bytes",
		    READS_MAP_MAX_BYTES);
	m = calloc(1, sizeof *m);
	if (m == NULL)
		return why_memory(w);
	m->text = malloc(len + 1);
	if (m->text == NULL) {
		free(m);
		return why_memory(w);
	}
	memcpy(m->text, text, len);
	m->text[len] = '\0';
	m->len = len;
	if (text_parse(&m->json, m->text, len, &inner) == 0 &&
	    take_map(m, &inner) == 0) {
		*out = m;
		return 0;
	}
	reads_map_free(m);
	if (inner.reason == WHY_MEMORY)
		return why_memory(w);
	return why_set(w, WHY_READ_MAP, "%s", inner.text);
}
