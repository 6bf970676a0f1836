#include <string.h>

#include "formats/reads/empty.h"
#include "formats/reads/json.h"
#include "formats/reads/json_text.h"

/* As in json_row.c: rows were checked against them. */
#define DEPTH_MAX 16
#define KEY_MAX	  256

struct walk {
	struct empty_row row;
	const uint8_t *at;
	const uint8_t *end;
	unsigned depth;
};

static int
bad(struct walk *k)
{
	return why_set(k->row.why, WHY_READ_JSON, "a row is no object");
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

static int
string(struct walk *k, struct json_text *s)
{
	enum why_reason reason;

	if (k->at == k->end || *k->at != '"' ||
	    json_text_take(&k->at, k->end, s, &reason) != NULL)
		return bad(k);
	return 0;
}

static int container(struct walk *k, const struct empty_level *l);

/* NOLINTNEXTLINE(misc-no-recursion): 16 at most */
static int
value(struct walk *k, const struct empty_level *l)
{
	const uint8_t *from = k->at;
	struct json_text s;

	if (k->at == k->end)
		return bad(k);
	if (*k->at == '"')
		return string(k, &s);
	if (*k->at == '{' || *k->at == '[')
		return container(k, l);
	while (k->at < k->end && strchr(",]} \t\r\n", *k->at) == NULL)
		k->at++;
	return k->at > from ? 0 : bad(k);
}

/* A key, up to its value. hit: it goes. */
static int
take_key(struct walk *k, const struct empty_level *l, struct empty_level *below,
    bool *hit)
{
	struct json_text s;
	struct reads_text key;
	char plain[KEY_MAX];

	if (string(k, &s) != 0)
		return -1;
	key = (struct reads_text){ (const char *)s.text, s.len };
	if (s.escaped) {
		key.text = plain;
		/* No path is so long. */
		if (!json_text_plain(&s, plain, sizeof plain, &key.len))
			key.len = 0;
	}
	*hit = empty_look_up(k->row.empty, l, &key, below);
	blank(k);
	if (!is(k, ':'))
		return bad(k);
	blank(k);
	return 0;
}

/* The members of an object, as far as they were read. */
struct members {
	const uint8_t *behind; /* the last one, once one stays */
	/* what goes while none stays, if it was not cut out */
	const uint8_t *gone;
	const uint8_t *gone_end;
};

/* What goes takes the comma before it along. Where none is before, it is the
 * one behind, up to the next key. */
static int
member(struct walk *k, const struct empty_level *l, struct members *m)
{
	static const struct empty_level nowhere;
	const uint8_t *from = k->at;
	struct empty_level below;
	bool hit;

	if (m->gone != NULL && empty_cut(&k->row, m->gone, from) != 0)
		return -1;
	m->gone = NULL;
	if (take_key(k, l, &below, &hit) != 0 ||
	    value(k, hit ? &nowhere : &below) != 0)
		return -1;
	k->row.changed |= hit;
	if (hit && m->behind == NULL) {
		*m = (struct members){ NULL, from, k->at };
		return 0;
	}
	if (hit && empty_cut(&k->row, m->behind, k->at) != 0)
		return -1;
	m->behind = k->at;
	return 0;
}

/* The others of an array keep their numbers. */
static int
element(struct walk *k, const struct empty_level *l, unsigned number)
{
	static const struct empty_level nowhere;
	const uint8_t *from = k->at;
	struct empty_level below;
	char reversed[12];
	char text[12];
	size_t len = 0;
	size_t n = 0;
	bool hit;

	do
		reversed[n++] = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	while (n > 0)
		text[len++] = reversed[--n];
	hit = empty_look_up(k->row.empty, l, &(struct reads_text){ text, len },
	    &below);
	if (value(k, hit ? &nowhere : &below) != 0)
		return -1;
	if (!hit || (k->at - from == 4 && memcmp(from, "null", 4) == 0))
		return 0;
	k->row.changed = true;
	if (empty_cut(&k->row, from, k->at) != 0)
		return -1;
	return bytes_add(k->row.out, "null", 4, k->row.why);
}

/* NOLINTNEXTLINE(misc-no-recursion): 16 at most */
static int
container(struct walk *k, const struct empty_level *l)
{
	bool object = *k->at++ == '{';
	char close = object ? '}' : ']';
	struct members m = { 0 };

	if (++k->depth > DEPTH_MAX)
		return bad(k);
	blank(k);
	for (unsigned n = 0; !is(k, close); n++) {
		if (n > 0 && !is(k, ','))
			return bad(k);
		blank(k);
		if ((object ? member(k, l, &m) : element(k, l, n)) != 0)
			return -1;
		blank(k);
	}
	k->depth--;
	return m.gone == NULL ? 0 : empty_cut(&k->row, m.gone, m.gone_end);
}

int
json_empty(const struct reads *r, struct reads_empty *e,
    const struct record *row, struct bytes *out, bool *changed, struct why *w)
{
	const uint8_t *end = row->bytes + row->len;
	struct walk k = {
		.row = { .empty = e, .from = row->bytes, .out = out, .why = w },
		.at = row->bytes,
		.end = end
	};
	struct empty_level top;

	(void)r;
	empty_top(e, &top);
	if (row->len == 0 || row->bytes[0] != '{')
		return bad(&k);
	if (container(&k, &top) != 0)
		return -1;
	*changed = k.row.changed;
	return empty_cut(&k.row, end, end);
}
