#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "formats/record.h"
#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"
#include "tool/store/store.h"

#define ID     "000102030405060708090a0b0c0d0e0f"
#define ID_2   "ff0102030405060708090a0b0c0d0e0f"
#define SEALED INT64_C(1767323045)

static struct store store;

static void
put(const char *path, const char *text)
{
	scratch_write(scratch_path("%s", path), text, strlen(text));
}

static bool
holds(const char *path, const char *text)
{
	struct bytes got = { 0 };
	struct why w = { 0 };
	bool same = file_read(scratch_path("%s", path), 4096, &got, &w) == 0 &&
	    got.len == strlen(text) && memcmp(got.data, text, got.len) == 0;

	bytes_clear(&got);
	return same;
}

static bool
is_there(const char *path)
{
	struct stat st;

	return lstat(scratch_path("%s", path), &st) == 0;
}

static int
count_one(void *self, const char *from, const char *to, struct why *w)
{
	(void)from;
	(void)to;
	(void)w;
	++*(int *)self;
	return 0;
}

static int
remembered(void)
{
	struct why w = { 0 };
	int n = 0;

	ledger_swap_each(&store.ledger, count_one, &n, &w);
	return n;
}

static void
wants(const char *from, const char *to)
{
	struct why w = { 0 };

	if (ledger_swap_put(&store.ledger, from, to, &w) != 0)
		tap_note("%s", w.text);
}

/* Carry out what is remembered; why it failed, or "none". */
static const char *
swaps(void)
{
	struct why w = { 0 };
	int rc = store_swaps(&store, &w);

	if (rc != 0)
		tap_note("%s", w.text);
	return (rc == 0) == (w.reason == WHY_NONE) ? why_name(w.reason)
						   : "a strange status";
}

static void
set_time(const char *path, int64_t time_s)
{
	const struct timespec times[2] = { { .tv_sec = time_s },
		{ .tv_sec = time_s } };

	utimensat(AT_FDCWD, scratch_path("%s", path), times, 0);
}

static int64_t
time_of(const char *path)
{
	struct stat st = { 0 };

	stat(scratch_path("%s", path), &st);
	return st.st_mtim.tv_sec;
}

static void
member(const char *id_text, uint32_t number, char cut, const char *name)
{
	struct ledger_member m = {
		.number = number,
		.cut = cut,
		.name = name,
		.mtime_s = SEALED + number,
		.zone = "",
	};
	uint8_t id[SEAL_ID_BYTES];
	struct why w = { 0 };

	if (!bytes_from_hex(id, sizeof id, id_text) ||
	    ledger_member_put(&store.ledger, id, &m, &w) != 0)
		tap_note("%s", w.text);
}

/* Two bundles with folders and files, whose folders have their sealed times. */
static void
make_bundles(void)
{
	static const char *const folders[] = { "received", "quarantine",
		"quarantine/q", "received/" ID, "received/" ID "/data",
		"received/" ID "/data/deep", "received/" ID_2,
		"received/" ID_2 "/data" };

	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
		mkdir(scratch_path("%s", folders[i]), 0700);
	put("received/" ID "/data/a", "old a");
	put("received/" ID "/data/deep/b", "old b");
	put("received/" ID_2 "/data/c", "old c");
	member(ID, 0, RECORD_FOLDER, "data");
	member(ID, 1, RECORD_FOLDER, "data/deep");
	member(ID, 2, RECORD_PIECES, "data/a");
	member(ID, 3, RECORD_FOLDER, "data/gone");
	member(ID_2, 0, RECORD_FOLDER, "data");
	set_time("received/" ID "/data/deep", SEALED + 1);
	set_time("received/" ID "/data", SEALED);
	set_time("received/" ID_2 "/data", SEALED);
}

static void
test_nothing(void)
{
	tap_text(swaps(), "none", "nothing to do is no fault");
	tap_ok(holds("received/" ID "/data/a", "old a"),
	    "and nothing is changed");
}

static void
test_swap(void)
{
	put("quarantine/q/f0-1", "new a");
	put("quarantine/q/f0-2", "new b");
	put("quarantine/q/other", "not named");
	wants("quarantine/q/f0-1", "received/" ID "/data/a");
	wants("quarantine/q/f0-2", "received/" ID "/data/deep/b");
	tap_ok(holds("received/" ID "/data/a", "old a"),
	    "what is only remembered changes nothing");
	tap_text(swaps(), "none", "files take their places");
	tap_ok(holds("received/" ID "/data/a", "new a") &&
		holds("received/" ID "/data/deep/b", "new b"),
	    "they hold what was staged");
	tap_ok(!is_there("quarantine/q/f0-1") && !is_there("quarantine/q/f0-2"),
	    "and left where they were staged");
	tap_ok(is_there("quarantine/q/other"), "what is not named stays");
	tap_number(remembered(), 0, "done, they are forgotten");
	tap_number(time_of("received/" ID "/data"), SEALED,
	    "the folder keeps its sealed time");
	tap_number(time_of("received/" ID "/data/deep"), SEALED + 1,
	    "the one below it too");
	tap_ok(!is_there("received/" ID "/data/gone"),
	    "a folder that is not there is not made");
}

static void
test_remove(void)
{
	wants("received/" ID "/data/a", "");
	wants("received/" ID_2, "");
	tap_text(swaps(), "none", "an empty place means: remove");
	tap_ok(!is_there("received/" ID "/data/a"), "a file is removed");
	tap_ok(!is_there("received/" ID_2), "a whole tree is");
	tap_ok(holds("received/" ID "/data/deep/b", "new b"),
	    "what is beside it stays");
	tap_number(time_of("received/" ID "/data"), SEALED,
	    "the folder keeps its sealed time then as well");
	tap_number(remembered(), 0, "and both are forgotten");
}

/* A kill came after the first of two. */
static void
test_again(void)
{
	put("quarantine/q/f0-3", "newer b");
	wants("quarantine/q/none", "received/" ID "/data/a");
	wants("quarantine/q/f0-3", "received/" ID "/data/deep/b");
	wants("received/" ID "/data/none", "");
	tap_text(swaps(), "none", "what is done already is passed over");
	tap_ok(holds("received/" ID "/data/deep/b", "newer b"),
	    "the rest is done");
	tap_number(remembered(), 0, "and all are forgotten");
}

static void
test_failure(void)
{
	put("quarantine/q/f0-4", "c");
	put("quarantine/q/f0-5", "newest b");
	wants("quarantine/q/f0-5", "received/" ID "/data/deep/b");
	wants("quarantine/q/f0-4", "received/" ID_2 "/data/c");
	tap_text(swaps(), "system", "a place that cannot be taken is told");
	tap_number(remembered(), 2, "then all are still remembered");
	tap_ok(is_there("quarantine/q/f0-4"), "what was staged is kept");
	mkdir(scratch_path("received/" ID_2), 0700);
	mkdir(scratch_path("received/" ID_2 "/data"), 0700);
	tap_text(swaps(), "none", "and done when it can be");
	tap_ok(holds("received/" ID_2 "/data/c", "c") &&
		holds("received/" ID "/data/deep/b", "newest b"),
	    "all of them");
	tap_number(time_of("received/" ID "/data/deep"), SEALED + 1,
	    "with the time of the folder whose swap was done before");
}

static const struct {
	const char *rule;
	const char *path;
} odd[] = {
	{ "a path outside received", "proof/x" },
	{ "a path with a name that is no id", "received/notes/x" },
	{ "a path with half an id", "received/0001" },
	{ "a path in received itself", "received/x" },
};

static void
test_odd(void)
{
	mkdir(scratch_path("proof"), 0700);
	mkdir(scratch_path("received/notes"), 0700);
	for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
		put("quarantine/q/odd", "odd");
		wants("quarantine/q/odd", odd[i].path);
		tap_text(swaps(), "none", "%s is no bundle's", odd[i].rule);
		tap_ok(holds(odd[i].path, "odd"), "%s is taken all the same",
		    odd[i].rule);
	}
}

int
main(void)
{
	struct why w = { 0 };

	scratch_begin();
	store.path = scratch;
	store.fd = open(scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (tap_ok(store.fd >= 0 &&
		    ledger_create(scratch_path("l.db"), &w) == 0 &&
		    ledger_open(&store.ledger, scratch_path("l.db"),
			LEDGER_WRITE, &w) == 0,
		"a ledger is made: %s", w.text)) {
		make_bundles();
		test_nothing();
		test_swap();
		test_remove();
		test_again();
		test_failure();
		test_odd();
	}
	ledger_close(&store.ledger);
	close(store.fd);
	return tap_done();
}
