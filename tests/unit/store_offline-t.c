#include "tool/store/store_offline.h"

#include "keys/file.h"
#include "tests/unit/three_stores.h"

static char primary[64];

static int
offline(bool unprotected, struct why *w)
{
	return store_offline(&north, primary, unprotected, "tester", w);
}

static bool
is_there(const char *path)
{
	return access(path, F_OK) == 0;
}

static bool
is_offline(void)
{
	struct session_own own;
	struct why w = { 0 };

	return session_own(&north.session, prints[0], &own, &w) == 0 &&
	    session_is_offline(&own);
}

static void
test_refused(void)
{
	struct why w = { 0 };
	long long before;

	(void)opens_store(&north, 0, STORE_WRITE);
	before = all_events(&north);
	tap_text(told(offline(false, &w), &w), "usage",
	    "in the clear only where that is said");
	tap_ok(!is_there(primary) && !is_offline(), "nothing is done");
	scratch_write(primary, "mine", 4);
	tap_text(told(offline(true, &w), &w), "usage",
	    "a file that is there is not replaced");
	(void)remove(primary);
	tap_text(told(store_offline_check(&north, NULL, &w), &w), "none",
	    "a primary key that is here needs no file");
	full(true);
	tap_ok(offline(true, &w) == -1, "a full disk: %s", w.text);
	full(false);
	why_clear(&w);
	tap_ok(!is_there(primary) && !is_offline(),
	    "leaves the primary key here");
	tap_text(opens_store(&north, 0, STORE_WRITE), "none", "it opens");
	tap_number(events(&north, "key-offline", "done", ""), 0,
	    "and tells of none");
	tap_ok(all_events(&north) >= before, "the log is sound");
}

static void
test_done(void)
{
	struct bytes text = { 0 };
	struct backup b = { 0 };
	struct backup other;
	struct why w = { 0 };

	tap_text(told(offline(true, &w), &w), "none", "it goes");
	tap_ok(is_there(primary) && is_offline(), "into the file");
	tap_number(events(&north, "key-offline", "done", ""), 1, "it is told");
	tap_ok(all_events(&north) > 0, "the log is sound");
	tap_text(told(offline(true, &w), &w), "usage", "it goes once");
	tap_text(told(store_offline_check(&north, NULL, &w), &w), "no-key",
	    "from now on it is asked for");
	tap_ok(file_read(primary, BACKUP_MAX_BYTES, &text, &w) == 0 &&
		backup_parse(&b, text.data, text.len, &w) == 0,
	    "the file is a backup: %s", w.text);
	tap_text(told(store_offline_check(&north, &b, &w), &w), "none",
	    "which will do");
	other = b;
	memcpy(other.fingerprint, prints[1], sizeof other.fingerprint);
	tap_text(told(store_offline_check(&north, &other, &w), &w), "backup",
	    "that of another key will not");
	bytes_wipe(&text);
	tap_text(opens_store(&north, 0, STORE_WRITE), "none", "it opens");
	tap_ok(is_offline(), "and stays so");
	(void)opens_store(&south, 1, STORE_WRITE);
	tap_text(told(store_offline_check(&south, &b, &w), &w), "usage",
	    "where the primary key is here a file is too much");
	backup_clear(&b);
}

static void
test_brought(void)
{
	struct store_trial t;
	struct bytes text = { 0 };
	struct backup b = { 0 };
	struct session_key_info before;
	struct session_key_info after;
	struct why w = { 0 };

	(void)opens_store(&north, 0, STORE_WRITE);
	if (file_read(primary, BACKUP_MAX_BYTES, &text, &w) != 0 ||
	    backup_parse(&b, text.data, text.len, &w) != 0 ||
	    session_key(&north.session, prints[0], &before, &w) != 0 ||
	    store_offline_bring(&north, &b, &t, &w) != 0) {
		tap_ok(false, "it is brought: %s", w.text);
		goto out;
	}
	tap_text(told(session_extend(&t.session, prints[0], 77777, &w), &w),
	    "none", "where it is brought it can change the key");
	(void)session_key(&north.session, prints[0], &after, &w);
	tap_number(after.expires_s, before.expires_s,
	    "which the store does not see yet");
	tap_text(told(store_offline_take(&north, &t, &w), &w), "none",
	    "it is taken");
	(void)session_key(&north.session, prints[0], &after, &w);
	tap_ok(after.expires_s != before.expires_s, "and now seen");
	store_trial_close(&north, &t);
	tap_ok(is_offline(), "the primary key itself did not come");
out:
	bytes_wipe(&text);
	backup_clear(&b);
}

int
main(void)
{
	three_begin();
	(void)snprintf(primary, sizeof primary, "%s", scratch_path("primary"));
	test_refused();
	test_done();
	test_brought();
	return three_end();
}
