#include "formats/reads/cp1252.h"

#include <stdint.h>

#include "formats/reads/utf8.h"

/* Characters of the bytes 80 to 9F; 0: none. The others are their own. */
static const uint16_t characters[] = { 0x20ac, 0, 0x201a, 0x0192, 0x201e,
	0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
	0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178 };
_Static_assert(sizeof characters / sizeof characters[0] == 0xa0 - 0x80,
    "one for each");

static uint32_t
character(char byte)
{
	unsigned char c = (unsigned char)byte;

	return c < 0x80 || c >= 0xa0 ? c : characters[c - 0x80];
}

bool
cp1252_is(const struct reads_text *t)
{
	size_t i = 0;

	while (i < t->len && (t->text[i] == '\0' || character(t->text[i]) != 0))
		i++;
	return i == t->len;
}

bool
cp1252_is_plain(const struct reads_text *t)
{
	size_t i = 0;

	while (i < t->len && (unsigned char)t->text[i] < 0x80)
		i++;
	return i == t->len;
}

bool
cp1252_to_utf8(const struct reads_text *t, char *out, size_t size, size_t *len)
{
	*len = 0;
	for (size_t i = 0; i < t->len; i++) {
		uint32_t c = character(t->text[i]);

		if (size - *len < 3 || (c == 0 && t->text[i] != '\0'))
			return false;
		*len += utf8_put(out + *len, c);
	}
	return true;
}
