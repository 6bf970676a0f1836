#include "tool/store/journal_inside.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap/tap.h"
#include "tests/unit/agencies.h"

/* "2:A 5:B": after so many events, by that key. */
static void
fill(struct bytes *rows, const char *list)
{
	struct why w = { 0 };

	bytes_clear(rows);
	for (const char *at = list; *at != '\0'; at++) {
		char print[SESSION_PRINT_HEX];

		if (*at == ' ')
			continue;
		memset(print, at[2], sizeof print - 1);
		print[sizeof print - 1] = '\0';
		(void)journal_signers_add(rows, (uint64_t)(*at - '0'), print,
		    &w);
		at += 2;
	}
}

static const struct {
	const char *rule;
	const char *turns; /* keys that came into force */
	const char *heads; /* keys that signed checkpoints */
	const char *fault; /* NULL: right */
} rows[] = {
	{ "no checkpoints", "3:B", "", NULL },
	{ "one key for all", "", "1:A 4:A", NULL },
	{ "another key from its event on", "3:B", "1:A 2:A 3:B 7:B", NULL },
	{ "two changes", "3:B 5:C", "2:A 4:B 5:C", NULL },
	{ "a change between two checkpoints", "3:B 4:C", "2:A 6:C", NULL },
	{ "a key that was never in force", "", "1:A 2:B",
	    "checkpoint of 2 events" },
	{ "a key before its event", "3:B", "2:B", "checkpoint of 2 events" },
	{ "the old key behind the change", "3:B", "2:A 3:A",
	    "checkpoint of 3 events" },
	{ "the first key again after two", "3:B 5:C", "6:A",
	    "checkpoint of 6 events" },
};

static void
test_own(void)
{
	struct directory d;
	struct journal_self self = { .agency = "agency-a",
		.fingerprint = PRINT_C,
		.directory = &d };

	agencies_begin(&d);
	agencies_add(&d, "agency-b", PRINT_B, DIRECTORY_SEAL);
	tap_ok(journal_own(&self, PRINT_C), "the key in force is an own one");
	tap_ok(journal_own(&self, PRINT_A),
	    "so is one that the directory lists for the agency");
	tap_ok(!journal_own(&self, PRINT_B), "another agency's is not");
	tap_ok(!journal_own(&self, PRINT_D), "nor one that nobody knows");
	self.directory = NULL;
	tap_ok(!journal_own(&self, PRINT_A),
	    "without a directory there is the one in force alone");
	directory_clear(&d);
}

int
main(void)
{
	struct journal_signers s = { 0 };

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct why w = { 0 };
		int rc;

		fill(&s.turns, rows[i].turns);
		fill(&s.heads, rows[i].heads);
		rc = journal_signers_check(&s, PRINT_A, &w);
		tap_ok(rows[i].fault == NULL
			? rc == 0
			: rc == -1 && w.reason == WHY_CHECKPOINT &&
			    strstr(w.text, rows[i].fault) != NULL,
		    "%s: %s", rows[i].rule, w.text);
	}
	bytes_clear(&s.turns);
	bytes_clear(&s.heads);
	test_own();
	return tap_done();
}
