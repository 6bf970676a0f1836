#include "tool/store/staging.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/tap/tap.h"
#include "tests/unit/staging_store.h"

static const struct timespec mtime = { .tv_sec = 1234567890, .tv_nsec = 5 };

static void
what_is_staged_can_be_released(void)
{
	struct staging s;
	struct why w = { 0 };
	struct stat st;

	tap_number(staging_open(&s, store, &w), 0, "staging opens");
	tap_number(entries("quarantine"), 1, "quarantine holds one folder");
	tap_number(staging_folder(&s, "bag", &w), 0, "a folder is made");
	tap_number(staging_folder(&s, "bag/data", &w), 0,
	    "a folder within it too");
	tap_ok(put(&s, "bag/data/one", "1", &w), "a file is made");
	tap_ok(put(&s, "bag/data/two", "2", &w), "another one is made");
	tap_ok(put(&s, "bag/top", "3", &w), "and one above");
	tap_number(staging_folder_time(&s, "bag/data", mtime, &w), 0,
	    "a folder gets its time");
	tap_number(staging_remove(&s, "bag/data/two", &w), 0,
	    "a file is removed again");
	tap_number(staging_sync(&s, &w), 0, "all is written to the disk");
	tap_ok(!is_there("received/b"), "nothing is there before the release");
	tap_number(staging_release(&s, "bag", "received/b", &w), 0,
	    "a folder is released");
	tap_ok(is_there("received/b/data/one"), "its files came along");
	tap_ok(!is_there("received/b/data/two"), "the removed one did not");
	fstatat(store, "received/b/data", &st, 0);
	tap_ok(st.st_mtim.tv_sec != 1234567890,
	    "removing a file gives its folder a new time");
	fstatat(store, "received/b/data/one", &st, 0);
	tap_number(st.st_mode & 07777, 0600, "a staged file is private");
	tap_ok(put(&s, "rest", "4", &w), "more can be staged");
	tap_number(staging_close(&s, true, &w), 0, "staging closes");
	tap_number(entries("quarantine"), 0,
	    "what was not released is gone then");
	tap_number(staging_close(&s, true, &w), 0, "closing again is nothing");
}

static void
times_stay(void)
{
	struct staging s;
	struct why w = { 0 };
	struct stat st;

	staging_open(&s, store, &w);
	staging_folder(&s, "t", &w);
	put(&s, "t/one", "1", &w);
	staging_folder_time(&s, "t", mtime, &w);
	staging_release(&s, "t", "received/t", &w);
	staging_close(&s, true, &w);
	fstatat(store, "received/t", &st, 0);
	tap_ok(st.st_mtim.tv_sec == 1234567890 && st.st_mtim.tv_nsec == 5,
	    "a released folder has the time it was given");
}

static void
nothing_is_replaced(void)
{
	struct staging s;
	struct why w = { 0 };

	staging_open(&s, store, &w);
	staging_folder(&s, "bag", &w);
	put(&s, "bag/new", "5", &w);
	tap_number(staging_release(&s, "bag", "received/b", &w), -1,
	    "a release does not replace a folder");
	tap_text(w.text, "cannot move bag to received/b: File exists",
	    "and says why");
	tap_ok(is_there("received/b/data/one") && !is_there("received/b/new"),
	    "the older folder is as it was");
	why_clear(&w);
	tap_number(staging_release(&s, "bag", "nowhere/b", &w), -1,
	    "a release needs the folder it goes to");
	tap_number(w.reason, WHY_SYSTEM, "which is not a verdict");
	why_clear(&w);
	tap_number(staging_folder(&s, "bag", &w), 0,
	    "a folder may be made twice");
	tap_number(staging_file(&s, "bag/new", &w), -1, "files are fresh");
	why_clear(&w);
	tap_number(staging_close(&s, false, &w), 0, "staging closes");
	tap_number(entries("quarantine"), 0, "a failure leaves nothing");
}

static void
names_stay_inside(void)
{
	static const char *const bad[] = { "../x", "a/../../x", "/tmp/x",
		"a//x", "", "..", "./x", "link/x", "a/" };
	struct staging s;
	struct why w = { 0 };

	staging_open(&s, store, &w);
	staging_folder(&s, "a", &w);
	(void)!symlinkat("/tmp", s.dir_fd, "link");
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		why_clear(&w);
		tap_ok(staging_file(&s, bad[i], &w) == -1 &&
			(w.reason == WHY_MEMBER_NAME || w.reason == WHY_SYSTEM),
		    "no file is made as \"%s\"", bad[i]);
	}
	why_clear(&w);
	tap_number(staging_file(&s, "link", &w), -1,
	    "a link is not followed to make a file");
	why_clear(&w);
	staging_close(&s, false, &w);
}

static void
kept_files_stay(void)
{
	struct staging s;
	struct why w = { 0 };
	char name[64];

	staging_open(&s, store, &w);
	put(&s, "swap", "6", &w);
	tap_number(staging_keep(&s, &w), 0, "staged files can be kept");
	staging_close(&s, true, &w);
	(void)snprintf(name, sizeof name, "quarantine/%s/swap", s.name);
	tap_ok(is_there(name), "what is kept outlives a success");
	tap_number(staging_clean(store, NULL, NULL, &w), 0, "cleaning works");
	tap_number(entries("quarantine"), 0, "cleaning empties quarantine");

	staging_open(&s, store, &w);
	put(&s, "swap", "6", &w);
	staging_keep(&s, &w);
	staging_close(&s, false, &w);
	tap_number(entries("quarantine"), 0,
	    "what is kept does not outlive a failure");

	staging_open(&s, store, &w);
	put(&s, "swap", "6", &w);
	staging_keep(&s, &w);
	staging_release(&s, "swap", "received/swap", &w);
	staging_close(&s, true, &w);
	tap_number(entries("quarantine"), 0,
	    "an empty folder goes although it is kept");
}

static bool
is_keep(void *self, const char *name)
{
	(void)self;
	return strcmp(name, "keep") == 0;
}

static void
cleaning_spares_what_is_named(void)
{
	struct why w = { 0 };

	mkdirat(store, "quarantine/keep", 0700);
	mkdirat(store, "quarantine/keep/x", 0700);
	mkdirat(store, "quarantine/old", 0700);
	mkdirat(store, "quarantine/old/x", 0700);
	close(openat(store, "quarantine/file", O_CREAT | O_WRONLY, 0600));
	tap_number(staging_clean(store, is_keep, NULL, &w), 0,
	    "cleaning works");
	tap_ok(is_there("quarantine/keep/x"), "a name to keep is kept");
	tap_number(entries("quarantine"), 1, "all else is gone");
	staging_clean(store, NULL, NULL, &w);
}

static void
spools_have_no_name(void)
{
	struct why w = { 0 };
	char text[4] = "";
	int fd = staging_spool(store, &w);

	tap_ok(fd >= 0, "a spool opens");
	tap_number(entries("quarantine"), 0, "and has no name");
	tap_ok(pwrite(fd, "abc", 3, 0) == 3 && pread(fd, text, 3, 0) == 3 &&
		strcmp(text, "abc") == 0,
	    "it is written and read");
	close(fd);
}

/* On a file system of a few inodes and pages; in a process of its own. */
static int
fill_disk(void)
{
	struct staging s;
	struct why w = { 0 };
	char block[4096] = { 1 };
	char name[32];
	int fd;
	int failed = 0;

	if (unshare(CLONE_NEWNS) != 0 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("none", store_folder, "tmpfs", 0, "size=128k,nr_inodes=12") !=
		0)
		return 77;
	store = open(store_folder, O_RDONLY | O_DIRECTORY);
	if (staging_open(&s, store, &w) != 0)
		return 1;
	for (int i = 0; i < 40 && w.reason == WHY_NONE; i++) {
		(void)snprintf(name, sizeof name, "d%d", i);
		staging_folder(&s, name, &w);
	}
	failed += w.reason != WHY_DISK_FULL;
	why_clear(&w);
	staging_remove(&s, "d0", &w);
	fd = staging_file(&s, "file", &w);
	while (write(fd, block, sizeof block) > 0)
		;
	failed += errno != ENOSPC;
	close(fd);
	failed += staging_close(&s, false, &w) != 0;
	failed += entries("quarantine") != 0;
	failed += staging_open(&s, store, &w) != 0;
	staging_close(&s, true, &w);
	return failed;
}

static void
full_disk_leaves_nothing(void)
{
	pid_t child = fork();
	int status = 0;

	if (child == 0)
		_exit(fill_disk());
	waitpid(child, &status, 0);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		tap_skip("a small file system cannot be mounted here");
	else
		tap_number(status, 0, "a full disk is told and leaves nothing");
}

int
main(void)
{
	if (!store_begin())
		return 1;
	what_is_staged_can_be_released();
	times_stay();
	nothing_is_replaced();
	names_stay_inside();
	kept_files_stay();
	cleaning_spares_what_is_named();
	spools_have_no_name();
	full_disk_leaves_nothing();
	return store_end();
}
