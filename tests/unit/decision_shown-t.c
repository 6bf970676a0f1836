#include "tests/unit/deciding.h"

static const struct deciding_row rows[] = {
	{ .rule = "shown from before, nothing against it", .shown_s = 3000 },
	{ .rule = "claimed after it was shown", .shown_s = 1000 },
	{ .rule = "claimed ahead of now, and shown",
	    .claimed_s = NOW + 301,
	    .shown_s = 3000,
	    .want = WHY_FUTURE },
	{ .rule = "claimed before the key began, and shown",
	    .claimed_s = 499,
	    .shown_s = 3000,
	    .want = WHY_SIGNER_BACK_DATED },
	{ .rule = "shown, and compromised a second later",
	    .shown_s = 3000,
	    .compromised_s = 3001,
	    .notes = COMPROMISED },
	{ .rule = "shown as it was compromised",
	    .shown_s = 3000,
	    .compromised_s = 3000,
	    .want = WHY_SIGNER_COMPROMISED },
	{ .rule = "shown from before the log",
	    .logged_s = 4000,
	    .shown_s = 3000,
	    .compromised_s = 3500,
	    .notes = COMPROMISED },
	{ .rule = "shown from behind the log",
	    .logged_s = 3000,
	    .shown_s = 4000,
	    .compromised_s = 3500,
	    .notes = COMPROMISED },
	{ .rule = "shown from a time to come",
	    .shown_s = NOW + 9,
	    .compromised_s = NOW,
	    .want = WHY_SIGNER_COMPROMISED },
	{ .rule = "shown, and revoked a second later",
	    .shown_s = 3000,
	    .revoked_s = 3001,
	    .notes = REVOKED },
	{ .rule = "shown as it was revoked",
	    .shown_s = 3000,
	    .revoked_s = 3000,
	    .want = WHY_SIGNER_REVOKED },
	{ .rule = "shown, and revoked for gpg alone",
	    .shown_s = 3000,
	    .gpg = WHY_SIGNER_REVOKED,
	    .want = WHY_SIGNER_REVOKED },
	{ .rule = "shown, and revoked later, for gpg and the directory",
	    .shown_s = 3000,
	    .gpg = WHY_SIGNER_REVOKED,
	    .revoked_s = 3001,
	    .notes = REVOKED },
	{ .rule = "shown, revoked for gpg, in a second for the directory",
	    .shown_s = 3000,
	    .gpg = WHY_SIGNER_REVOKED,
	    .revoked_s = NOW + 1,
	    .want = WHY_SIGNER_REVOKED },
	{ .rule = "shown, and a part that may have been revoked before",
	    .shown_s = 3000,
	    .gpg = WHY_SIGNER_REVOKED,
	    .revoked_s = 3001,
	    .part = true,
	    .want = WHY_SIGNER_REVOKED },
	{ .rule = "the same, known from the log",
	    .logged_s = 3000,
	    .gpg = WHY_SIGNER_REVOKED,
	    .revoked_s = 3001,
	    .part = true,
	    .notes = REVOKED },
	{ .rule = "shown, and expired a second later",
	    .shown_s = 3000,
	    .own_s = 3001,
	    .gpg = WHY_SIGNER_EXPIRED,
	    .notes = EXPIRED },
	{ .rule = "shown as it expired",
	    .shown_s = 3000,
	    .own_s = 3000,
	    .gpg = WHY_SIGNER_EXPIRED,
	    .want = WHY_SIGNER_EXPIRED },
	{ .rule = "shown, and expired for gpg alone",
	    .shown_s = 3000,
	    .gpg = WHY_SIGNER_EXPIRED,
	    .want = WHY_SIGNER_EXPIRED },
	{ .rule = "shown, superseded as it claims",
	    .claimed_s = 2000,
	    .shown_s = 1900,
	    .superseded_s = 2000,
	    .want = WHY_SIGNER_SUPERSEDED },
};

/* Who may is asked of the time at which it came, not of that. */
static void
test_arrived(void)
{
	struct directory_agency *b = agencies_of(&deciding, "agency-b");
	struct session_verdict v = { 0 };
	struct decision_ask ask = deciding_usual(&v);
	struct decision out;
	struct why w = { 0 };

	ask.shown = (struct known_since){ 1500, KNOWN_TOKEN };
	b->approved_from_s = NOW;
	tap_number(decision_make(&ask, &out, &w), 0,
	    "approved after it was shown");
	tap_number(out.known_s, 1500, "since when it is known");
	tap_text(known_by_name(out.known_by), "timestamp", "and by what");
	b->approved_from_s = 1000;
	b->approved_until_s = 4000;
	tap_number(decision_make(&ask, &out, &w), -1, "approved no longer");
	tap_text(why_name(w.reason), "signer-not-pinned", "is told so");
	why_clear(&w);
	b->approved_until_s = N;
	ask.role = DIRECTORY_ANSWER;
	tap_number(decision_make(&ask, &out, &w), -1, "another role");
	tap_text(why_name(w.reason), "signer-role", "is asked for");
	why_clear(&w);
	ask.role = DIRECTORY_SEAL;
	ask.logged_s = 3000;
	ask.shown.time_s = 3000;
	tap_number(decision_make(&ask, &out, &w), 0, "as early as the log");
	tap_text(known_by_name(out.known_by), "log", "the log is named");
}

int
main(void)
{
	deciding_begin();
	deciding_rows(rows, sizeof rows / sizeof rows[0]);
	test_arrived();
	directory_clear(&deciding);
	return tap_done();
}
