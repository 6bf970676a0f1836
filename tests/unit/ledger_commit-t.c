/** A commit that the disk does not take: it is none, and stays none for who
 *  opens the files that a killed process left. */

#include "tool/store/ledger.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"

static bool failing;

/* SQLite finds this one. */
int
/* NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name) */
fdatasync(int fd)
{
	if (failing) {
		errno = EIO;
		return -1;
	}
	return (int)syscall(SYS_fdatasync, fd);
}

/* As a process finds it that comes after a kill: without what is shared in
 * memory. */
static void
copy_file(const char *from, const char *to)
{
	struct bytes data = { 0 };

	scratch_read(from, &data);
	scratch_write(to, data.data, data.len);
	bytes_clear(&data);
}

static const char *
read_setting(struct ledger *l, const char *key)
{
	static char text[16];
	struct why w = { 0 };
	bool found = false;

	if (ledger_get(l, key, text, sizeof text, &found, &w) != 0)
		return "unreadable";
	return found ? text : "none";
}

static void
test_after_a_kill(const char *name, const char *want)
{
	struct ledger l = { 0 };
	struct why w = { 0 };

	copy_file(scratch_path("l.db"), scratch_path("%s.db", name));
	copy_file(scratch_path("l.db-wal"), scratch_path("%s.db-wal", name));
	tap_number(
	    ledger_open(&l, scratch_path("%s.db", name), LEDGER_WRITE, &w), 0,
	    "%s: what is left is opened", name);
	tap_text(read_setting(&l, "early"), "1",
	    "%s: what was committed is there", name);
	tap_text(read_setting(&l, "late"), want,
	    "%s: so is what was committed last, and nothing else", name);
	ledger_close(&l);
}

int
main(void)
{
	struct ledger l = { 0 };
	struct why w = { 0 };

	scratch_begin();
	tap_ok(ledger_create(scratch_path("l.db"), &w) == 0 &&
		ledger_open(&l, scratch_path("l.db"), LEDGER_WRITE, &w) == 0 &&
		ledger_set(&l, "early", "1", &w) == 0,
	    "there is a ledger");
	ledger_begin(&l, &w);
	ledger_set(&l, "late", "1", &w);
	failing = true;
	tap_number(ledger_commit(&l, &w), -1,
	    "a commit that cannot be synced fails");
	tap_text(why_name(w.reason), "system", "and is no verdict");
	ledger_rollback(&l);
	tap_text(read_setting(&l, "late"), "none", "it is taken back");
	test_after_a_kill("failed", "none");
	failing = false;
	tap_number(ledger_set(&l, "late", "2", &w), 0,
	    "a disk that recovers takes the next");
	test_after_a_kill("recovered", "2");
	ledger_close(&l);
	return tap_done();
}
