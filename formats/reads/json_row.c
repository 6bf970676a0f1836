#include <string.h>

#include "formats/reads/json.h"
#include "formats/reads/json_text.h"
#include "formats/reads/map.h"
#include "formats/reads/path.h"

/* Source: reads.txt, 6. */
#define DEPTH_MAX 16
#define KEYS_MAX  1024

struct walk {
	const uint8_t *at;
	const uint8_t *end;
	struct reads_row *out;
	uint32_t found;
	unsigned depth;
	unsigned next; /* source that the next key may be */
	const char *fault;
	enum why_reason reason;
};

static bool
bad(struct walk *k, const char *fault)
{
	if (k->fault == NULL) {
		k->fault = fault;
		k->reason = WHY_READ_JSON;
	}
	return false;
}

static void
blank(struct walk *k)
{
	k->at += json_blank(k->at, (size_t)(k->end - k->at));
}

static bool
is(struct walk *k, char c)
{
	if (k->at == k->end || *k->at != (uint8_t)c)
		return false;
	k->at++;
	return true;
}

static bool
string(struct walk *k, struct json_text *s)
{
	enum why_reason reason = WHY_READ_JSON;
	const char *fault = json_text_take(&k->at, k->end, s, &reason);

	if (fault == NULL)
		return true;
	(void)bad(k, fault);
	k->reason = reason;
	return false;
}

/* A value for these sources. */
static bool
assign(struct walk *k, uint32_t hit, struct reads_text text)
{
	if ((k->found & hit) != 0)
		return bad(k, "a key stands twice");
	k->found |= hit;
	for (; hit != 0; hit &= hit - 1)
		k->out->field[__builtin_ctz(hit)] = text;
	return true;
}

static bool
string_value(struct walk *k, uint32_t hit)
{
	struct reads_row *out = k->out;
	struct json_text s;
	size_t len;

	if (!string(k, &s))
		return false;
	if (hit == 0)
		return true;
	if (!s.escaped)
		return assign(k, hit,
		    (struct reads_text){ (const char *)s.text, s.len });
	if (!json_text_plain(&s, out->scratch + out->filled,
		sizeof out->scratch - out->filled, &len))
		return bad(k, "a value with escapes is too long");
	out->filled += len;
	return assign(k, hit,
	    (struct reads_text){ out->scratch + out->filled - len, len });
}

static bool
digits(struct walk *k)
{
	const uint8_t *from = k->at;

	while (k->at < k->end && *k->at >= '0' && *k->at <= '9')
		k->at++;
	return k->at > from;
}

static bool
number(struct walk *k)
{
	(void)is(k, '-');
	if (!is(k, '0') && !digits(k))
		return false;
	if (is(k, '.') && !digits(k))
		return false;
	if (is(k, 'e') || is(k, 'E')) {
		if (!is(k, '+'))
			(void)is(k, '-');
		return digits(k);
	}
	return true;
}

static bool
word(struct walk *k, const char *text)
{
	size_t len = strlen(text);

	if ((size_t)(k->end - k->at) < len || memcmp(k->at, text, len) != 0)
		return false;
	k->at += len;
	return true;
}

static bool
plain_value(struct walk *k, uint32_t hit)
{
	const uint8_t *from = k->at;
	bool null = *from == 'n';
	bool good;

	switch (*from) {
	case 'n':
		good = word(k, "null");
		break;
	case 't':
		good = word(k, "true");
		break;
	case 'f':
		good = word(k, "false");
		break;
	default:
		good = number(k);
	}
	if (!good)
		return bad(k, "a value that is none");
	if (hit == 0)
		return true;
	return assign(k, hit,
	    (struct reads_text){ (const char *)from,
		null ? 0 : (size_t)(k->at - from) });
}

static bool container(struct walk *k, const struct path_level *l);

static bool
value(struct walk *k, uint32_t hit, const struct path_level *below)
{
	if (k->at == k->end)
		return bad(k, "it ends too early");
	if (*k->at == '"')
		return string_value(k, hit);
	if (*k->at != '{' && *k->at != '[')
		return plain_value(k, hit);
	if (hit != 0)
		return bad(k, "a mapped key holds an object or an array");
	return container(k, below);
}

/* One key with its value. */
static bool
member(struct walk *k, const struct path_level *l)
{
	struct path_level below;
	struct json_text s;
	char plain[256];
	const char *key;
	size_t len;
	uint32_t hit;

	if (k->at == k->end || *k->at != '"')
		return bad(k, "a key that is no string");
	if (!string(k, &s))
		return false;
	key = (const char *)s.text;
	len = s.len;
	if (s.escaped) {
		/* No path is so long. */
		if (!json_text_plain(&s, plain, sizeof plain, &len))
			len = 0;
		key = plain;
	}
	hit =
	    path_look_up(l, &k->next, &(struct reads_text){ key, len }, &below);
	blank(k);
	if (!is(k, ':'))
		return bad(k, "a key without a value");
	blank(k);
	return value(k, hit, &below);
}

static bool
element(struct walk *k, const struct path_level *l, unsigned number_of)
{
	struct path_level below;
	char key[8];
	size_t len = 0;
	uint32_t hit = 0;

	below.mask = 0;
	if (l->mask != 0) {
		char reversed[8];
		size_t n = 0;

		do
			reversed[n++] = (char)('0' + number_of % 10);
		while ((number_of /= 10) > 0);
		while (n > 0)
			key[len++] = reversed[--n];
		hit = path_look_up(l, &k->next,
		    &(struct reads_text){ key, len }, &below);
	}
	return value(k, hit, &below);
}

/* An object or an array. NOLINTNEXTLINE(misc-no-recursion): 16 at most */
static bool
container(struct walk *k, const struct path_level *l)
{
	bool object = *k->at++ == '{';
	char close = object ? '}' : ']';

	if (++k->depth > DEPTH_MAX)
		return bad(k, "nested too deep");
	blank(k);
	if (is(k, close)) {
		k->depth--;
		return true;
	}
	for (unsigned n = 0;; n++) {
		if (n == KEYS_MAX)
			return bad(k, "too many keys or elements");
		if (!(object ? member(k, l) : element(k, l, n)))
			return false;
		blank(k);
		if (is(k, close))
			break;
		if (!is(k, ','))
			return bad(k, "no comma where one must be");
		blank(k);
	}
	k->depth--;
	return true;
}

int
json_row(const struct reads_paths *paths, const struct reads_text *data,
    struct reads_row *out, size_t *used, uint32_t *found, struct why *w)
{
	const uint8_t *from = (const uint8_t *)data->text;
	struct walk k = { .at = from, .end = from + data->len, .out = out };
	struct path_level top;
	bool whole;

	path_top(paths, &top);
	memset(out->field, 0, sizeof out->field);
	out->filled = 0;
	whole = data->len > 0 && *from == '{' ? container(&k, &top)
					      : bad(&k, "not an object");
	*used = (size_t)(k.at - from);
	*found = k.found;
	return whole ? 0 : why_set(w, k.reason, "%s", k.fault);
}

int
json_row_fields(const struct reads *r, size_t n, const struct record *row,
    struct reads_row *out, struct why *w)
{
	struct reads_text data = { (const char *)row->bytes, row->len };
	uint32_t found;
	size_t used;

	if (!r->syntax->is_row(r, row)) {
		memset(out->field, 0, sizeof out->field);
		return 0;
	}
	if (json_row(&r->paths, &data, out, &used, &found, w) != 0)
		return -1;
	map_values(r->map, n, out);
	return 0;
}

bool
json_row_field(const struct reads *r, enum reads_field which,
    const struct record *row, struct reads_text *out)
{
	*out = (struct reads_text){ 0 };
	if (!r->syntax->is_row(r, row))
		return true;
	if (which != READS_VRM || row->vrm_at == 0)
		return false;
	return map_check_marked(row, '"', out);
}

/* Is the plate a string that stands there as it is? */
static void
mark_vrm(struct record *row, const struct reads_text *vrm)
{
	const char *from = (const char *)row->bytes;
	ptrdiff_t at = vrm->text - from;

	/* Not in the scratch, nor a number. */
	if (vrm->text > from && vrm->text < from + row->len &&
	    vrm->text[-1] == '"' && at < UINT16_MAX)
		row->vrm_at = (uint16_t)(at + 1);
}

int
json_row_check(struct reads *r, struct record *row, size_t object,
    struct reads_row *out, struct why *w)
{
	struct reads_text data = { (const char *)row->bytes, object };
	struct reads_row own;
	uint32_t found;
	size_t used;

	if (out == NULL) {
		out = &own;
		if (json_row(&r->paths, &data, out, &used, &found, w) != 0)
			return -1;
		if (used != object)
			return why_set(w, WHY_READ_JSON,
			    "text behind an object");
	}
	mark_vrm(row, &out->field[READS_VRM]);
	return map_check(r, out, w);
}
