#include "formats/why.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap/tap.h"

static void
test_names(void)
{
	bool plain = true;
	bool single = true;

	for (int i = 0; i < WHY_REASONS; i++) {
		const char *name = why_name((enum why_reason)i);

		plain = plain && name != NULL && name[0] != '\0' &&
		    strspn(name, "abcdefghijklmnopqrstuvwxyz-") == strlen(name);
		for (int k = 0; k < i && plain; k++)
			single = single &&
			    strcmp(name, why_name((enum why_reason)k)) != 0;
	}
	tap_ok(plain, "reason names are lower-case words with hyphens");
	tap_ok(single, "no two reasons have one name");
	tap_text(why_name(WHY_SIGNER_UNKNOWN), "signer-unknown",
	    "an unknown signer has its name");
	tap_text(why_name(WHY_CSV_QUOTE), "csv-quote",
	    "an unbalanced quote has its name");
	tap_text(why_name(WHY_BACKUP), "backup",
	    "the last reason has its name");
}

static void
test_exits(void)
{
	tap_number(why_exit(WHY_NONE), 0, "nothing wrong is exit 0");
	tap_number(why_exit(WHY_SEGMENT_DAMAGED), 1, "a verdict is exit 1");
	tap_number(why_exit(WHY_INPUT_TYPE), 1, "refused input is exit 1");
	tap_number(why_exit(WHY_USAGE), 2, "a wrong call is exit 2");
	for (int i = WHY_SYSTEM; i < WHY_USAGE; i++)
		tap_number(why_exit((enum why_reason)i), 3,
		    "%s is no verdict, exit 3", why_name((enum why_reason)i));
	for (int i = WHY_USAGE + 1; i < WHY_REASONS; i++) {
		if (why_exit((enum why_reason)i) != WHY_EXIT_NO)
			tap_ok(false, "%s is a verdict",
			    why_name((enum why_reason)i));
	}
}

static void
test_first_wins(void)
{
	struct why w = { 0 };

	tap_number(why_set(&w, WHY_TREE, "root of %d", 3), -1,
	    "setting a reason returns -1");
	why_set(&w, WHY_SYSTEM, "later");
	why_memory(&w);
	errno = ENOSPC;
	why_errno(&w, "cannot write");
	tap_number(w.reason, WHY_TREE, "the first reason stays");
	tap_text(w.text, "root of 3", "and so does its sentence");
	tap_number(why_in(&w, "segment %u", 4U), -1,
	    "adding a place returns -1");
	why_in(&w, "bundle %s", "abc");
	tap_text(w.text, "bundle abc: segment 4: root of 3",
	    "places come before the sentence");
	why_clear(&w);
	tap_number(w.reason, WHY_NONE, "a cleared reason is none");
	tap_text(w.text, "", "and has no sentence");
	why_memory(&w);
	tap_number(w.reason, WHY_MEMORY, "memory has its reason");
}

static void
test_errno(void)
{
	static const struct {
		int error;
		enum why_reason reason;
		const char *sentence;
	} rows[] = {
		{ ENOSPC, WHY_DISK_FULL,
		    "cannot write x: No space left on device" },
		{ EDQUOT, WHY_DISK_FULL,
		    "cannot write x: Disk quota exceeded" },
		{ ENOMEM, WHY_MEMORY,
		    "cannot write x: Cannot allocate memory" },
		{ EIO, WHY_SYSTEM, "cannot write x: Input/output error" },
		{ EACCES, WHY_SYSTEM, "cannot write x: Permission denied" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct why w = { 0 };

		errno = rows[i].error;
		tap_number(why_errno(&w, "cannot write %s", "x"), -1,
		    "a failed call returns -1");
		tap_number(w.reason, rows[i].reason, "%s is %s",
		    rows[i].sentence, why_name(rows[i].reason));
		tap_text(w.text, rows[i].sentence, "and is told in words");
	}
}

/* Text from outside, and how it is shown. */
static const struct {
	const char *rule;
	const char *in;
	const char *out;
} texts[] = {
	{ "plain text stays", "data/reads.csv", "data/reads.csv" },
	{ "letters of other scripts stay",
	    "\xc3\xa4 \xe6\x97\xa5 \xf0\x9f\x9a\x97",
	    "\xc3\xa4 \xe6\x97\xa5 \xf0\x9f\x9a\x97" },
	{ "the first letter of three bytes stays", "\xe0\xa0\x80",
	    "\xe0\xa0\x80" },
	{ "the last code point stays", "\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf" },
	{ "a backslash stays", "a\\b", "a\\b" },
	{ "control characters", "a\nb\tc\x1b[31m\x7f",
	    "a\\x0ab\\x09c\\x1b[31m\\x7f" },
	{ "C1 controls", "\xc2\x80\xc2\x9f\xc2\xa0",
	    "\\xc2\\x80\\xc2\\x9f\xc2\xa0" },
	{ "marks of direction", "\xe2\x80\x8e\xe2\x80\x8f\xd8\x9c",
	    "\\xe2\\x80\\x8e\\xe2\\x80\\x8f\\xd8\\x9c" },
	{ "embeddings and overrides", "\xe2\x80\xaa\xe2\x80\xae",
	    "\\xe2\\x80\\xaa\\xe2\\x80\\xae" },
	{ "isolates", "\xe2\x81\xa6\xe2\x81\xa9",
	    "\\xe2\\x81\\xa6\\xe2\\x81\\xa9" },
	{ "line and paragraph separators", "\xe2\x80\xa8\xe2\x80\xa9",
	    "\\xe2\\x80\\xa8\\xe2\\x80\\xa9" },
	{ "neighbours of those stay", "\xe2\x80\xa7\xe2\x80\xaf\xe2\x81\xa5",
	    "\xe2\x80\xa7\xe2\x80\xaf\xe2\x81\xa5" },
	{ "a byte that begins nothing", "\x80\xbf\xfe\xff",
	    "\\x80\\xbf\\xfe\\xff" },
	{ "a long form", "\xc0\xaf\xe0\x9f\xbf\xf0\x8f\xbf\xbf",
	    "\\xc0\\xaf\\xe0\\x9f\\xbf\\xf0\\x8f\\xbf\\xbf" },
	{ "half a pair", "\xed\xa0\x80\xed\xbf\xbf",
	    "\\xed\\xa0\\x80\\xed\\xbf\\xbf" },
	{ "beyond the last code point", "\xf4\x90\x80\x80\xf5\x80\x80\x80",
	    "\\xf4\\x90\\x80\\x80\\xf5\\x80\\x80\\x80" },
	{ "a sequence cut short", "a\xe6\x97", "a\\xe6\\x97" },
	{ "a sequence cut by a letter",
	    "\xe6\x97"
	    "a",
	    "\\xe6\\x97"
	    "a" },
};

static void
test_printable(void)
{
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct why w = { 0 };
		struct why place = { 0 };
		char want[WHY_TEXT_BYTES];

		why_set(&w, WHY_MEMBER_NAME, "%s", texts[i].in);
		tap_text(w.text, texts[i].out, "%s", texts[i].rule);
		why_set(&place, WHY_TREE, "x");
		why_in(&place, "%s", texts[i].in);
		snprintf(want, sizeof want, "%s: x", texts[i].out);
		tap_text(place.text, want, "%s, in a place", texts[i].rule);
	}
}

static bool
ends_in(const char *text, const char *end)
{
	return strlen(text) >= strlen(end) &&
	    strcmp(text + strlen(text) - strlen(end), end) == 0;
}

static void
test_long(void)
{
	char text[3 * WHY_TEXT_BYTES + 1];
	struct why w = { 0 };
	size_t len;

	memset(text, 'a', sizeof text - 1);
	text[WHY_TEXT_BYTES - 1] = '\0';
	why_set(&w, WHY_TREE, "%s", text);
	tap_ok(ends_in(w.text, "aaa...") && strlen(w.text) < WHY_TEXT_BYTES,
	    "a sentence that does not fit ends in dots");
	why_clear(&w);
	text[WHY_TEXT_BYTES - 4] = '\0';
	why_set(&w, WHY_TREE, "%s", text);
	tap_text(w.text, text, "one that just fits is whole");
	why_in(&w, "segment 1");
	tap_ok(strncmp(w.text, "segment 1: aaa", 14) == 0 &&
		ends_in(w.text, "aaa..."),
	    "a place pushes the end of the sentence out");
	why_in(&w, "bundle");
	tap_ok(strncmp(w.text, "bundle: segment 1: aaa", 22) == 0 &&
		ends_in(w.text, "a..."),
	    "and so does the next");

	/* A character, or a byte as \xNN, is never cut. */
	for (len = 0; len < 12; len++) {
		memset(text, 'b', len);
		for (size_t i = len; i + 3 < sizeof text; i += 3)
			memcpy(text + i, "\xe6\x97\xa5", 4);
		why_clear(&w);
		why_set(&w, WHY_TREE, "%s", text);
		if (!ends_in(w.text, "\xe6\x97\xa5..."))
			tap_ok(false, "cut after a character, %zu", len);
		memset(text + len, 0x01, sizeof text - 1 - len);
		why_clear(&w);
		why_set(&w, WHY_TREE, "%s", text);
		if (!ends_in(w.text, "\\x01..."))
			tap_ok(false, "cut after a byte, %zu", len);
	}
	tap_ok(strlen(w.text) < WHY_TEXT_BYTES,
	    "the cut comes after whole characters");
}

int
main(void)
{
	test_names();
	test_exits();
	test_first_wins();
	test_errno();
	test_printable();
	test_long();
	return tap_done();
}
