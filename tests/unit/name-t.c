#include "formats/name.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap/tap.h"

static void
test_good(void)
{
	static const char *const names[] = { "a", "a/b/c.csv", "a b;c", "...",
		"a/..b", ".a", "a.", "caf\xc3\xa9", "cafe\xcc\x81",
		"\xe8\xbb\x8a/\xf0\x9f\x9a\x97",
		"\xe2\x80\x8d" /* joins letters in some scripts */ };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct why w = { 0 };

		tap_ok(name_check(names[i], strlen(names[i]), WHY_MEMBER_NAME,
			   &w) == 0,
		    "\"%s\" is a name", names[i]);
		tap_text(w.text, "", "without a fault");
	}
}

static void
test_bad(void)
{
	static const struct {
		const char *name;
		const char *sentence;
	} rows[] = {
		{ "", "name \"\" has an empty part" },
		{ "/", "name \"/\" is absolute" },
		{ "/a", "name \"/a\" is absolute" },
		{ "a/", "name \"a/\" has an empty part" },
		{ "a//b", "name \"a//b\" has an empty part" },
		{ ".", "name \".\" climbs: it has a part \".\" or \"..\"" },
		{ "..", "name \"..\" climbs: it has a part \".\" or \"..\"" },
		{ "a/../b",
		    "name \"a/../b\" climbs: it has a part \".\" or \"..\"" },
		{ "a/.", "name \"a/.\" climbs: it has a part \".\" or \"..\"" },
		{ "a\\b", "name \"a\\b\" holds a forbidden character" },
		{ "a\nb", "name \"a\\x0ab\" holds a forbidden character" },
		{ "\x7f", "name \"\\x7f\" holds a forbidden character" },
		{ "\xc2\x85",
		    "name \"\\xc2\\x85\" holds a forbidden character" },
		{ "\xd8\x9c",
		    "name \"\\xd8\\x9c\" holds a forbidden character" },
		{ "a\xe2\x80\xae",
		    "name \"a\\xe2\\x80\\xae\" holds a forbidden character" },
		{ "\xe2\x80\x8f",
		    "name \"\\xe2\\x80\\x8f\" holds a forbidden character" },
		{ "\xe2\x81\xa6",
		    "name \"\\xe2\\x81\\xa6\" holds a forbidden character" },
		{ "\xe2\x80\xa8",
		    "name \"\\xe2\\x80\\xa8\" holds a forbidden character" },
		{ "\xff", "name \"\\xff\" is not UTF-8" },
		{ "a\xc3", "name \"a\\xc3\" is not UTF-8" },
		{ "\xc0\xaf", "name \"\\xc0\\xaf\" is not UTF-8" },
		{ "\xed\xa0\x80", "name \"\\xed\\xa0\\x80\" is not UTF-8" },
		{ "\xf4\x90\x80\x80",
		    "name \"\\xf4\\x90\\x80\\x80\" is not UTF-8" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct why w = { 0 };

		tap_ok(name_check(rows[i].name, strlen(rows[i].name),
			   WHY_INPUT_NAME, &w) == -1 &&
			w.reason == WHY_INPUT_NAME,
		    "name %zu is refused with the reason asked for", i);
		tap_text(w.text, rows[i].sentence, "and a sentence");
	}
}

static void
test_limits(void)
{
	char name[NAME_MAX_BYTES + 2];
	struct why w = { 0 };

	memset(name, 'x', sizeof name);
	tap_ok(name_check(name, 255, WHY_INPUT_NAME, &w) == 0,
	    "a part of 255 bytes is allowed");
	tap_ok(name_check(name, 256, WHY_INPUT_NAME, &w) == -1,
	    "one of 256 is not");
	why_clear(&w);
	for (size_t i = 64; i < sizeof name; i += 65)
		name[i] = '/';
	name[NAME_MAX_BYTES - 1] = name[NAME_MAX_BYTES] = 'x';
	tap_ok(name_check(name, NAME_MAX_BYTES, WHY_INPUT_NAME, &w) == 0,
	    "4096 bytes and 64 parts are allowed");
	tap_text(w.text, "", "without a fault");
	tap_ok(name_check(name, NAME_MAX_BYTES + 1, WHY_INPUT_NAME, &w) == -1,
	    "4097 bytes are not");
	why_clear(&w);
	memset(name, 'x', sizeof name);
	for (size_t i = 1; i < 129; i += 2)
		name[i] = '/';
	tap_ok(name_check(name, 127, WHY_INPUT_NAME, &w) == 0,
	    "64 short parts are allowed");
	tap_ok(name_check(name, 129, WHY_INPUT_NAME, &w) == -1, "65 are not");
	why_clear(&w);
	tap_ok(name_check("a\0b", 3, WHY_INPUT_NAME, &w) == -1,
	    "a NUL is refused");
}

static void
test_set(void)
{
	static const struct {
		const char *name;
		bool repeated;
	} rows[] = {
		{ "data/reads.csv", false },
		{ "data/reads.csv", true },
		{ "data/READS.csv", true },
		{ "data/reads.csv2", false },
		{ "data/caf\xc3\xa9", false },
		{ "data/cafe\xcc\x81", true },
		{ "data/CAF\xc3\x89", true },
		{ "data/stra\xc3\x9f"
		  "e",
		    false },
		{ "data/strasse", true },
		{ "data/\xef\xac\x81", false }, /* ligature fi */
		{ "data/FI", true },
		{ "data/\xe2\x84\xaa", false }, /* the sign of kelvin */
		{ "data/k", true },
		{ "data/a\xe2\x80\x8d"
		  "b",
		    false }, /* an invisible joiner */
		{ "data/ab", true },
		{ "data/\xce\xa3", false }, /* three forms of sigma */
		{ "data/\xcf\x83", true },
		{ "data/\xcf\x82", true },
		/* an iota below and a mark, in both orders */
		{ "data/\xce\xb1\xcd\x85\xcc\xb4", false },
		{ "data/\xce\xb1\xcc\xb4\xcd\x85", true },
	};
	struct name_set s = { 0 };
	struct why w = { 0 };

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		bool repeated = !rows[i].repeated;

		tap_ok(name_set_add(&s, rows[i].name, strlen(rows[i].name),
			   &repeated, &w) == 0 &&
			repeated == rows[i].repeated,
		    "\"%s\" %s", rows[i].name,
		    rows[i].repeated ? "was there" : "is new");
	}
	name_set_clear(&s);
	tap_ok(s.slots == NULL && s.n == 0, "a cleared set is empty");
}

static bool
has(const struct name_set *s, const char *name)
{
	struct why w = { 0 };
	bool there = false;

	return name_set_has(s, name, strlen(name), &there, &w) == 0 && there;
}

static void
test_lookup(void)
{
	struct name_set folded = { 0 };
	struct name_set exact = { .exact = true };
	struct why w = { 0 };
	bool repeated;

	tap_ok(!has(&folded, "data/a"), "an empty set has nothing");
	name_set_add(&folded, "data/a", 6, &repeated, &w);
	name_set_add(&exact, "data/a", 6, &repeated, &w);
	tap_ok(has(&folded, "data/A") && !has(&folded, "data/b"),
	    "a name is looked up by its folded form");
	tap_ok(has(&exact, "data/a") && !has(&exact, "data/A"),
	    "by its bytes in an exact set");
	tap_ok(name_set_add(&exact, "data/A", 6, &repeated, &w) == 0 &&
		!repeated,
	    "where another case is another name");
	tap_number((long long)folded.n, 1, "looking up adds nothing");
	name_set_clear(&folded);
	name_set_clear(&exact);
}

static void
test_many(void)
{
	struct name_set s = { 0 };
	struct why w = { 0 };
	int wrong = 0;

	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 100000; i++) {
			char name[32];
			bool repeated;
			int len = snprintf(name, sizeof name, "data/%d", i);

			name_set_add(&s, name, (size_t)len, &repeated, &w);
			wrong += repeated != (round == 1);
		}
	}
	tap_number(wrong, 0, "a hundred thousand names are kept apart");
	tap_number((long long)s.n, 100000, "and counted");
	tap_ok(s.cap * sizeof *s.slots <= 100000 * 32,
	    "in about 16 bytes each, never more than 32");
	name_set_clear(&s);
}

int
main(void)
{
	test_good();
	test_bad();
	test_limits();
	test_set();
	test_lookup();
	test_many();
	return tap_done();
}
