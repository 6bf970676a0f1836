#include "tool/store/walk.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/tap/tap.h"
#include "tool/store/staging.h"

static char top[] = "/tmp/walk-t.XXXXXX";

/* Names that came, each with a comma; folders with a slash. */
static char seen[65536];

static int
note(void *self, const struct walk_entry *e, struct why *w)
{
	size_t len = strlen(seen);

	(void)self;
	(void)w;
	(void)snprintf(seen + len, sizeof seen - len, "%s%s,", e->name,
	    e->folder ? "/" : "");
	return 0;
}

static void
make_file(const char *name, const char *text)
{
	int fd = open(name, O_CREAT | O_TRUNC | O_WRONLY, 0644);

	(void)!write(fd, text, strlen(text));
	close(fd);
}

/* Walk one path; what came is in seen. */
static int
walk_one(const char *path, struct why *w)
{
	struct walk_options o = { .paths = &path, .n_paths = 1 };

	seen[0] = '\0';
	why_clear(w);
	return walk(&o, note, NULL, w);
}

static void
names_come_in_order(void)
{
	static const char want[] = "A/,A.txt,a/,a/b/,a/b/c,a/d,a-b,b,empty/,"
				   "z\xc3\xa4,";
	struct why w = { 0 };

	mkdir("x", 0755);
	mkdir("x/a", 0755);
	mkdir("x/a/b", 0755);
	mkdir("x/A", 0755);
	mkdir("x/empty", 0755);
	make_file("x/a/b/c", "1");
	make_file("x/a/d", "");
	make_file("x/a-b", "22");
	make_file("x/b", "333");
	make_file("x/A.txt", "4444");
	make_file("x/z\xc3\xa4", "5");
	tap_number(walk_one("x", &w), 0, "a folder is walked");
	tap_text(seen, want, "names come in byte order, folder by folder");
	tap_number(walk_one("x///", &w), 0, "slashes at the end say nothing");
	tap_text(seen, want, "the same names come");
	tap_number(walk_one("x/empty", &w), 0, "an empty folder is walked");
	tap_text(seen, "", "nothing comes");
	tap_number(walk_one("x/a/../b", &w), 0, "one file is walked");
	tap_text(seen, "b,", "by its own name");
}

static void
several_paths(void)
{
	static const char *const paths[] = { "x/b", "x/a/", "x/empty" };
	static const char *const same[] = { "x/a/b", "x/b" };
	static const char *const nameless[] = { "x/b", "." };
	static const char *const with_link[] = { "x/b", "link/" };
	struct walk_options o = { .paths = paths, .n_paths = 3 };
	struct why w = { 0 };

	seen[0] = '\0';
	tap_number(walk(&o, note, NULL, &w), 0, "several paths are walked");
	tap_text(seen, "a/,a/b/,a/b/c,a/d,b,empty/,",
	    "each by its own last name, in order");
	o.paths = same;
	o.n_paths = 2;
	seen[0] = '\0';
	tap_number(walk(&o, note, NULL, &w), -1,
	    "equal last names are refused");
	tap_number(w.reason, WHY_INPUT_NAME, "as names");
	tap_text(w.text, "x/a/b and x/b have the same last name", "both named");
	tap_text(seen, "", "before anything comes");
	why_clear(&w);
	o.paths = nameless;
	tap_number(walk(&o, note, NULL, &w), -1,
	    "beside others, a path must have a name");
	why_clear(&w);
	(void)!symlink("x", "link");
	o.paths = with_link;
	tap_number(walk(&o, note, NULL, &w), -1,
	    "a path that is a link is refused among several");
	tap_number(w.reason, WHY_INPUT_TYPE, "as a type");
}

static void
links_and_devices_are_refused(void)
{
	struct why w = { 0 };

	tap_number(walk_one("link", &w), -1,
	    "a path that is a link is refused");
	tap_text(w.text, "link: is a symbolic link, which is not packed",
	    "and named");
	tap_number(walk_one("link/", &w), -1, "with a slash too");
	tap_number(w.reason, WHY_INPUT_TYPE, "as a type");
	tap_number(walk_one("/dev/null", &w), -1, "a device is refused");
	tap_number(w.reason, WHY_INPUT_TYPE, "as a type");
	tap_number(walk_one("x/none", &w), -1, "nothing is not walked");
	tap_text(w.text, "x/none: cannot look at it: No such file or directory",
	    "and named");
	tap_number(w.reason, WHY_SYSTEM, "which is no verdict");

	mkdir("y", 0755);
	mkdir("y/d", 0755);
	(void)!symlink("../../x", "y/d/odd");
	tap_number(walk_one("y", &w), -1, "a link inside is refused");
	tap_text(w.text, "y/d/odd: is a symbolic link, which is not packed",
	    "with its path");
	tap_text(seen, "d/,", "and not followed");
	unlink("y/d/odd");
	mkfifo("y/d/odd", 0600);
	tap_number(walk_one("y", &w), -1, "a pipe inside is refused");
	tap_text(w.text, "y/d/odd: is a pipe, which is not packed",
	    "with its path");
	unlink("y/d/odd");
	mknod("y/d/odd", S_IFSOCK | 0600, 0);
	tap_number(walk_one("y", &w), -1, "a socket inside is refused");
	tap_text(w.text, "y/d/odd: is a socket, which is not packed",
	    "with its path");
	unlink("y/d/odd");
}

static void
bad_names_are_refused(void)
{
	static const char *const bad[] = { "y/d/bell\a", "y/d/\xff",
		"y/d/\xe2\x80\x8fgpj", "y/d/back\\slash" };
	struct why w = { 0 };

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		make_file(bad[i], "");
		tap_number(walk_one("y", &w), -1, "bad name %zu is refused", i);
		tap_number(w.reason, WHY_INPUT_NAME, "as a name");
		unlink(bad[i]);
	}
}

static void
patterns_exclude(void)
{
	static const char *const patterns[] = { "*.tmp", "d/only", "deep/*" };
	const char *path = "z";
	struct walk_options o = { .paths = &path,
		.n_paths = 1,
		.exclude = patterns,
		.n_exclude = 3 };
	struct why w = { 0 };

	mkdir("z", 0755);
	mkdir("z/d", 0755);
	mkdir("z/e", 0755);
	mkdir("z/deep", 0755);
	mkdir("z/deep/er", 0755);
	mkdir("z/gone.tmp", 0755);
	make_file("z/gone.tmp/in", "");
	make_file("z/deep/er/in", "");
	make_file("z/d/only", "");
	make_file("z/e/only", "");
	make_file("z/e/x.tmp", "");
	(void)!symlink("nowhere", "z/e/link.tmp");
	make_file("z/e/bad\a.tmp", "");
	seen[0] = '\0';
	tap_number(walk(&o, note, NULL, &w), 0,
	    "what is excluded is neither typed nor named");
	tap_text(seen, "d/,deep/,e/,e/only,",
	    "a pattern with a slash is for whole names, without for any part");
}

/* Open the file d below; fiddle with it in between as how says. */
static int
change(void *self, const struct walk_entry *e, struct why *w)
{
	int how = *(int *)self;
	char text[8];
	int fd;
	int rc;

	if (strcmp(e->name, "file") != 0)
		return 0;
	if (how == 1)
		make_file("c/file", "longer");
	if (how == 2)
		(void)!rename("c/other", "c/file");
	if (how == 3)
		(void)unlink("c/file");
	if (how == 4) {
		(void)unlink("c/file");
		(void)!symlink("other", "c/file");
	}
	if (how == 5) {
		(void)unlink("c/file");
		(void)mkfifo("c/file", 0600);
	}
	fd = walk_open(e, w);
	if (fd < 0)
		return 2;
	(void)!read(fd, text, sizeof text);
	if (how == 6) {
		int again = open("c/file", O_WRONLY);

		(void)!write(again, "B", 1);
		close(again);
	}
	rc = walk_same(e, fd, w);
	close(fd);
	return rc == 0 ? 1 : 3;
}

static void
changes_are_seen(void)
{
	static const char *const names[] = { "nothing", "growing", "replacing",
		"removing", "a link instead", "a pipe instead",
		"writing while it is read" };
	const char *path = "c";
	struct walk_options o = { .paths = &path, .n_paths = 1 };

	for (int how = 0; how < 7; how++) {
		struct why w = { 0 };
		int rc;

		mkdir("c", 0755);
		make_file("c/file", "abc");
		make_file("c/other", "abc");
		rc = walk(&o, change, &how, &w);
		tap_number(rc,
		    how == 0	   ? 1
			: how == 6 ? 3
				   : 2,
		    "%s is %s", names[how], how == 0 ? "fine" : "seen");
		tap_number(w.reason, how == 0 ? WHY_NONE : WHY_INPUT_CHANGED,
		    "and %s", how == 0 ? "no fault" : "a change");
		unlink("c/file");
		unlink("c/other");
	}
}

static int
vanish(void *self, const struct walk_entry *e, struct why *w)
{
	(void)self;
	(void)w;
	if (strcmp(e->name, "one") == 0)
		(void)unlink("v/two");
	return 0;
}

static void
vanishing_is_seen(void)
{
	const char *path = "v";
	struct walk_options o = { .paths = &path, .n_paths = 1 };
	struct why w = { 0 };

	mkdir("v", 0755);
	make_file("v/one", "");
	make_file("v/two", "");
	tap_number(walk(&o, vanish, NULL, &w), -1,
	    "a file that goes while its folder is walked is a fault");
	tap_text(w.text, "v/two: changed while the folder was read",
	    "with its path");
}

static void
deep_trees(void)
{
	struct rlimit old, few;
	struct why w = { 0 };
	char name[512] = "t";
	int rc;

	mkdir(name, 0755);
	for (int i = 0; i < NAME_DEPTH_MAX; i++) {
		(void)snprintf(name + strlen(name), sizeof name - strlen(name),
		    "/d");
		mkdir(name, 0755);
	}
	getrlimit(RLIMIT_NOFILE, &old);
	few = old;
	few.rlim_cur = NAME_DEPTH_MAX + 16;
	setrlimit(RLIMIT_NOFILE, &few);
	rc = walk_one("t", &w);
	setrlimit(RLIMIT_NOFILE, &old);
	tap_number(rc, 0, "%d levels need few descriptors", NAME_DEPTH_MAX);
	tap_number((long long)strlen(seen),
	    NAME_DEPTH_MAX * (NAME_DEPTH_MAX + 1) + NAME_DEPTH_MAX,
	    "all of them come");
	(void)snprintf(name + strlen(name), sizeof name - strlen(name), "/e");
	mkdir(name, 0755);
	tap_number(walk_one("t", &w), -1, "one level more is refused");
	tap_number(w.reason, WHY_INPUT_NAME, "as a name");
}

static void
unreadable_folders(void)
{
	struct why w = { 0 };
	pid_t child;
	int status = -1;

	mkdir("u", 0755);
	mkdir("u/locked", 0000);
	child = fork();
	if (child == 0) {
		if (geteuid() == 0 &&
		    (setgid(65534) != 0 || setuid(65534) != 0))
			_exit(77);
		(void)walk_one("u", &w);
		_exit(w.reason != WHY_SYSTEM ||
		    strcmp(w.text,
			"u/locked: cannot open the folder: "
			"Permission denied") != 0);
	}
	waitpid(child, &status, 0);
	chmod("u/locked", 0700);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		tap_skip("the superuser reads everything");
	else
		tap_number(status, 0,
		    "an unreadable folder is told with its path");
}

static int
look(void *self, const struct walk_entry *e, struct why *w)
{
	(void)w;
	if (strcmp(e->name, "b") == 0)
		*(struct walk_entry *)self = *e;
	return 0;
}

static void
entries_tell_size_and_time(void)
{
	const char *path = "x";
	struct walk_options o = { .paths = &path, .n_paths = 1 };
	struct timespec times[2] = { { .tv_sec = 77 },
		{ .tv_sec = 1000000000, .tv_nsec = 123456789 } };
	struct walk_entry e = { 0 };
	struct why w = { 0 };
	struct stat st;

	utimensat(AT_FDCWD, "x/b", times, 0);
	walk(&o, look, &e, &w);
	tap_ok(e.size == 3 && e.mtime_s == 1000000000 &&
		e.mtime_ns == 123456789 && !e.folder,
	    "size and time of a file come with nanoseconds");
	stat("x/b", &st);
	tap_number(st.st_atime, 77, "the time of last access is as it was");
	tap_ok(e.inode == st.st_ino && e.device == st.st_dev,
	    "inode and device too");
}

int
main(void)
{
	struct why w = { 0 };

	if (mkdtemp(top) == NULL || chmod(top, 0755) != 0 || chdir(top) != 0)
		return 1;
	names_come_in_order();
	several_paths();
	links_and_devices_are_refused();
	bad_names_are_refused();
	patterns_exclude();
	changes_are_seen();
	vanishing_is_seen();
	deep_trees();
	unreadable_folders();
	entries_tell_size_and_time();
	(void)!chdir("/");
	staging_remove_tree(AT_FDCWD, top, &w);
	return tap_done();
}
