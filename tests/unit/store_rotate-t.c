#include "tool/store/store_rotate.h"

#include "tests/unit/three_stores.h"

static const struct store_rotate how = { .actor = "tester" };

static const char *
waiting(struct store *s)
{
	static char out[CARD_PRINT_HEX];
	struct why w = { 0 };

	return store_rotate_waiting(s, out, &w) == 0 ? out : "unreadable";
}

static void
test_kept(void)
{
	struct store_rotated r;
	struct why w = { 0 };
	uint64_t version;

	(void)opens_store(&north, 0, STORE_WRITE);
	version = north.directory.version;
	tap_text(waiting(&north), "", "no key waits");
	tap_text(told(store_rotate(&north, &how, &r, &w), &w), "none",
	    "another key takes over");
	tap_ok(r.in_force && !r.waited, "it is in force at once");
	tap_text(r.before, prints[0], "the old one is named");
	tap_text(north.fingerprint, r.after, "the new one is the store's");
	tap_ok(r.listed == version + 1 &&
		north.directory.version == version + 2,
	    "one version lists it, the next is its own");
	tap_text(north.directory.issuer.fingerprint, r.after,
	    "it issues the directory");
	tap_text(waiting(&north), "", "no key waits");
	tap_number(events(&north, "key-rotate", "done", ""), 1, "it is told");
	tap_ok(all_events(&north) > 0, "the log is sound");
	tap_text(opens_store(&north, 0, STORE_WRITE), "none", "it opens again");
	tap_text(north.fingerprint, r.after, "with the new key");
	tap_text(told(store_rotate_use(&north, r.before, "tester", &w), &w),
	    "usage", "nothing is to be used where the directory is kept");
}

/* What a full disk leaves is the old key, and one that waits. */
static void
test_fault(void)
{
	struct store_rotated r;
	struct why w = { 0 };
	char before[CARD_PRINT_HEX];
	uint64_t version = north.directory.version;

	memcpy(before, north.fingerprint, sizeof before);
	full(true);
	tap_ok(store_rotate(&north, &how, &r, &w) == -1, "a full disk: %s",
	    w.text);
	full(false);
	why_clear(&w);
	tap_text(north.fingerprint, before, "leaves the old key");
	tap_text(north.issuer.fingerprint, before, "as the issuer, too");
	tap_number((long long)north.directory.version, (long long)version,
	    "and the directory as it was");
	tap_text(opens_store(&north, 0, STORE_WRITE), "none", "it opens again");
	tap_text(told(store_rotate(&north, &how, &r, &w), &w), "none",
	    "and can be done");
}

static void
test_imported(void)
{
	struct store_rotated r;
	struct store_rotated again;
	struct why w = { 0 };

	(void)opens_store(&south, 1, STORE_WRITE);
	tap_text(told(store_rotate(&south, &how, &r, &w), &w), "none",
	    "where the directory is imported a key is made");
	tap_ok(!r.in_force && !r.waited && r.listed == 0, "and waits");
	tap_text(south.fingerprint, prints[1], "the old one is in force");
	tap_text(waiting(&south), r.after, "its name is kept");
	tap_number(events(&south, "key-new", "done", ""), 1, "it is told");
	tap_text(told(store_rotate(&south, &how, &again, &w), &w), "none",
	    "a second call");
	tap_ok(again.waited && strcmp(again.after, r.after) == 0,
	    "takes the one that waits");
	tap_number(events(&south, "key-new", "done", ""), 1, "and makes none");
	tap_text(told(store_rotate_use(&south, prints[1], "tester", &w), &w),
	    "usage", "the one in force is not used again");
	tap_text(told(store_rotate_use(&south, r.after, "tester", &w), &w),
	    "signer-not-pinned", "nor one that no directory lists");
	tap_text(waiting(&south), r.after, "which waits on");
}

int
main(void)
{
	three_begin();
	test_kept();
	test_fault();
	test_imported();
	return three_end();
}
