#include "formats/reads/json_text.h"

#include <string.h>

#include "formats/reads/scan.h"
#include "formats/reads/utf8.h"

static int
hex(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits behind \u, or -1. */
static int32_t
unit(const uint8_t *at, const uint8_t *end)
{
	int32_t value = 0;

	if (end - at < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		int digit = hex(at[i]);

		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

/* Bytes of an escape whose backslash stands at `at`, 0 if it is none, and what
 * it stands for. U+0000 is none: no text of ours holds it. */
static size_t
escape(const uint8_t *at, const uint8_t *end, uint32_t *code)
{
	static const char from[] = "\"\\/bfnrt";
	static const char to[] = "\"\\/\b\f\n\r\t";
	int32_t high;
	int32_t low;
	const char *simple;

	if (end - at < 2)
		return 0;
	simple = at[1] == '\0' ? NULL : strchr(from, at[1]);
	if (simple != NULL) {
		*code = (uint8_t)to[simple - from];
		return 2;
	}
	high = at[1] == 'u' ? unit(at + 2, end) : -1;
	if (high <= 0 || (high >= 0xdc00 && high <= 0xdfff))
		return 0;
	*code = (uint32_t)high;
	if (high < 0xd800 || high > 0xdbff)
		return 6;
	if (end - at < 12 || at[6] != '\\' || at[7] != 'u')
		return 0;
	low = unit(at + 8, end);
	if (low < 0xdc00 || low > 0xdfff)
		return 0;
	*code = 0x10000 + (((uint32_t)high & 0x3ff) << 10) +
	    ((uint32_t)low & 0x3ff);
	return 12;
}

const char *
json_text_take(const uint8_t **at, const uint8_t *end, struct json_text *s,
    enum why_reason *reason)
{
	static const struct scan_stops stops = { '"', '\\', '"' };
	const uint8_t *p = *at + 1;

	*s = (struct json_text){ .text = p };
	for (;;) {
		size_t n = 1;
		uint32_t code;

		p = scan_plain(p, end, stops);
		if (p == end)
			return "a string does not end";
		if (*p == '"')
			break;
		if (*p < 0x20)
			return "a control character in a string";
		if (*p == '\\') {
			n = escape(p, end, &code);
			s->escaped = true;
			if (n == 0)
				return "an escape that is none";
		} else if (*p >= 0x80) {
			n = utf8_sequence(p, end);
			if (n == 0) {
				*reason = WHY_READ_ENCODING;
				return "bytes that are no UTF-8";
			}
		}
		p += n;
	}
	s->len = (size_t)(p - s->text);
	*at = p + 1;
	return NULL;
}

/* An escape is never shorter than what it stands for. */
bool
json_text_plain(const struct json_text *s, char *out, size_t size, size_t *len)
{
	const uint8_t *at = s->text;
	const uint8_t *end = at + s->len;

	*len = 0;
	if (s->len > size)
		return false;
	while (at < end) {
		uint32_t code;

		if (*at == '\\') {
			at += escape(at, end, &code);
			*len += utf8_put(out + *len, code);
		} else {
			out[(*len)++] = (char)*at++;
		}
	}
	return true;
}
