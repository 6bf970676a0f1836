#include <string.h>

#include "formats/reads/csv.h"
#include "formats/reads/cut.h"
#include "formats/reads/json.h"
#include "formats/reads/map.h"
#include "formats/reads/path.h"

/* What may come next; 0 is the beginning of the file. */
enum place {
	PLACE_OPEN,
	PLACE_SEQUENCE, /* an object */
	PLACE_FIRST,	/* an object, or the bracket */
	PLACE_COMMA,	/* an object */
	PLACE_BRACKET,
	PLACE_DONE
};

static int
bad(const struct cut *c, const char *fault)
{
	return cut_bad(c, WHY_READ_JSON, fault);
}

/* Not whole yet. */
static int
wait(const struct cut *c, const char *fault)
{
	return cut_wait(c, WHY_READ_JSON, fault);
}

/* Blanks behind `at`; false when more of them may come. */
static bool
pass_blank(const struct cut *c, size_t *at)
{
	*at += json_blank(c->data + *at, c->len - *at);
	return *at < c->len || c->how->last;
}

static int
cut_opening(struct cut *c)
{
	enum format_shape shape = c->reads->format->shape;
	struct record one = { 0 };
	size_t at;

	if (!c->how->last && c->len < 3)
		return 0;
	at = csv_mark(c->data, c->len);
	if (!pass_blank(c, &at))
		return wait(c, "");
	c->reads->place = PLACE_SEQUENCE;
	if (at < c->len && c->data[at] == '[') {
		if (shape == FORMAT_LINES)
			return bad(c, "an array where lines must be");
		at++;
		if (!pass_blank(c, &at)) {
			c->reads->place = PLACE_OPEN;
			return wait(c, "");
		}
		c->reads->place = PLACE_FIRST;
	} else if (shape == FORMAT_ARRAY) {
		return bad(c, "no array");
	}
	if (at > RECORD_MAX_BYTES)
		return bad(c, "a record is too long");
	return at == 0 ? 1 : cut_put(c, at, &one);
}

static int
cut_closing(struct cut *c)
{
	struct record one = { 0 };
	size_t at = c->at + 1;

	if (c->reads->place == PLACE_COMMA && c->how->check)
		return bad(c, "a comma before the bracket");
	if (!pass_blank(c, &at))
		return wait(c, "");
	if (at - c->at > RECORD_MAX_BYTES)
		return bad(c, "a record is too long");
	c->reads->place = PLACE_DONE;
	return cut_put(c, at, &one);
}

/* Where an object ends that begins at c->at; 0 when it does not. What is inside
 * is looked at elsewhere. */
static size_t
object_end(const struct cut *c)
{
	size_t depth = 0;
	bool quoted = false;

	for (size_t i = c->at; i < c->len; i++) {
		uint8_t b = c->data[i];

		if (b == '"')
			quoted = !quoted;
		else if (quoted)
			i += b == '\\';
		else if (b == '{' || b == '[')
			depth++;
		else if ((b == '}' || b == ']') && --depth == 0)
			return i + 1;
	}
	return 0;
}

/* In lines: the object ends with its line. */
static size_t
line_end(const struct cut *c)
{
	const uint8_t *from = c->data + c->at;
	const uint8_t *lf = memchr(from, '\n', c->len - c->at);
	size_t end = c->len;

	if (lf == NULL && !c->how->last)
		return 0;
	if (lf != NULL)
		end = (size_t)(lf - c->data);
	while (end > c->at && json_blank(c->data + end - 1, 1) == 1)
		end--;
	return end;
}

/* What follows an object: blanks, in an array a comma. */
static bool
pass_behind(struct cut *c, size_t *at, enum place *next)
{
	bool array = c->reads->place != PLACE_SEQUENCE;

	*next = array ? PLACE_BRACKET : PLACE_SEQUENCE;
	if (!pass_blank(c, at))
		return false;
	if (!array || *at == c->len || c->data[*at] != ',')
		return true;
	++*at;
	*next = PLACE_COMMA;
	return pass_blank(c, at);
}

/* What can be taken apart is whole: then it need not be looked for its end. */
static size_t
sound_end(const struct cut *c, struct reads_row *row)
{
	const struct reads_text data = { (const char *)c->data + c->at,
		c->len - c->at };
	struct why ignored = { 0 };
	uint32_t found;
	size_t used;

	if (json_row(&c->reads->paths, &data, row, &used, &found, &ignored) !=
	    0)
		return 0;
	return c->at + used;
}

static int
cut_row(struct cut *c)
{
	bool lines = c->reads->format->shape == FORMAT_LINES;
	struct record one = { .bytes = c->data + c->at };
	struct reads_row row;
	enum place next;
	bool sound = false;
	size_t end = 0;
	size_t at;

	if (c->data[c->at] != '{')
		return bad(c, "not an object");
	if (c->how->check && !lines)
		end = sound_end(c, &row);
	sound = end != 0;
	if (!sound)
		end = lines ? line_end(c) : object_end(c);
	if (end == 0)
		return wait(c, "an object does not end");
	at = end;
	if (!pass_behind(c, &at, &next))
		return wait(c, "");
	if (at - c->at > RECORD_MAX_BYTES)
		return bad(c, "a record is too long");
	one.len = (uint32_t)(at - c->at);
	if (c->how->check &&
	    json_row_check(c->reads, &one, end - c->at, sound ? &row : NULL,
		c->why) != 0)
		return cut_in_line(c);
	c->reads->place = (uint8_t)next;
	c->reads->rows++;
	return cut_put(c, at, &one);
}

/* 1: go on; 0: more is needed; -1: a fault. */
static int
cut_one(struct cut *c)
{
	if (c->reads->place == PLACE_OPEN)
		return cut_opening(c);
	if (c->at == c->len)
		return 0;
	switch (c->reads->place) {
	case PLACE_FIRST:
	case PLACE_COMMA:
		if (c->data[c->at] == ']')
			return cut_closing(c);
		return cut_row(c);
	case PLACE_BRACKET:
		if (c->data[c->at] == ']')
			return cut_closing(c);
		return bad(c, "no comma where one must be");
	case PLACE_SEQUENCE:
		return cut_row(c);
	default:
		return bad(c, "text behind the array");
	}
}

/* NOLINTBEGIN(readability-function-size): as reads_cut. */
static int
cut(struct reads *r, const struct reads_cut *how, const uint8_t *data,
    size_t len, struct records *out, size_t *used, struct why *w)
{
	struct cut c = { r, how, data, len, 0, out, w };
	int got = 1;

	*used = 0;
	while (got == 1 && (how->max_records == 0 || out->n < how->max_records))
		got = cut_one(&c);
	if (got < 0)
		return -1;
	if (got == 0 && how->last && c.at == len && r->place >= PLACE_FIRST &&
	    r->place < PLACE_DONE)
		return bad(&c, "the array does not end");
	cut_count(&c);
	*used = c.at;
	return 0;
}
/* NOLINTEND(readability-function-size) */

static void
begin(struct reads *r)
{
	r->place = PLACE_OPEN;
}

static bool
is_row(const struct reads *r, const struct record *record)
{
	(void)r;
	return record->len > 0 && record->bytes[0] == '{';
}

/* The comma behind an object: blanks alone follow it. */
static size_t
joint(const struct record *row)
{
	size_t at = row->len;

	while (at > 0 && json_blank(row->bytes + at - 1, 1) == 1)
		at--;
	return at > 0 && row->bytes[at - 1] == ',' ? at - 1 : row->len;
}

const struct format_syntax json_syntax = {
	.begin = begin,
	.cut = cut,
	.fields = json_row_fields,
	.field = json_row_field,
	.is_row = is_row,
	.joint = joint,
	.empty = json_empty,
};

/* --- recognising --- */

/* Has the first object, as far as it is there, the keys of the natural key? */
static bool
has_keys(const struct reads_map *m, const uint8_t *head, size_t len)
{
	struct reads_text data = { (const char *)head, len };
	struct reads_row row;
	struct reads_paths paths;
	struct why ignored = { 0 };
	uint32_t found;
	size_t used;

	path_begin(m, &paths);
	(void)json_row(&paths, &data, &row, &used, &found, &ignored);
	return map_check_found(m, found);
}

static bool
is_json(const struct reads_map *m, const uint8_t *head, size_t len,
    enum format_shape shape)
{
	size_t at = csv_mark(head, len);

	at += json_blank(head + at, len - at);
	if (at < len && head[at] == '[') {
		if (shape == FORMAT_LINES)
			return false;
		at++;
		at += json_blank(head + at, len - at);
	} else if (shape == FORMAT_ARRAY) {
		return false;
	}
	return m->form == READS_MAP_JSON && has_keys(m, head + at, len - at);
}

bool
json_is_lines(const struct reads_map *m, const uint8_t *head, size_t len)
{
	return is_json(m, head, len, FORMAT_LINES);
}

bool
json_is_array(const struct reads_map *m, const uint8_t *head, size_t len)
{
	return is_json(m, head, len, FORMAT_ARRAY);
}

bool
json_is_either(const struct reads_map *m, const uint8_t *head, size_t len)
{
	return is_json(m, head, len, FORMAT_EITHER);
}
