#include "formats/text.h"

#include <inttypes.h>
#include <string.h>

static void
fail(struct text_out *o, enum why_reason reason)
{
	if (o->failed == WHY_NONE)
		o->failed = reason;
}

static void
put(struct text_out *o, const void *data, size_t len)
{
	struct why w;

	/* Not cleared with its text: this is called for every few bytes. */
	w.reason = WHY_NONE;
	if (o->failed == WHY_NONE && bytes_add(o->to, data, len, &w) != 0)
		fail(o, w.reason);
}

static void
put_line(struct text_out *o)
{
	static const char line[] = "\n                                ";
	size_t blanks = (size_t)(o->depth * o->indent);

	if (o->indent > 0)
		put(o, line,
		    1 + (blanks < sizeof line - 2 ? blanks : sizeof line - 2));
}

/* Length of the UTF-8 sequence at s, or 0. The final NUL of s stops a sequence
 * that is cut short. */
static size_t
sequence(const uint8_t *s)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len = s[0] < 0x80 ? 1 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	uint32_t code = s[0] & (0xffU >> (len + 1));

	if (len == 1)
		return 1;
	if (s[0] < 0xc2 || s[0] > 0xf4)
		return 0;
	for (size_t i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (s[i] & 0x3fU);
	}
	if (code < least[len] || code > 0x10ffff || code >> 11 == 0xd800 >> 11)
		return 0;
	return len;
}

/* How many bytes at s are escaped; 0: none. Whatever may not be shown is below
 * U+10000. */
static size_t
escaped(const struct text_out *o, const uint8_t *s, uint32_t *code)
{
	size_t len = 0;
	bool shown = true;

	*code = *s;
	if (*s < 0x20 || *s == '"' || *s == '\\')
		return 1;
	if (o->escape)
		len = why_character((const char *)s, code, &shown);
	return shown ? 0 : len;
}

/* A string in quotes: quote, backslash and controls escaped, UTF-8 as it is. */
static void
put_string(struct text_out *o, const char *value)
{
	static const char hex[] = "0123456789abcdef";
	const uint8_t *s = (const uint8_t *)value;

	put(o, "\"", 1);
	while (*s != '\0') {
		const uint8_t *from = s;
		char unicode[] = "\\u0000";
		size_t len = 1;
		size_t odd = 0;
		uint32_t code = 0;

		while (*s != '\0' && len > 0 &&
		    (odd = escaped(o, s, &code)) == 0) {
			len = sequence(s);
			s += len;
		}
		put(o, from, (size_t)(s - from));
		if (len == 0 || (odd > 0 && code == 0)) {
			fail(o, WHY_JSON);
			return;
		}
		if (odd == 0)
			break;
		for (int i = 0; i < 4; i++)
			unicode[5 - i] = hex[code >> 4 * i & 15];
		if (code == '"' || code == '\\')
			put(o, code == '"' ? "\\\"" : "\\\\", 2);
		else
			put(o, unicode, 6);
		s += odd;
	}
	put(o, "\"", 1);
}

/* What stands before a value: comma, line, key. */
static void
put_key(struct text_out *o, const char *key)
{
	bool wanted = o->depth > 0 && o->kinds[o->depth] == '{';

	if ((key != NULL) != wanted || (o->depth == 0 && o->more))
		fail(o, WHY_JSON);
	if (o->more)
		put(o, ",", 1);
	if (o->depth > 0)
		put_line(o);
	o->more = true;
	if (key == NULL)
		return;
	put_string(o, key);
	put(o, ": ", o->indent == 0 ? 1 : 2);
}

void
text_out_open(struct text_out *o, const char *key, char kind)
{
	put_key(o, key);
	put(o, &kind, 1);
	if (o->depth == TEXT_DEPTH_MAX) {
		fail(o, WHY_JSON);
		return;
	}
	o->depth++;
	o->kinds[o->depth] = kind;
	o->more = false;
}

void
text_out_close(struct text_out *o)
{
	char kind = o->kinds[o->depth];

	if (o->depth == 0) {
		fail(o, WHY_JSON);
		return;
	}
	o->depth--;
	if (o->more)
		put_line(o);
	put(o, kind == '{' ? "}" : "]", 1);
	o->more = true;
}

void
text_out_string(struct text_out *o, const char *key, const char *value)
{
	put_key(o, key);
	put_string(o, value);
}

void
text_out_number(struct text_out *o, const char *key, uint64_t value)
{
	struct why w = { 0 };

	put_key(o, key);
	if (value > INT64_MAX)
		fail(o, WHY_JSON);
	if (o->failed == WHY_NONE &&
	    bytes_printf(o->to, &w, "%" PRIu64, value) != 0)
		fail(o, w.reason);
}

void
text_out_bool(struct text_out *o, const char *key, bool value)
{
	put_key(o, key);
	put(o, value ? "true" : "false", value ? 4 : 5);
}

void
text_out_hex(struct text_out *o, const char *key, const uint8_t *data,
    size_t len)
{
	struct why w = { 0 };

	put_key(o, key);
	put(o, "\"", 1);
	if (o->failed == WHY_NONE && bytes_reserve(o->to, 2 * len + 1, &w) != 0)
		fail(o, w.reason);
	if (o->failed == WHY_NONE) {
		bytes_to_hex((char *)o->to->data + o->to->len, data, len);
		o->to->len += 2 * len;
	}
	put(o, "\"", 1);
}

void
text_out_time(struct text_out *o, const char *key, int64_t time_s)
{
	char text[TEXT_TIME_BYTES];

	text_time_format(text, time_s);
	text_out_string(o, key, text);
}

int
text_out_end(struct text_out *o, struct why *w)
{
	if (o->depth != 0 || !o->more)
		fail(o, WHY_JSON);
	put(o, "\n", 1);
	if (o->failed == WHY_MEMORY)
		return why_memory(w);
	if (o->failed != WHY_NONE)
		return why_set(w, o->failed, "not writable as JSON");
	return 0;
}
