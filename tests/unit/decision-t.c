#include "keys/decision.h"

#include "tests/tap/tap.h"
#include "tests/unit/deciding.h"

static const struct deciding_row rows[] = {
	{ .rule = "seen first now, nothing against it" },
	{ .rule = "known from the log", .logged_s = 3000 },

	{ .rule = "claimed as far ahead as may be", .claimed_s = NOW + 300 },
	{ .rule = "claimed further ahead",
	    .claimed_s = NOW + 301,
	    .want = WHY_FUTURE },
	{ .rule = "claimed as far behind the log as may be",
	    .claimed_s = 3300,
	    .logged_s = 3000 },
	{ .rule = "claimed further behind the log",
	    .claimed_s = 3301,
	    .logged_s = 3000,
	    .want = WHY_FUTURE },
	{ .rule = "a log that is ahead of the clock, and the claim too",
	    .claimed_s = NOW + 301,
	    .logged_s = NOW + 400,
	    .want = WHY_FUTURE },

	{ .rule = "claimed when the key began", .claimed_s = 500 },
	{ .rule = "claimed before",
	    .claimed_s = 499,
	    .want = WHY_SIGNER_BACK_DATED },
	{ .rule = "claimed before, known from the log",
	    .claimed_s = 499,
	    .logged_s = 3000,
	    .want = WHY_SIGNER_BACK_DATED },

	{ .rule = "compromised now",
	    .compromised_s = NOW,
	    .want = WHY_SIGNER_COMPROMISED },
	{ .rule = "compromised in a second", .compromised_s = NOW + 1 },
	{ .rule = "compromised after what it claims, seen first now",
	    .claimed_s = 2000,
	    .compromised_s = 3000,
	    .want = WHY_SIGNER_COMPROMISED },
	{ .rule = "compromised a second after the log shows it",
	    .logged_s = 3000,
	    .compromised_s = 3001,
	    .notes = COMPROMISED },
	{ .rule = "compromised as the log shows it",
	    .logged_s = 3000,
	    .compromised_s = 3000,
	    .want = WHY_SIGNER_COMPROMISED },

	{ .rule = "revoked now", .revoked_s = NOW, .want = WHY_SIGNER_REVOKED },
	{ .rule = "revoked in a second", .revoked_s = NOW + 1 },
	{ .rule = "revoked after what it claims, seen first now",
	    .claimed_s = 2000,
	    .revoked_s = 3000,
	    .want = WHY_SIGNER_REVOKED },
	{ .rule = "revoked a second after the log shows it",
	    .logged_s = 3000,
	    .revoked_s = 3001,
	    .notes = REVOKED },
	{ .rule = "revoked as the log shows it",
	    .logged_s = 3000,
	    .revoked_s = 3000,
	    .want = WHY_SIGNER_REVOKED },
	{ .rule = "revoked for gpg, seen first now",
	    .gpg = WHY_SIGNER_REVOKED,
	    .want = WHY_SIGNER_REVOKED },
	{ .rule = "revoked for gpg, later for the directory",
	    .gpg = WHY_SIGNER_REVOKED,
	    .revoked_s = NOW + 1,
	    .want = WHY_SIGNER_REVOKED },
	{ .rule = "revoked for gpg, known from the log",
	    .gpg = WHY_SIGNER_REVOKED,
	    .logged_s = 3000,
	    .notes = REVOKED },
	{ .rule = "revoked for gpg, and for the directory before the log",
	    .gpg = WHY_SIGNER_REVOKED,
	    .logged_s = 3000,
	    .revoked_s = 2999,
	    .want = WHY_SIGNER_REVOKED },

	{ .rule = "valid until now",
	    .until_s = NOW,
	    .want = WHY_SIGNER_EXPIRED },
	{ .rule = "valid for a second", .until_s = NOW + 1 },
	{ .rule = "the key's own expiry is now",
	    .own_s = NOW,
	    .gpg = WHY_SIGNER_EXPIRED,
	    .want = WHY_SIGNER_EXPIRED },
	{ .rule = "the key's own expiry is in a second", .own_s = NOW + 1 },
	{ .rule = "its own expiry is the earlier",
	    .own_s = NOW,
	    .until_s = NOW + 9,
	    .want = WHY_SIGNER_EXPIRED },
	{ .rule = "its own expiry is the later",
	    .own_s = NOW + 9,
	    .until_s = NOW,
	    .want = WHY_SIGNER_EXPIRED },
	{ .rule = "expired after what it claims, seen first now",
	    .claimed_s = 2000,
	    .until_s = 3000,
	    .want = WHY_SIGNER_EXPIRED },
	{ .rule = "expired a second after the log shows it",
	    .logged_s = 3000,
	    .until_s = 3001,
	    .notes = EXPIRED },
	{ .rule = "expired as the log shows it",
	    .logged_s = 3000,
	    .until_s = 3000,
	    .want = WHY_SIGNER_EXPIRED },
	{ .rule = "expired as it claims, a little before it by the log",
	    .claimed_s = 3100,
	    .logged_s = 3000,
	    .until_s = 3100,
	    .want = WHY_SIGNER_EXPIRED },
	{ .rule = "expired a second after it claims and the log shows it",
	    .claimed_s = 3100,
	    .logged_s = 3000,
	    .until_s = 3101,
	    .notes = EXPIRED },
	{ .rule = "expired for gpg alone, seen first now",
	    .gpg = WHY_SIGNER_EXPIRED,
	    .want = WHY_SIGNER_EXPIRED },
	{ .rule = "expired for gpg alone, known from the log",
	    .gpg = WHY_SIGNER_EXPIRED,
	    .logged_s = 3000,
	    .notes = EXPIRED },

	{ .rule = "superseded as it claims",
	    .claimed_s = 2000,
	    .superseded_s = 2000,
	    .want = WHY_SIGNER_SUPERSEDED },
	{ .rule = "superseded a second later",
	    .claimed_s = 2000,
	    .superseded_s = 2001,
	    .notes = SUPERSEDED },
	{ .rule = "superseded now",
	    .claimed_s = 2000,
	    .superseded_s = NOW,
	    .notes = SUPERSEDED },
	{ .rule = "superseded in a second", .superseded_s = NOW + 1 },
	{ .rule = "superseded before the log shows it, after it claims",
	    .claimed_s = 2000,
	    .logged_s = 3000,
	    .superseded_s = 2500,
	    .notes = SUPERSEDED },

	{ .rule = "all of it since",
	    .claimed_s = 2000,
	    .logged_s = 2000,
	    .compromised_s = 3000,
	    .revoked_s = 3000,
	    .until_s = 3000,
	    .superseded_s = 3000,
	    .notes = COMPROMISED | REVOKED | EXPIRED | SUPERSEDED },
	{ .rule = "all of it: compromised is said first",
	    .claimed_s = 2000,
	    .compromised_s = 1500,
	    .revoked_s = 1500,
	    .until_s = 1500,
	    .superseded_s = 1500,
	    .want = WHY_SIGNER_COMPROMISED },
	{ .rule = "then revoked",
	    .claimed_s = 2000,
	    .revoked_s = 1500,
	    .until_s = 1500,
	    .superseded_s = 1500,
	    .want = WHY_SIGNER_REVOKED },
	{ .rule = "then expired",
	    .claimed_s = 2000,
	    .until_s = 1500,
	    .superseded_s = 1500,
	    .want = WHY_SIGNER_EXPIRED },
};

/* --- the agency --- */

static void
decide(const struct decision_ask *ask, enum why_reason want, const char *text,
    const char *rule)
{
	struct decision out;
	struct why w = { 0 };
	int rc = decision_make(ask, &out, &w);

	tap_ok((rc == 0) == (want == WHY_NONE), "%s", rule);
	tap_text(why_name(w.reason), why_name(want), "%s: reason", rule);
	tap_text(w.text, text, "%s: and why", rule);
}

static void
test_status(void)
{
	struct directory_agency *b = agencies_of(&deciding, "agency-b");
	struct session_verdict v = { 0 };
	struct decision_ask ask = deciding_usual(&v);

	b->status = DIRECTORY_SUSPENDED;
	decide(&ask, WHY_SIGNER_NOT_PINNED,
	    "agency agency-b signed with key " PRINT_B
	    ", which is not pinned here: it is suspended",
	    "an agency that is suspended");
	b->status = DIRECTORY_WITHDRAWN;
	decide(&ask, WHY_SIGNER_NOT_PINNED,
	    "agency agency-b signed with key " PRINT_B
	    ", which is not pinned here: it is withdrawn",
	    "one that is withdrawn");
	ask.logged_s = 3000;
	decide(&ask, WHY_NONE, "", "what the log shows was decided then");
	b->status = DIRECTORY_APPROVED;
	ask.logged_s = N;
	b->approved_from_s = NOW;
	decide(&ask, WHY_NONE, "", "approved now");
	b->approved_from_s = NOW + 1;
	decide(&ask, WHY_SIGNER_NOT_PINNED,
	    "key " PRINT_B " of agency agency-b is not pinned here: it is "
	    "approved from 1970-01-01T01:23:21Z",
	    "approved in a second");
	b->approved_from_s = 1000;
	b->approved_until_s = NOW;
	decide(&ask, WHY_SIGNER_NOT_PINNED,
	    "key " PRINT_B " of agency agency-b is not pinned here: it was "
	    "approved until 1970-01-01T01:23:20Z",
	    "approved until now");
	b->approved_until_s = NOW + 1;
	decide(&ask, WHY_NONE, "", "approved for a second");
	b->approved_until_s = N;
}

static void
test_roles(void)
{
	struct directory_agency *b = agencies_of(&deciding, "agency-b");
	struct directory_key *k = agencies_key(&deciding, PRINT_B);
	struct session_verdict v = { 0 };
	struct decision_ask ask = deciding_usual(&v);

	ask.role = DIRECTORY_ANSWER;
	decide(&ask, WHY_SIGNER_ROLE, "agency agency-b lacks the role answer",
	    "another role");
	ask.logged_s = 3000;
	decide(&ask, WHY_NONE, "", "it had the role when it came, by the log");
	k->use = DIRECTORY_ENCRYPT;
	decide(&ask, WHY_SIGNER_USE,
	    "key " PRINT_B " of agency agency-b is not for signing",
	    "a key for something else, also with the log");
	ask.logged_s = N;
	decide(&ask, WHY_SIGNER_ROLE, "agency agency-b lacks the role answer",
	    "the role is asked before the use");
	k->compromised_s = 100;
	b->status = DIRECTORY_WITHDRAWN;
	decide(&ask, WHY_SIGNER_NOT_PINNED,
	    "agency agency-b signed with key " PRINT_B
	    ", which is not pinned here: it is withdrawn",
	    "the status before both");
	(void)snprintf(v.fingerprint, sizeof v.fingerprint, PRINT_C);
	decide(&ask, WHY_SIGNER_UNKNOWN,
	    "signed with key " PRINT_C ", which no agency here has",
	    "and whose key it is before all");
	b->status = DIRECTORY_APPROVED;
	k->use = DIRECTORY_SIGN;
	k->compromised_s = N;
}

static void
test_told(void)
{
	struct session_verdict v = { 0 };
	struct decision_ask ask = deciding_usual(&v);
	struct decision out;
	struct why w = { 0 };

	decision_make(&ask, &out, &w);
	tap_text(out.agency, "agency-b", "a decision names the agency");
	tap_text(out.name, "An Agency", "its name");
	tap_text(out.fingerprint, PRINT_B, "its key");
	tap_text(out.issuer.agency, "agency-a", "whose directory it was");
	tap_text(out.issuer.fingerprint, PRINT_A, "and with which key");
	tap_number((long long)out.version, 2, "its version");
	tap_number(out.claimed_s, 2000, "the claimed time");
	tap_number(out.known_s, NOW, "the known one: now");
	ask.logged_s = 3000;
	decision_make(&ask, &out, &w);
	tap_number(out.known_s, 3000, "or when the log shows it");
	(void)snprintf(v.fingerprint, sizeof v.fingerprint, PRINT_C);
	decision_make(&ask, &out, &w);
	tap_text(out.fingerprint, PRINT_C, "a key that nobody has is named");
	tap_text(out.agency, "", "but no agency");
	why_clear(&w);
	(void)snprintf(v.fingerprint, sizeof v.fingerprint, PRINT_B);
	agencies_of(&deciding, "agency-b")->status = DIRECTORY_SUSPENDED;
	ask.logged_s = N;
	decision_make(&ask, &out, &w);
	tap_ok(w.reason == WHY_SIGNER_NOT_PINNED &&
		strcmp(out.agency, "agency-b") == 0,
	    "an agency that may not is named");
}

static void
test_names(void)
{
	tap_text(decision_note_name(COMPROMISED), "compromised-since",
	    "a note");
	tap_text(decision_note_name(REVOKED), "revoked-since", "another");
	tap_text(decision_note_name(EXPIRED), "expired-since", "another");
	tap_text(decision_note_name(SUPERSEDED), "superseded-since", "another");
	tap_text(decision_note_name(0), NULL, "none has no name");
	tap_text(decision_note_name(3), NULL, "nor have two");
}

int
main(void)
{
	deciding_begin();
	deciding_rows(rows, sizeof rows / sizeof rows[0]);
	test_status();
	test_roles();
	test_told();
	test_names();
	directory_clear(&deciding);
	return tap_done();
}
