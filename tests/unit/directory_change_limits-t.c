/** The most that a directory holds. */

#include "keys/directory.h"

#include "tests/tap/tap.h"
#include "tests/unit/agencies.h"

/* Pin at 200; what came of it, and that what is refused changes nothing. */
static void
pin(struct directory *d, struct directory_pin *p, enum why_reason reason,
    const char *text, const char *rule)
{
	struct bytes before = agencies_text(d);
	struct bytes after;
	struct why w = { 0 };

	p->now_s = 200;
	directory_pin(d, p, &w);
	tap_text(why_name(w.reason), why_name(reason), "%s", rule);
	tap_text(w.text, text, "%s: and why", rule);
	after = agencies_text(d);
	if (reason != WHY_NONE)
		tap_ok(before.len == after.len &&
			memcmp(before.data, after.data, after.len) == 0,
		    "%s: and nothing changes", rule);
	bytes_clear(&before);
	bytes_clear(&after);
}

/* A pin of this card alone. */
static void
pin_card(struct directory *d, const char *agency, const char *print,
    enum why_reason reason, const char *text, const char *rule)
{
	struct card c = agencies_card(agency, print);
	struct directory_pin p = { .card = &c };

	pin(d, &p, reason, text, rule);
}

/* Pin a key in the place of another. */
static void
supersede(struct directory *d, const char *print, const char *old,
    enum why_reason reason, const char *text, const char *rule)
{
	struct card c = agencies_card("agency-b", print);
	struct directory_pin p = { .card = &c, .supersedes = old };

	pin(d, &p, reason, text, rule);
}

static void
test_limits(void)
{
	struct directory d;
	char print[CARD_PRINT_HEX];
	struct why w = { 0 };

	agencies_begin(&d);
	agencies_add(&d, "agency-b", PRINT_B, DIRECTORY_SEAL);
	for (unsigned i = 1; i < DIRECTORY_MAX_KEYS; i++) {
		struct card c = agencies_card("agency-b", print);
		struct directory_pin p = { .card = &c,
			.roles = DIRECTORY_SEAL,
			.now_s = 100,
			.supersedes = PRINT_B };

		(void)snprintf(c.fingerprint, sizeof c.fingerprint, "%040X", i);
		if (directory_pin(&d, &p, &w) != 0)
			tap_ok(false, "key %u: %s", i, w.text);
	}
	tap_number((long long)agencies_of(&d, "agency-b")->n_keys,
	    DIRECTORY_MAX_KEYS, "an agency may have 64 keys");
	supersede(&d, PRINT_C, PRINT_B, WHY_CARD,
	    "agency agency-b has 64 keys already", "not one more");
	directory_clear(&d);
	agencies_begin(&d);
	for (unsigned i = 1; i < DIRECTORY_MAX_AGENCIES; i++) {
		struct card c = agencies_card("", "");
		struct directory_pin p = { .card = &c,
			.roles = DIRECTORY_SEAL,
			.now_s = 100 };

		(void)snprintf(c.agency, sizeof c.agency, "n-%05u", i);
		(void)snprintf(c.fingerprint, sizeof c.fingerprint, "%040X", i);
		if (directory_pin(&d, &p, &w) != 0)
			tap_ok(false, "agency %u: %s", i, w.text);
	}
	tap_number((long long)d.n, DIRECTORY_MAX_AGENCIES,
	    "a directory may have 10,000 agencies");
	pin_card(&d, "agency-b", PRINT_B, WHY_CARD,
	    "the directory is full: it holds 10000 agencies", "and not more");
	directory_clear(&d);
}

int
main(void)
{
	test_limits();
	return tap_done();
}
