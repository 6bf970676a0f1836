#include "keys/lineage.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap/tap.h"

#define PRINT "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define D1    "1111111111111111111111111111111111111111111111111111111111111111"
#define HEX1  D1 D1
#define LINES(issuer, rest)                                           \
	"{\"issuer\": {\"agency\": \"a\", \"fingerprint\": \"" issuer \
	"\"}, " rest "}"
#define WHEN "\"issued\": \"2026-03-02T09:30:00Z\""

static const struct lineage_kind kind = { "lists", WHY_DIRECTORY_ISSUER,
	WHY_DIRECTORY_ROLLBACK, WHY_DIRECTORY_FORK };

static const struct {
	const char *rule;
	const char *text;
	enum why_reason reason; /* WHY_NONE: taken */
	const char *fault;
} texts[] = {
	{ "the first version",
	    LINES(PRINT, "\"version\": 1, " WHEN ", \"earlier\": []"), WHY_NONE,
	    "" },
	{ "the second",
	    LINES(PRINT,
		"\"version\": 2, " WHEN ", \"earlier\": [\"" HEX1 "\"]"),
	    WHY_NONE, "" },
	{ "no version 0",
	    LINES(PRINT, "\"version\": 0, " WHEN ", \"earlier\": []"),
	    WHY_DIRECTORY_ISSUER, "versions begin with 1" },
	{ "none of its earlier ones missing",
	    LINES(PRINT, "\"version\": 2, " WHEN ", \"earlier\": []"),
	    WHY_DIRECTORY_ISSUER, "version 2 with 0 earlier ones" },
	{ "none too many",
	    LINES(PRINT,
		"\"version\": 1, " WHEN ", \"earlier\": [\"" HEX1 "\"]"),
	    WHY_DIRECTORY_ISSUER, "version 1 with 1 earlier ones" },
	{ "an issuer with a whole fingerprint",
	    LINES("AAAA", "\"version\": 1, " WHEN ", \"earlier\": []"),
	    WHY_DIRECTORY_ISSUER, "no issuer" },
	{ "digests of their length",
	    LINES(PRINT, "\"version\": 2, " WHEN ", \"earlier\": [\"" D1 "\"]"),
	    WHY_DIRECTORY_ISSUER, "earlier[0] is no digest" },
	{ "versions up to a limit",
	    LINES(PRINT, "\"version\": 4097, " WHEN ", \"earlier\": []"),
	    WHY_LIMIT, "" },
};

static void
test_texts(void)
{
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct lineage l = { 0 };
		struct text doc = { 0 };
		struct text_object o;
		struct why w = { 0 };

		if (text_parse(&doc, texts[i].text, strlen(texts[i].text),
			&w) != 0) {
			tap_ok(false, "%s: %s", texts[i].rule, w.text);
			continue;
		}
		o = text_root(&doc);
		tap_ok(lineage_take(&o, &kind, &l, &w) ==
			(texts[i].reason == WHY_NONE ? 0 : -1),
		    "%s", texts[i].rule);
		tap_ok((w.reason == texts[i].reason ||
			   (texts[i].reason == WHY_LIMIT &&
			       w.reason != WHY_NONE)) &&
			strstr(w.text, texts[i].fault) != NULL,
		    "and that is said: %s", w.text);
		free(l.earlier);
		text_clear(&doc);
	}
}

/* Versions 1 to 4 of one line, and a version 3 of another. */
static struct bytes text[5];
static struct lineage line[5];

static void
make_line(void)
{
	static uint8_t words[5][8] = { "one", "two", "three", "four", "other" };
	struct why w = { 0 };

	for (size_t i = 0; i < 5; i++) {
		const size_t from = i == 4 ? 1 : i - 1;

		text[i] = (struct bytes){ .data = words[i],
			.len = strlen((char *)words[i]) };
		line[i].version = i == 4 ? 3 : i + 1;
		line[i].issued_s = (int64_t)(1000 + 10 * line[i].version);
		line[i].earlier = i == 0
		    ? calloc(1, sizeof *line[i].earlier)
		    : lineage_next(&line[from], &text[from], &w);
	}
}

static enum why_reason
goes(int (*asks)(const struct lineage_step *s, struct why *w), size_t held,
    size_t fresh)
{
	const struct lineage_step step = { &line[held], &text[held],
		&line[fresh], &text[fresh], &kind };
	struct why w = { 0 };
	int rc = asks(&step, &w);

	return (rc == 0) == (w.reason == WHY_NONE) ? w.reason : WHY_REASONS;
}

static void
test_steps(void)
{
	static const struct {
		size_t held;
		size_t fresh;
		enum why_reason older;
		enum why_reason newer;
		const char *rule;
	} rows[] = {
		{ 1, 2, WHY_NONE, WHY_NONE, "the next version" },
		{ 0, 3, WHY_NONE, WHY_NONE, "one three versions later" },
		{ 2, 2, WHY_USAGE, WHY_DIRECTORY_FORK, "the same again" },
		{ 2, 0, WHY_DIRECTORY_ROLLBACK, WHY_DIRECTORY_FORK,
		    "an earlier one of ours" },
		{ 2, 4, WHY_NONE, WHY_DIRECTORY_FORK,
		    "another text of the same number" },
		{ 4, 3, WHY_NONE, WHY_DIRECTORY_FORK,
		    "a later one of another line" },
		{ 3, 4, WHY_DIRECTORY_FORK, WHY_DIRECTORY_FORK,
		    "an earlier one of another line" },
	};
	struct lineage none = { 0 };
	struct why w = { 0 };
	const struct lineage_step first = { &none, &text[0], &line[3], &text[3],
		&kind };

	make_line();
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		tap_text(
		    why_name(goes(lineage_older, rows[i].held, rows[i].fresh)),
		    why_name(rows[i].older), "%s: is it older?", rows[i].rule);
		tap_text(
		    why_name(goes(lineage_newer, rows[i].held, rows[i].fresh)),
		    why_name(rows[i].newer), "%s: does it follow?",
		    rows[i].rule);
	}
	tap_ok(lineage_older(&first, &w) == 0 && lineage_newer(&first, &w) == 0,
	    "anything follows nothing");
	line[2].issued_s = line[1].issued_s - 1;
	tap_text(why_name(goes(lineage_newer, 1, 2)),
	    why_name(WHY_DIRECTORY_ROLLBACK),
	    "one that was issued before the one it follows");
	for (size_t i = 0; i < 5; i++)
		free(line[i].earlier);
}

int
main(void)
{
	test_texts();
	test_steps();
	return tap_done();
}
