#include "tool/store/store_pending.h"

#include "keys/session_own.h"
#include "tests/unit/three_stores.h"

#define KEY "key_pending"

static const char *
pending(struct store *s)
{
	static char text[256];
	struct why w = { 0 };
	bool found = false;

	if (ledger_get(&s->ledger, KEY, text, sizeof text, &found, &w) != 0)
		return "unreadable";
	return found ? text : "";
}

static void
test_what_is_said(void)
{
	struct why w = { 0 };
	char want[32];

	(void)opens_store(&north, 0, STORE_WRITE);
	tap_text(told(store_pending_begin(&north, "key-extend", 7, &w), &w),
	    "none", "an act is said before it is done");
	(void)snprintf(want, sizeof want, "%.13s", pending(&north));
	tap_text(want, "key-extend 7 ", "by its name and its number");
	tap_number((long long)strlen(pending(&north)), 13 + 128,
	    "and the digest of the key");
	tap_text(told(store_pending_end(&north, &w), &w), "none",
	    "its end takes that back");
	tap_text(pending(&north), "", "it is gone");
	tap_text(told(store_pending_end(&north, &w), &w), "none",
	    "an end of nothing is none");
}

static void
test_fault(void)
{
	struct why w = { 0 };
	long long before = all_events(&north);
	uint64_t version = north.directory.version;

	(void)store_pending_begin(&north, "key-extend", 0, &w);
	store_pending_drop(&north);
	tap_text(pending(&north), "", "a fault before the act leaves nothing");
	tap_number(all_events(&north), before, "and no event");
	(void)store_pending_begin(&north, "key-extend", 0, &w);
	tap_text(told(session_extend(&north.session, prints[0], 99999, &w), &w),
	    "none", "the key changes");
	store_pending_drop(&north);
	tap_text(pending(&north), "", "a fault behind the act is settled");
	tap_number(events(&north, "key-extend", "done", ""), 1,
	    "the act is told as done");
	tap_number((long long)north.directory.version, (long long)version + 1,
	    "and the directory has the key as it is");
}

/* Begun, and never ended. */
static void
killed(struct store *s, size_t i, const char *act, uint64_t number)
{
	struct why w = { 0 };

	(void)opens_store(s, i, STORE_WRITE);
	(void)store_pending_begin(s, act, number, &w);
}

static void
test_kill(void)
{
	struct why w = { 0 };

	killed(&north, 0, "key-extend", 0);
	tap_text(opens_store(&north, 0, STORE_READ), "none",
	    "who reads is not kept from it");
	tap_ok(pending(&north)[0] != '\0', "and settles nothing");
	tap_text(opens_store(&north, 0, STORE_WRITE), "none",
	    "who writes settles it");
	tap_number(events(&north, "key-extend", "failed", "interrupted"), 1,
	    "what was not done is told as failed");
	tap_text(opens_store(&north, 0, STORE_WRITE), "none", "the next");
	tap_number(events(&north, "key-extend", "failed", "interrupted"), 1,
	    "does not tell it again");
	killed(&south, 1, "key-extend", 0);
	(void)session_extend(&south.session, prints[1], 0, &w);
	(void)opens_store(&south, 1, STORE_WRITE);
	tap_number(events(&south, "key-extend", "done", ""), 1,
	    "where the directory is imported it is told, too");
	killed(&north, 0, "key-revoke", SESSION_RETIRED);
	(void)session_revoke(&north.session, prints[0], SESSION_RETIRED, &w);
	tap_text(opens_store(&north, 0, STORE_WRITE), "none",
	    "a revocation is settled, though the key signs no more");
	tap_number(events(&north, "key-revoke", "done", ""), 1, "and told");
}

/* The end of the primary key alone, by stock gpg. */
static void
primary_ends(size_t i, const char *when)
{
	char home[96];

	(void)snprintf(home, sizeof home, "%s/keys/gnupg", paths[i]);
	scratch_run("gpg", "--homedir", home, "--batch", "--quiet",
	    "--pinentry-mode", "loopback", "--passphrase", "",
	    "--quick-set-expire", prints[i], when, (char *)NULL);
}

/* gpg sets the end of the primary key, and a while later that of the rest. */
static void
test_apart(void)
{
	static const struct {
		const char *when;
		const char *outcome;
		const char *reason;
	} rows[] = {
		{ "seconds=100060", "done", "" },
		{ "seconds=99000", "done", "" },
		{ "seconds=110000", "failed", "interrupted" },
		{ "0", "failed", "interrupted" },
	};
	struct why w = { 0 };

	(void)opens_store(&south, 1, STORE_WRITE);
	(void)session_extend(&south.session, prints[1], 100000, &w);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		long long before = events(&south, "key-extend", rows[i].outcome,
		    rows[i].reason);

		killed(&south, 1, "key-extend", 0);
		primary_ends(1, rows[i].when);
		(void)opens_store(&south, 1, STORE_WRITE);
		tap_number(events(&south, "key-extend", rows[i].outcome,
			       rows[i].reason) -
			before,
		    1, "parts of which one ends in %s: %s", rows[i].when,
		    rows[i].outcome);
	}
}

static void
test_settings(void)
{
	static const char *const bad[] = { "x", "key-extend", "key-extend 0",
		"key-extend x y", "key-extend  -",
		"key-extend 99999999999999999999999999 -",
		"an-act-that-has-more-letters-than-any 0 -" };
	struct why w = { 0 };

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		(void)opens_store(&south, 1, STORE_READ);
		store_close(&south);
		(void)opens_store(&south, 1, STORE_WRITE);
		(void)ledger_set(&south.ledger, KEY, bad[i], &w);
		tap_text(opens_store(&south, 1, STORE_WRITE), "store",
		    "no intent: \"%s\"", bad[i]);
		tap_text(opens_store(&south, 1, STORE_MEND), "none",
		    "which keeps nobody from mending");
		(void)ledger_set(&south.ledger, KEY, "", &w);
	}
}

int
main(void)
{
	three_begin();
	test_what_is_said();
	test_fault();
	test_kill();
	test_apart();
	test_settings();
	return three_end();
}
