#include "formats/checkcode.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "tests/tap/tap.h"
#include "tests/unit/spec.h"

#define SPEC  "formats/checkcode.txt"
#define WORDS 256

/* The example's: that of no byte at all. */
static const uint8_t empty[HASH_DIGEST_BYTES] = { 0x78, 0x6a, 0x02, 0xf7, 0x42,
	0x01, 0x59, 0x03, 0xc6, 0xc6, 0xff };
static const char words[] = "magnet horizon anchor vitamin falcon adventure "
			    "guitar almanac scissors royalty";

static void
test_example(void)
{
	struct bytes spec = { 0 };
	struct why w = { 0 };
	char want[CHECKCODE_WORDS_BYTES + CHECKCODE_GROUPS_BYTES + 2];
	char code[CHECKCODE_WORDS_BYTES];
	char groups[CHECKCODE_GROUPS_BYTES];

	checkcode_words(empty, code);
	checkcode_groups(empty, groups);
	(void)snprintf(want, sizeof want, "%s\n%s\n", code, groups);
	spec_example(SPEC, "3.3", &spec);
	tap_text(want, (const char *)spec.data,
	    "words and groups are those of the specification");
	bytes_clear(&spec);
	tap_number(checkcode_compare(words, empty, &w), 0,
	    "its words are its code");
	tap_number(checkcode_compare(groups, empty, &w), 0,
	    "and so are its groups");
	tap_number(checkcode_compare(NULL, empty, &w), 0,
	    "where none is given none is compared");
}

static void
test_list(unsigned place, const char *section)
{
	struct bytes spec = { 0 };
	char *next;
	unsigned n = 0;
	bool same = true;

	spec_example(SPEC, section, &spec);
	next = (char *)spec.data;
	for (char *word = strsep(&next, " \n"); word != NULL;
	     word = strsep(&next, " \n")) {
		size_t len;
		const char *one;

		if (*word == '\0')
			continue;
		one = checkcode_word(place, (uint8_t)n, &len);
		same = same && n < WORDS && strlen(word) == len &&
		    memcmp(one, word, len) == 0 && len < CHECKCODE_WORD_BYTES;
		n++;
	}
	tap_ok(same, "the words are those of %s", section);
	tap_number(n, WORDS, "%s has a word for each byte", section);
	bytes_clear(&spec);
}

/* Of both lists, as numbers from 0 to 511. */
static const char *
word_of(unsigned i, size_t *len)
{
	return checkcode_word(i / WORDS, (uint8_t)(i % WORDS), len);
}

static void
test_apart(void)
{
	bool apart = true;
	bool lower = true;

	for (unsigned i = 0; i < 2 * WORDS; i++) {
		size_t len;
		const char *one = word_of(i, &len);

		for (size_t j = 0; j < len; j++)
			lower = lower && islower((unsigned char)one[j]);
		lower = lower && len >= 4;
		for (unsigned j = 0; j < i; j++)
			apart = apart && memcmp(one, word_of(j, &len), 4) != 0;
	}
	tap_ok(lower, "words are of at least four letters");
	tap_ok(apart, "no two begin with the same four");
}

static void
test_every_value(void)
{
	bool same = true;

	for (unsigned i = 0; i < WORDS; i++) {
		uint8_t digest[HASH_DIGEST_BYTES];
		char text[CHECKCODE_WORDS_BYTES];
		struct why w = { 0 };

		for (unsigned j = 0; j < sizeof digest; j++)
			digest[j] = (uint8_t)(i * (2 * j + 1) + j);
		checkcode_words(digest, text);
		same = same && checkcode_compare(text, digest, &w) == 0;
		checkcode_groups(digest, text);
		same = same && checkcode_compare(text, digest, &w) == 0;
		digest[9] ^= 1;
		same = same && checkcode_compare(text, digest, &w) != 0 &&
		    w.reason == WHY_CHECK_CODE;
	}
	tap_ok(same, "what is written is read, and the last bit counts");
}

static void
test_typed(void)
{
	static const struct {
		const char *given;
		const char *fault; /* NULL: it is the code */
	} rows[] = {
		{ "f1n0 5xt2 05cg 7hp6", NULL },
		{ "FIN0-5XT2-05CG-7HP6", NULL },
		{ "fLnO5xt2o5cg7hp6", NULL },
		{ "MAGNET Horizon, anchor-vitamin. falcon adventure\n"
		  "guitar almanac scissors royalty.",
		    NULL },
		{ "", "0 words are given" },
		{ "F1N0-5XT2-05CG-7HP", "is no word of a check code" },
		{ "F1N0-5XT2-05CG-7HP66", "is no word of a check code" },
		{ "F1N0-5XT2-05CG-7HPU", "is no word of a check code" },
		{ "F1N0_5XT2_05CG_7HP6", "is no word of a check code" },
		{ "magnet horizon anchor", "3 words are given" },
		{ "horizon magnet anchor vitamin falcon adventure guitar "
		  "almanac scissors royalty",
		    "\"horizon\" cannot be word 1" },
		{ "magnet anchor vitamin falcon adventure guitar almanac "
		  "scissors royalty",
		    "\"anchor\" cannot be word 2" },
		{ "magnet horizon anchor vitamin falcon adventure guitar "
		  "almanac scissors royalty magnet",
		    "more are given" },
		{ "magnets horizon anchor vitamin falcon adventure guitar "
		  "almanac scissors royalty",
		    "\"magnets\" is no word" },
		{ "magn horizon anchor vitamin falcon adventure guitar "
		  "almanac scissors royalty",
		    "\"magn\" is no word" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct why w = { 0 };
		int rc = checkcode_compare(rows[i].given, empty, &w);

		if (rows[i].fault == NULL)
			tap_ok(rc == 0, "\"%s\" is the code", rows[i].given);
		else
			tap_ok(rc == -1 && w.reason == WHY_USAGE &&
				strstr(w.text, rows[i].fault) != NULL,
			    "\"%s\" is none: %s", rows[i].given, w.text);
	}
}

static void
test_long(void)
{
	char text[1024];
	struct why w = { 0 };

	memset(text, ' ', sizeof text);
	text[sizeof text - 1] = '\0';
	tap_ok(checkcode_compare(text, empty, &w) == -1 &&
		w.reason == WHY_USAGE,
	    "what is much too long is none");
}

static void
test_other(void)
{
	uint8_t other[HASH_DIGEST_BYTES];
	struct why w = { 0 };

	memcpy(other, empty, sizeof other);
	other[CHECKCODE_BYTES] ^= 1;
	tap_number(checkcode_compare(words, other, &w), 0,
	    "what comes behind the first 80 bits does not count");
	other[0] ^= 0x80;
	tap_number(checkcode_compare(words, other, &w), -1,
	    "the first bit does");
	tap_ok(strstr(w.text, "not the one that was given") != NULL,
	    "the sentence says so: %s", w.text);
}

static void
test_line(void)
{
	static const uint8_t id[16] = { 0xab, 0xcd };
	char line[CHECKCODE_LINE_BYTES];

	checkcode_line(id, empty, line);
	tap_number((long long)strlen(line), CHECKCODE_LINE_BYTES - 1,
	    "the line for a scanner has its length");
	tap_ok(strncmp(line,
		   "SEALBAG/1:ABCD0000000000000000000000000000:786A02",
		   49) == 0,
	    "it is id and digest in upper case: %s", line);
}

int
main(void)
{
	test_example();
	test_list(0, "7.1");
	test_list(1, "7.2");
	test_apart();
	test_every_value();
	test_typed();
	test_long();
	test_other();
	test_line();
	return tap_done();
}
