#include "tool/store/store.h"

#include "tests/tap/tap.h"
#include "tests/unit/three_stores.h"

static void
test_first(void)
{
	struct bytes text = { 0 };
	struct bytes sig = { 0 };
	struct directory first;
	struct why w = { 0 };

	tap_text(opens_store(&north, 0, STORE_WRITE), "none", "north opens");
	tap_ok(store_keeps_directory(&north), "it keeps its directory");
	tap_ok(north.directory.version == 1 && north.directory.n == 1 &&
		strcmp(north.directory.issuer.fingerprint, prints[0]) == 0,
	    "version 1, of itself");
	tap_text(told(store_directory_text(&north, 1, &text, &sig, &w), &w),
	    "none", "its text can be had");
	tap_ok(sig.len > 0 &&
		directory_parse(&first, text.data, text.len, &w) == 0,
	    "and read: %s", w.text);
	tap_text(told(store_directory_text(&north, 2, &text, &sig, &w), &w),
	    "usage", "there is no second one");
	tap_text(told(store_take_directory(&north, &text, &sig, "t", &w), &w),
	    "usage", "and none is imported");
	directory_clear(&first);
	bytes_clear(&text);
	bytes_clear(&sig);
}

static void
test_changes(void)
{
	struct directory_pin pin = pin_of(&cards[2]);
	const struct directory_agency *a;
	struct why w = { 0 };

	tap_text(told(store_pin(&north, &pin, "t", &w), &w), "none",
	    "an agency is pinned");
	tap_number((long long)north.directory.version, 2, "a new version");
	(void)opens_store(&north, 0, STORE_WRITE);
	a = directory_find_agency(&north.directory, "east");
	tap_ok(a != NULL && north.directory.version == 2 &&
		a->roles == DIRECTORY_SEAL &&
		strcmp(a->keys[0].fingerprint, prints[2]) == 0,
	    "that lasts");
	tap_ok(a != NULL && a->keys[0].valid_from_s > 1700000000 &&
		a->keys[0].valid_from_s <= time(NULL),
	    "its key is valid since it was made");
	tap_text(told(store_end_key(&north, prints[2], DIRECTORY_COMPROMISED, 1,
			  "t", &w),
		     &w),
	    "none", "its key ends");
	tap_text(
	    told(store_withdraw(&north, "east", DIRECTORY_SUSPENDED, "t", &w),
		&w),
	    "none", "it is suspended");
	tap_text(
	    told(store_withdraw(&north, "east", DIRECTORY_WITHDRAWN, "t", &w),
		&w),
	    "none", "and withdrawn");
	tap_number((long long)north.directory.version, 5,
	    "each makes a version");
	(void)opens_store(&north, 0, STORE_WRITE);
	a = directory_find_agency(&north.directory, "east");
	tap_ok(a != NULL && north.directory.version == 5 &&
		a->keys[0].compromised_s == 1 &&
		a->status == DIRECTORY_WITHDRAWN,
	    "all that lasts");
	tap_ok(events(&north, "agency-add", "done", "") == 1 &&
		events(&north, "key-compromised", "done", "") == 1 &&
		events(&north, "agency-suspend", "done", "") == 1 &&
		events(&north, "agency-unpin", "done", "") == 1,
	    "each with its event");
}

/* Nothing is left of it: neither in memory, nor in the ledger, nor in the log.
 */
static void
refused(struct store *s, int rc, struct why *w, const char *reason,
    const char *rule)
{
	static long long n;
	uint64_t version = s->directory.version;
	struct bytes text = { 0 };
	struct bytes sig = { 0 };
	struct bytes memory;
	struct why fault = { 0 };

	tap_text(told(rc, w), reason, "%s", rule);
	memory = agencies_text(&s->directory);
	tap_ok(store_directory_text(s, LEDGER_DIRECTORY_LAST, &text, &sig,
		   &fault) == 0 &&
		text.len == memory.len &&
		memcmp(text.data, memory.data, text.len) == 0,
	    "%s: version %llu is held, in memory as in the ledger", rule,
	    (unsigned long long)version);
	tap_ok(n == 0 || all_events(s) == n, "%s: and nothing is logged", rule);
	n = all_events(s);
	bytes_clear(&text);
	bytes_clear(&sig);
	bytes_clear(&memory);
}

static void
test_refused_changes(void)
{
	struct card bad = cards[1];
	struct directory_pin pin = pin_of(&bad);
	struct why w = { 0 };
	int rc;

	bad.fingerprint[0] = bad.fingerprint[0] == '0' ? '1' : '0';
	rc = store_pin(&north, &pin, "t", &w);
	refused(&north, rc, &w, "card",
	    "a key that has not the card's fingerprint");
	bad = cards[2];
	(void)snprintf(bad.agency, sizeof bad.agency, "west");
	rc = store_pin(&north, &pin, "t", &w);
	refused(&north, rc, &w, "card", "another agency's key");
	rc = store_withdraw(&north, "west", DIRECTORY_SUSPENDED, "t", &w);
	refused(&north, rc, &w, "usage", "an agency that is not there");
	rc = store_end_key(&north, prints[1], DIRECTORY_REVOKED, 1, "t", &w);
	refused(&north, rc, &w, "usage", "a key that is not there");
	tap_number((long long)north.directory.version, 5,
	    "version 5 is held still");
}

static void
test_no_commit(void)
{
	struct directory_pin pin = pin_of(&cards[1]);
	enum why_reason reason;
	struct why w = { 0 };
	int rc;

	full(true);
	rc = store_end_key(&north, prints[2], DIRECTORY_SUPERSEDED, 1, "t", &w);
	full(false);
	reason = w.reason;
	tap_ok(why_exit(reason) != WHY_EXIT_NO, "no verdict: %s", w.text);
	refused(&north, rc, &w, why_name(reason),
	    "a change that cannot be committed");
	tap_number((long long)north.directory.version, 5,
	    "version 5 is held still");
	tap_text(told(store_pin(&north, &pin, "t", &w), &w), "none",
	    "the next time it can");
	tap_number((long long)north.directory.version, 6, "and is version 6");
	tap_number((long long)north.directory.n, 3, "with three agencies");
	tap_number(agencies_key(&north.directory, prints[2])->superseded_s,
	    DIRECTORY_NEVER, "and nothing of what failed");
}

static void
test_altered(void)
{
	altered(0,
	    "UPDATE directory SET text = CAST(replace(CAST(text AS TEXT), "
	    "'\"seal\"', '\"sea1\"') AS BLOB) WHERE version = 6",
	    "store", "an altered text");
	altered(0,
	    "UPDATE directory SET signature = (SELECT signature FROM directory "
	    "WHERE version = 5) WHERE version = 6",
	    "store", "another signature");
	altered(0, "DELETE FROM directory", "store", "no directory");
	altered(0, "SELECT 1", "none", "nothing altered");
}

int
main(void)
{
	three_begin();
	test_first();
	test_changes();
	test_refused_changes();
	test_no_commit();
	test_altered();
	return three_end();
}
