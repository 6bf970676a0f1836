#include "tool/flow/bagger.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tests/unit/scratch.h"
#include "tests/unit/staging_store.h"

/* A disk that takes a few bytes at a time, is interrupted now and then, and
 * may be full. */
static size_t most = SIZE_MAX;
static unsigned calls;
static bool full;

ssize_t
writev(int fd, const struct iovec *iovec, int count)
{
	size_t left = most;
	size_t done = 0;

	if (++calls % 3 == 0 && most != SIZE_MAX) {
		errno = EINTR;
		return -1;
	}
	if (full) {
		errno = ENOSPC;
		return -1;
	}
	for (int i = 0; i < count && left > 0; i++) {
		size_t len = iovec[i].iov_len;

		len = len < left ? len : left;
		if (write(fd, iovec[i].iov_base, len) != (ssize_t)len)
			return -1;
		done += len;
		left -= len;
	}
	return (ssize_t)done;
}

static struct staging staging;
static struct bagger bag;

static bool
begin(struct why *w)
{
	return staging_open(&staging, store, w) == 0 &&
	    bagger_open(&bag, &staging, w) == 0;
}

static void
end(void)
{
	struct why w = { 0 };

	bagger_close(&bag);
	staging_close(&staging, false, &w);
}

/* Where something of the bag lies. */
static const char *
path_of(const char *name)
{
	static char path[6000];

	snprintf(path, sizeof path, "%s/" STAGING_QUARANTINE "/%s/bag/%s",
	    store_folder, staging.name, name);
	return path;
}

static void
check_time(const char *name, struct timespec want)
{
	struct stat st = { 0 };

	if (lstat(path_of(name), &st) != 0) {
		tap_ok(false, "%s is there", name);
		return;
	}
	tap_ok(st.st_mtim.tv_sec == want.tv_sec &&
		st.st_mtim.tv_nsec == want.tv_nsec,
	    "%s has its time, to the nanosecond", name);
}

static void
check_bytes(const char *name, const void *want, size_t len, const char *rule)
{
	struct bytes got = { 0 };

	scratch_read(path_of(name), &got);
	tap_number((long long)got.len, (long long)len, "%s: its length", rule);
	if (got.len == len)
		tap_bytes(got.data, want, len, "%s: its bytes", rule);
	bytes_clear(&got);
}

/* In the order in which they come: read files before the folder they lie in. */
static const struct {
	const char *name;
	const char *text; /* NULL: a folder */
	struct timespec mtime;
} parts[] = {
	{ "bagit.txt", "declared\n", { 1700000000, 1 } },
	{ "data", NULL, { 1700000001, 999999999 } },
	{ "data/a/b/reads.csv", "one\ntwo\n", { 1700000002, 0 } },
	{ "data/a/b/more.csv", "", { 0, 0 } },
	{ "data/a/other.csv", "x", { -86400, 0 } },
	{ "data/a", NULL, { 1600000000, 123456789 } },
	{ "data/a/b", NULL, { 1600000001, 0 } },
	{ "data/a/b/1.jpg", "\xff\xd8", { 4000000000, 5 } },
	{ "data/empty", NULL, { 1600000002, 7 } },
};

static void
test_parts(void)
{
	struct why w = { 0 };
	bool good = begin(&w);

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		if (parts[i].text == NULL)
			good = good &&
			    bagger_folder(&bag, parts[i].name, parts[i].mtime,
				&w) == 0;
		else
			good = good &&
			    bagger_file(&bag, parts[i].name, parts[i].mtime,
				parts[i].text, strlen(parts[i].text), &w) == 0;
	}
	good = good && bagger_finish(&bag, &w) == 0;
	tap_ok(good, "folders and files are staged %s", w.text);
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		check_time(parts[i].name, parts[i].mtime);
		if (parts[i].text != NULL)
			check_bytes(parts[i].name, parts[i].text,
			    strlen(parts[i].text), parts[i].name);
	}
	tap_number(entries("received"), 0, "nothing of it is released");
	end();
	tap_number(entries(STAGING_QUARANTINE), 0,
	    "nothing stays of what is not released");
}

/* --- bytes --- */

static uint8_t large[20 << 20];

static void
write_slowly(struct why *w)
{
	struct iovec stretches[BAGGER_STRETCHES];
	size_t at = 0;

	/* Of 0, 7, 14, ... bytes, one behind the other. */
	for (int i = 0; i < BAGGER_STRETCHES; i++) {
		stretches[i].iov_base = large + at;
		stretches[i].iov_len = (size_t)i * 7;
		at += (size_t)i * 7;
	}
	bagger_begin(&bag, "data/slow", (struct timespec){ 0 }, w);
	bagger_write_all(&bag, stretches, BAGGER_STRETCHES, w);
	bagger_end(&bag, w);
	tap_text(w->text, "", "many stretches are written");
	check_bytes("data/slow", large, at, "many stretches");
}

static void
test_bytes(void)
{
	static const size_t steps[] = { SIZE_MAX, 1, 13, 1790, 1791, 40000 };
	struct why w = { 0 };

	for (size_t i = 0; i < sizeof large; i++)
		large[i] = (uint8_t)(i * 31 + (i >> 8) * 7);
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		tap_note("a disk that takes %zu bytes at once", steps[i]);
		most = steps[i];
		begin(&w);
		write_slowly(&w);
		end();
	}
	most = SIZE_MAX;
	begin(&w);
	bagger_file(&bag, "data/large", (struct timespec){ 0 }, large,
	    sizeof large, &w);
	tap_text(w.text, "", "a file of 20 MiB is written");
	check_bytes("data/large", large, sizeof large, "a file of 20 MiB");
	end();
}

static void
test_full(void)
{
	struct why w = { 0 };

	begin(&w);
	full = true;
	tap_number(
	    bagger_file(&bag, "data/a", (struct timespec){ 0 }, "x", 1, &w), -1,
	    "a full disk fails the file");
	full = false;
	tap_text(why_name(w.reason), "disk-full", "and is called so");
	end();
	tap_number(entries(STAGING_QUARANTINE), 0,
	    "and nothing stays of the file that was begun");
}

static void
test_drop(void)
{
	struct why w = { 0 };
	struct stat st;

	begin(&w);
	bagger_file(&bag, "data/kept", (struct timespec){ 0 }, "k", 1, &w);
	bagger_begin(&bag, "data/goes", (struct timespec){ 0 }, &w);
	bagger_write(&bag, "secret", 6, &w);
	bagger_drop(&bag, &w);
	tap_text(w.text, "", "a file that was begun is taken back");
	tap_ok(lstat(path_of("data/goes"), &st) != 0, "it is gone");
	tap_ok(lstat(path_of("data/kept"), &st) == 0,
	    "the one beside it stays");
	bagger_file(&bag, "data/goes", (struct timespec){ 0 }, "new", 3, &w);
	check_bytes("data/goes", "new", 3, "another of that name");
	end();
}

/* --- names --- */

static char long_name[6000];

static const struct {
	const char *rule;
	const char *name;
	const char *reason;
} names[] = {
	{ "a name that climbs", "data/../../x", "member-name" },
	{ "an absolute name", "/x", "member-name" },
	{ "a name with an empty part", "data//x", "member-name" },
	{ "a name that is too long", long_name, "member-name" },
	{ "a name that is there already", "data/there", "system" },
	{ "a file where a folder is", "data/folder", "system" },
	{ "a name below a file", "data/there/below", "system" },
};

static void
test_names(void)
{
	struct why w = { 0 };

	memset(long_name, 'x', sizeof long_name - 1);
	memcpy(long_name, "data/", 5);
	begin(&w);
	bagger_file(&bag, "data/there", (struct timespec){ 0 }, "t", 1, &w);
	bagger_folder(&bag, "data/folder", (struct timespec){ 0 }, &w);
	tap_text(w.text, "", "a file and a folder");
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		why_clear(&w);
		bagger_file(&bag, names[i].name, (struct timespec){ 0 }, "u", 1,
		    &w);
		tap_text(why_name(w.reason), names[i].reason, "%s is refused",
		    names[i].rule);
	}
	check_bytes("data/there", "t", 1, "the file that was there");
	end();
}

/* --- the manifest --- */

static void
test_manifest(void)
{
	const struct timespec when = { 1712345678, 901234567 };
	struct bytes want = { 0 };
	struct why w = { 0 };

	begin(&w);
	/* Several times what is held back. */
	for (int i = 0; i < 5000; i++) {
		char line[100];
		int len = snprintf(line, sizeof line, "%060d  data/%d\n", i, i);

		bytes_add(&want, line, (size_t)len, &w);
		bagger_manifest(&bag, line, (size_t)len, &w);
		if (i % 500 == 0)
			bagger_file(&bag, line + 62, when, line, 1, &w);
	}
	bagger_manifest_end(&bag, when, &w);
	tap_text(w.text, "", "a manifest grows while files are written");
	check_bytes(BAG_MANIFEST, want.data, want.len, "the manifest");
	check_time(BAG_MANIFEST, when);
	end();
	bytes_clear(&want);
	begin(&w);
	bagger_manifest_end(&bag, when, &w);
	check_bytes(BAG_MANIFEST, "", 0, "a manifest without a line");
	end();
}

/* --- members --- */

static const struct ledger_member members[] = {
	{ 0, 't', 0, "bagit.txt", 0, 0, 0, 0, 2, "", "", 0 },
	{ 1, 'd', 0, "data", INT64_MIN, 999999999, 0, 3, 0, "", "", 0 },
	{ 2, 'r', 0, "data/reads.csv", 1700000000, 1, 0, 4, UINT64_MAX,
	    "+01:00", "csv", 0 },
	{ 3, 'r', 0, "data/more.csv", INT64_MAX, 0, UINT64_MAX, UINT32_MAX, 1,
	    "Z", "mapped", 3 },
	{ 4, 'f', 1, "", 0, 0, 7, 8, 9, "", "", 0 },
	{ UINT32_MAX, 'f', 0, long_name, 1, 2, 3, 4, 5, "", "", 0 },
};
#define MEMBERS (sizeof members / sizeof members[0])

static bool
same(const struct ledger_member *a, const struct ledger_member *b)
{
	return a->number == b->number && a->cut == b->cut &&
	    a->gone == b->gone && a->mtime_s == b->mtime_s &&
	    a->mtime_ns == b->mtime_ns && a->segment == b->segment &&
	    a->first == b->first && a->records == b->records;
}

static void
test_members(void)
{
	char name[NAME_MAX_BYTES + 1];
	struct ledger_member m;
	struct why w = { 0 };

	long_name[NAME_MAX_BYTES] = '\0';
	begin(&w);
	for (size_t i = 0; i < MEMBERS; i++)
		bagger_member(&bag, &members[i], &w);
	spool_rewind(&bag.members, &w);
	tap_text(w.text, "", "members are remembered");
	for (size_t i = 0; i < MEMBERS; i++) {
		memset(&m, 0xff, sizeof m);
		tap_number(bagger_take_member(&bag, &m, name, &w), 1,
		    "member %zu comes back", i);
		tap_ok(same(&m, &members[i]), "as it was");
		tap_text(m.name, members[i].name, "with its name");
		tap_text(m.zone, members[i].zone, "with its zone");
		tap_text(m.format, members[i].format, "its format");
		tap_number(m.map, members[i].map, "and its map");
	}
	tap_number(bagger_take_member(&bag, &m, name, &w), 0,
	    "and then no more");
	end();
}

int
main(void)
{
	if (!store_begin())
		return 1;
	test_parts();
	test_bytes();
	test_full();
	test_drop();
	test_names();
	test_manifest();
	test_members();
	return store_end();
}
