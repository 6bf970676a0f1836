#include "formats/checkcode.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "formats/bytes.h"

/* No I, L, O, U. Source: checkcode.txt, 3.2. */
static const char characters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
#define CHARACTERS	16
#define GROUP		4
#define CHARACTER_BITS	5
#define SEPARATORS	" \t\r\n-,."
#define GIVEN_MAX_BYTES 512

void
checkcode_words(const uint8_t digest[HASH_DIGEST_BYTES],
    char out[CHECKCODE_WORDS_BYTES])
{
	size_t at = 0;

	for (unsigned i = 0; i < CHECKCODE_BYTES; i++) {
		size_t len;
		const char *word = checkcode_word(i, digest[i], &len);

		if (i > 0)
			out[at++] = ' ';
		memcpy(out + at, word, len);
		at += len;
	}
	out[at] = '\0';
}

/* Five bits, of which the first has this number. */
static unsigned
bits_at(const uint8_t *from, unsigned bit)
{
	unsigned value = 0;

	for (unsigned i = bit; i < bit + CHARACTER_BITS; i++)
		value =
		    value << 1 | ((unsigned)from[i / 8] >> (7 - i % 8) & 1U);
	return value;
}

void
checkcode_groups(const uint8_t digest[HASH_DIGEST_BYTES],
    char out[CHECKCODE_GROUPS_BYTES])
{
	size_t at = 0;

	for (unsigned i = 0; i < CHARACTERS; i++) {
		if (i > 0 && i % GROUP == 0)
			out[at++] = '-';
		out[at++] = characters[bits_at(digest, i * CHARACTER_BITS)];
	}
	out[at] = '\0';
}

void
checkcode_line(const uint8_t id[16], const uint8_t digest[HASH_DIGEST_BYTES],
    char out[CHECKCODE_LINE_BYTES])
{
	char hex[HASH_DIGEST_HEX + 1];
	char name[33];

	bytes_to_hex(name, id, 16);
	bytes_to_hex(hex, digest, HASH_DIGEST_BYTES);
	(void)snprintf(out, CHECKCODE_LINE_BYTES, "SEALBAG/1:%s:%s", name, hex);
	for (; *out != '\0'; out++)
		*out = (char)toupper((unsigned char)*out);
}

/* --- reading --- */

static bool
is_separator(char c)
{
	return c != '\0' && strchr(SEPARATORS, c) != NULL;
}

/* The value of a character; -1: it is none. */
static int
character_value(char c)
{
	const char *at;

	c = (char)toupper((unsigned char)c);
	c = c == 'I' || c == 'L' ? '1' : c == 'O' ? '0' : c;
	at = c == '\0' ? NULL : strchr(characters, c);
	return at == NULL ? -1 : (int)(at - characters);
}

static bool
parse_groups(const char *text, uint8_t out[CHECKCODE_BYTES])
{
	unsigned bit = 0;

	memset(out, 0, CHECKCODE_BYTES);
	for (; *text != '\0'; text++) {
		int value = character_value(*text);

		if (is_separator(*text))
			continue;
		if (value < 0 || bit == CHARACTERS * CHARACTER_BITS)
			return false;
		for (unsigned i = CHARACTER_BITS; i-- > 0; bit++)
			out[bit / 8] |= (uint8_t)(((unsigned)value >> i & 1U)
			    << (7 - bit % 8));
	}
	return bit == CHARACTERS * CHARACTER_BITS;
}

/* Where it stands in the list of this place; -1: it does not. */
static int
find_word(unsigned place, const char *word, size_t len)
{
	for (unsigned i = 0; i <= UINT8_MAX; i++) {
		size_t n;
		const char *one = checkcode_word(place, (uint8_t)i, &n);

		if (n == len && strncasecmp(one, word, len) == 0)
			return (int)i;
	}
	return -1;
}

static int
no_word(unsigned place, const char *word, size_t len, struct why *w)
{
	if (find_word(place + 1, word, len) >= 0)
		return why_set(w, WHY_USAGE,
		    "\"%.*s\" cannot be word %u of a check code: a word is "
		    "missing, or two changed places",
		    (int)len, word, place + 1);
	return why_set(w, WHY_USAGE, "\"%.*s\" is no word of a check code",
	    (int)(len > CHECKCODE_WORD_BYTES ? CHECKCODE_WORD_BYTES : len),
	    word);
}

static int
parse_words(const char *text, uint8_t out[CHECKCODE_BYTES], struct why *w)
{
	unsigned n = 0;

	for (text += strspn(text, SEPARATORS); *text != '\0';
	     text += strspn(text, SEPARATORS)) {
		size_t len = strcspn(text, SEPARATORS);
		int value = find_word(n, text, len);

		if (value < 0)
			return no_word(n, text, len, w);
		if (n == CHECKCODE_BYTES)
			return why_set(w, WHY_USAGE,
			    "a check code has %d words, more are given",
			    CHECKCODE_BYTES);
		out[n++] = (uint8_t)value;
		text += len;
	}
	if (n == CHECKCODE_BYTES)
		return 0;
	return why_set(w, WHY_USAGE,
	    "a check code has %d words, or %d letters and digits; %u words "
	    "are given",
	    CHECKCODE_BYTES, CHARACTERS, n);
}

int
checkcode_parse(const char *text, uint8_t out[CHECKCODE_BYTES], struct why *w)
{
	if (strlen(text) > GIVEN_MAX_BYTES)
		return why_set(w, WHY_USAGE,
		    "that is too long for a check "
		    "code");
	return parse_groups(text, out) ? 0 : parse_words(text, out, w);
}

int
checkcode_compare(const char *given, const uint8_t digest[HASH_DIGEST_BYTES],
    struct why *w)
{
	uint8_t code[CHECKCODE_BYTES];
	char groups[CHECKCODE_GROUPS_BYTES];

	if (given == NULL)
		return 0;
	if (checkcode_parse(given, code, w) != 0)
		return -1;
	if (memcmp(code, digest, sizeof code) == 0)
		return 0;
	checkcode_groups(digest, groups);
	return why_set(w, WHY_CHECK_CODE,
	    "the bundle has the check code %s, not the one that was given",
	    groups);
}
