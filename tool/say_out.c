#include "tool/say_out.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

void
say_out_write(struct say_out *o, const void *data, size_t len)
{
	if (o->error == 0 && fwrite(data, 1, len, o->file) != len)
		o->error = errno;
}

void
say_out_text(struct say_out *o, const char *text)
{
	say_out_write(o, text, strlen(text));
}

void
say_out_blanks(struct say_out *o, size_t n)
{
	while (n-- > 0)
		say_out_write(o, " ", 1);
}

int
say_out_flush(struct say_out *o, struct why *w)
{
	if (o->error == 0 && fflush(o->file) != 0)
		o->error = errno;
	if (o->error == 0)
		return 0;
	errno = o->error;
	return why_errno(w, "output");
}

/* All that is not printable and not ASCII is below U+10000, and stands inside
 * strings, since the rest of JSON is ASCII. */
void
say_out_json(struct say_out *o, struct bytes *json, struct why *w)
{
	const char *from;
	const char *at;
	uint32_t code;
	bool shown;

	if (bytes_add(json, "", 1, w) != 0)
		return;
	from = at = (const char *)json->data;
	for (size_t n; (n = why_character(at, &code, &shown)) > 0; at += n) {
		char escape[16];

		if (shown || code < 0x80)
			continue;
		say_out_write(o, from, (size_t)(at - from));
		(void)snprintf(escape, sizeof escape, "\\u%04" PRIx32, code);
		say_out_text(o, escape);
		from = at + n;
	}
	say_out_write(o, from, (size_t)(at - from));
}

int
say_out_printable(struct bytes *out, const char *text, struct why *w)
{
	uint32_t code;
	bool shown;

	for (size_t n; (n = why_character(text, &code, &shown)) > 0;) {
		for (size_t i = 0; !shown && i < n; i++) {
			if (bytes_printf(out, w, "\\x%02x",
				(unsigned char)text[i]) != 0)
				return -1;
		}
		if (shown && bytes_add(out, text, n, w) != 0)
			return -1;
		text += n;
	}
	return 0;
}

int
say_out_utf8(struct bytes *out, const char *text, struct why *w)
{
	static const char replacement[] = "\xef\xbf\xbd";
	uint32_t code;
	bool shown;

	for (size_t n; (n = why_character(text, &code, &shown)) > 0;
	     text += n) {
		bool bad = code == 0;

		if (bytes_add(out, bad ? replacement : text, bad ? 3 : n, w) !=
		    0)
			return -1;
	}
	return 0;
}

size_t
say_out_width(const char *text)
{
	size_t width = 0;

	for (; *text != '\0'; text++)
		width += ((unsigned char)*text & 0xc0) != 0x80;
	return width;
}

void
say_out_size(char out[SAY_OUT_SIZE], uint64_t bytes)
{
	static const char *const units[] = { "kB", "MB", "GB", "TB", "PB",
		"EB" };
	uint64_t tenths = bytes;
	size_t unit = 0;

	if (bytes < 1000) {
		(void)snprintf(out, SAY_OUT_SIZE, "%" PRIu64 " bytes", bytes);
		return;
	}
	tenths = bytes / 100 + (bytes % 100 >= 50);
	while (tenths >= 10000) {
		tenths = tenths / 1000 + (tenths % 1000 >= 500);
		unit++;
	}
	(void)snprintf(out, SAY_OUT_SIZE, "%" PRIu64 ".%" PRIu64 " %s",
	    tenths / 10, tenths % 10, units[unit]);
}

void
say_out_number(char out[SAY_OUT_NUMBER], uint64_t value)
{
	char digits[24];
	size_t n = (size_t)snprintf(digits, sizeof digits, "%" PRIu64, value);
	size_t at = 0;

	for (size_t i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			out[at++] = ',';
		out[at++] = digits[i];
	}
	out[at] = '\0';
}

void
say_out_groups(char out[SAY_OUT_GROUPS], const char *digits)
{
	bool print = strlen(digits) == 40;
	size_t at = 0;

	for (size_t i = 0; digits[i] != '\0' && i < 128; i++) {
		if (i > 0 && i % 4 == 0)
			out[at++] = ' ';
		if (print && i == 20)
			out[at++] = ' ';
		out[at++] = digits[i];
	}
	out[at] = '\0';
}
