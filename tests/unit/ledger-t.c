#include "tool/store/ledger.h"

#include <sched.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "tests/tap/tap.h"
#include "tests/unit/ledger_file.h"

static const uint8_t id_a[SEAL_ID_BYTES] = "bundle a";

static void
creating(void)
{
	struct ledger l;
	struct why w = { 0 };
	struct stat st = { 0 };

	tap_ok(!opens(&l, "none.db", &w), "no ledger cannot be opened");
	tap_number(w.reason, WHY_STORE, "and the store is told to be wrong");
	why_clear(&w);
	tap_number(ledger_create("l.db", &w), 0, "a ledger is made");
	stat("l.db", &st);
	tap_number(st.st_mode & 0777, 0600, "it is private");
	tap_ok(access("l.db-wal", F_OK) != 0, "and one file");
	tap_number(ledger_create("l.db", &w), -1, "none is made over it");
	tap_number(w.reason, WHY_SYSTEM, "which is no verdict");
	tap_ok(opens(&l, "l.db", &w), "it opens");
	ledger_close(&l);
	ledger_close(&l);
	tap_ok(access("l.db-wal", F_OK) != 0, "closing leaves one file");
	why_clear(&w);
	tap_number(ledger_create("no/where.db", &w), -1,
	    "a ledger needs its folder");
	why_clear(&w);
	tap_number(ledger_create("odd ?%#name.db", &w), 0,
	    "a path may hold what means something in a URI");
	tap_ok(access("odd ?%#name.db", F_OK) == 0, "and is that file");
	tap_number(ledger_open(&l, "odd ?%#name.db", LEDGER_READ, &w), 0,
	    "to read too");
	ledger_close(&l);
	unlink("odd ?%#name.db");
}

static void
settings_and_transactions(void)
{
	struct ledger l;
	struct why w = { 0 };
	char text[16];
	bool found = true;

	if (!tap_ok(opens(&l, "l.db", &w), "the ledger opens"))
		return;
	ledger_get(&l, "agency", text, sizeof text, &found, &w);
	tap_ok(!found, "a setting that was not made is not found");
	ledger_set(&l, "agency", "first", &w);
	tap_number(ledger_set(&l, "agency", "second", &w), 0,
	    "a setting is made and changed");
	ledger_get(&l, "agency", text, sizeof text, &found, &w);
	tap_ok(found && strcmp(text, "second") == 0, "and found");
	tap_number(ledger_get(&l, "agency", text, 6, &found, &w), -1,
	    "one that does not fit is refused");
	tap_number(w.reason, WHY_STORE, "as a fault of the store");
	why_clear(&w);
	tap_number(ledger_begin(&l, &w), 0, "a transaction begins");
	tap_number(ledger_begin(&l, &w), -1, "there is one at a time");
	why_clear(&w);
	ledger_set(&l, "agency", "third", &w);
	ledger_rollback(&l);
	ledger_get(&l, "agency", text, sizeof text, &found, &w);
	tap_text(text, "second", "what is rolled back did not happen");
	ledger_rollback(&l);
	tap_number(ledger_commit(&l, &w), -1, "only what is open is committed");
	why_clear(&w);
	ledger_begin(&l, &w);
	ledger_set(&l, "agency", "third", &w);
	tap_number(ledger_commit(&l, &w), 0, "a transaction is committed");
	ledger_begin(&l, &w);
	ledger_set(&l, "agency", "fourth", &w);
	ledger_close(&l);
	opens(&l, "l.db", &w);
	ledger_get(&l, "agency", text, sizeof text, &found, &w);
	tap_text(text, "third", "closing rolls back what is open");
	ledger_close(&l);
}

/* A process that commits a setting and dies without closing. */
static void
die_after_commit(const char *path, const char *value)
{
	pid_t child = fork();
	struct ledger l;
	struct why w = { 0 };

	if (child == 0) {
		if (!opens(&l, path, &w) ||
		    ledger_set(&l, "agency", value, &w) != 0)
			_exit(1);
		ledger_begin(&l, &w);
		ledger_set(&l, "agency", "not committed", &w);
		_exit(0);
	}
	waitpid(child, NULL, 0);
}

static void
reads_setting(const char *path, const char *want, const char *name)
{
	struct ledger l;
	struct why w = { 0 };
	char before[2048], after[2048], text[16] = "";
	bool found = false;

	listing(before);
	tap_number(ledger_open(&l, path, LEDGER_READ, &w), 0, "%s: opens",
	    name);
	tap_text(w.text, "", "%s: no fault", name);
	if (w.reason != WHY_NONE)
		return;
	ledger_get(&l, "agency", text, sizeof text, &found, &w);
	tap_text(text, want, "%s: reads what is committed", name);
	tap_number(ledger_set(&l, "agency", "x", &w), -1, "%s: changes nothing",
	    name);
	ledger_close(&l);
	listing(after);
	tap_text(after, before, "%s: leaves all files as they were", name);
}

/* On a file system that nobody can write; in a process of its own. */
static int
read_on_read_only(void)
{
	struct ledger l;
	struct why w = { 0 };
	char text[16];
	bool found;
	int failed = 0;

	if (unshare(CLONE_NEWNS) != 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount(top, top, NULL, MS_BIND, NULL) != 0 ||
	    mount(NULL, top, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL) !=
		0 ||
	    chdir(top) != 0)
		return 77;
	failed += ledger_open(&l, "l.db", LEDGER_READ, &w) != 0;
	failed += ledger_get(&l, "agency", text, sizeof text, &found, &w) != 0;
	failed += strcmp(text, "third") != 0;
	ledger_close(&l);
	failed += ledger_open(&l, "crash.db", LEDGER_READ, &w) != 0;
	failed += ledger_get(&l, "agency", text, sizeof text, &found, &w) != 0;
	failed += strcmp(text, "crashed") != 0;
	ledger_close(&l);
	failed += ledger_open(&l, "l.db", LEDGER_WRITE, &w) == 0;
	failed += w.reason != WHY_SYSTEM;
	return failed;
}

static void
reading_changes_nothing(void)
{
	pid_t child;
	int status = 0;

	reads_setting("l.db", "third", "at rest");
	copy_file("l.db", "crash.db");
	die_after_commit("crash.db", "crashed");
	tap_ok(access("crash.db-wal", F_OK) == 0,
	    "a killed writer leaves a WAL");
	reads_setting("crash.db", "crashed", "after a crash");
	unlink("crash.db-shm");
	reads_setting("crash.db", "crashed", "with a WAL alone");
	child = fork();
	if (child == 0)
		_exit(read_on_read_only());
	waitpid(child, &status, 0);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		tap_skip("nothing can be mounted here");
	else
		tap_number(status, 0,
		    "a read-only medium is read, not written");
}

static void
two_writers(void)
{
	struct ledger one, two;
	struct why w = { 0 };

	if (!opens(&one, "l.db", &w) || !opens(&two, "l.db", &w))
		return;
	sqlite3_busy_timeout(two.db, 30);
	ledger_begin(&one, &w);
	ledger_set(&one, "x", "1", &w);
	tap_number(ledger_begin(&two, &w), -1, "there is one writer at a time");
	tap_number(w.reason, WHY_STORE_BUSY, "the other is told so");
	why_clear(&w);
	ledger_commit(&one, &w);
	tap_number(ledger_begin(&two, &w), 0, "and comes next");
	ledger_close(&two);
	ledger_close(&one);
}

/* On a small file system; in a process of its own. */
static int
fill_disk(void)
{
	struct ledger l;
	struct why w = { 0 };
	struct ledger_member m = { .cut = 'f',
		.zone = "",
		.name = "data/a-name-of-some-length" };
	char text[16] = "";
	bool found;
	int failed = 0;

	if (unshare(CLONE_NEWNS) != 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("none", top, "tmpfs", 0, "size=2m") != 0 || chdir(top) != 0)
		return 77;
	if (ledger_create("l.db", &w) != 0 || !opens(&l, "l.db", &w) ||
	    ledger_set(&l, "agency", "before", &w) != 0)
		return 1;
	ledger_begin(&l, &w);
	ledger_set(&l, "agency", "within", &w);
	for (m.number = 0; m.number < 400000 && w.reason == WHY_NONE;
	     m.number++)
		ledger_member_put(&l, id_a, &m, &w);
	/* A full cache goes to the WAL; what fits in it fails at the end. */
	if (w.reason == WHY_NONE)
		ledger_commit(&l, &w);
	failed += w.reason != WHY_DISK_FULL;
	why_clear(&w);
	/* Nothing more may come into a transaction that SQLite gave up. */
	if (sqlite3_get_autocommit(l.db) != 0)
		failed += ledger_set(&l, "agency", "alone", &w) == 0;
	ledger_rollback(&l);
	ledger_close(&l);
	failed += !opens(&l, "l.db", &w);
	failed += ledger_get(&l, "agency", text, sizeof text, &found, &w) != 0;
	failed += strcmp(text, "before") != 0;
	ledger_close(&l);
	return failed;
}

static void
full_disk_is_told(void)
{
	pid_t child = fork();
	int status = 0;

	if (child == 0)
		_exit(fill_disk());
	waitpid(child, &status, 0);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		tap_skip("a small file system cannot be mounted here");
	else
		tap_number(status, 0,
		    "a full disk is told, and the ledger is as it was");
}

int
main(void)
{
	if (!file_begin(false))
		return 1;
	creating();
	settings_and_transactions();
	reading_changes_nothing();
	two_writers();
	full_disk_is_told();
	return file_end();
}
