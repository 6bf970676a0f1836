#include "tool/store/staging.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/tap/tap.h"
#include "tests/unit/staging_store.h"

#define DEEP 3000

/* A chain of DEEP folders with a file in each. */
static bool
make_deep(int dir_fd, const char *name)
{
	int fd = mkdirat(dir_fd, name, 0700) == 0
	    ? openat(dir_fd, name, O_RDONLY | O_DIRECTORY)
	    : -1;

	for (int i = 0; fd >= 0 && i < DEEP; i++) {
		int file = openat(fd, "file", O_CREAT | O_WRONLY, 0600);
		int next = mkdirat(fd, "deeper", 0700) == 0
		    ? openat(fd, "deeper", O_RDONLY | O_DIRECTORY)
		    : -1;

		close(file);
		close(fd);
		fd = next;
	}
	if (fd < 0)
		return false;
	close(fd);
	return true;
}

static void
trees_of_any_depth_go(void)
{
	struct rlimit old, few = { .rlim_cur = 16, .rlim_max = 16 };
	struct why w = { 0 };

	mkdirat(store, "outside", 0700);
	close(openat(store, "outside/file", O_CREAT | O_WRONLY, 0600));
	tap_ok(make_deep(store, "deep"), "a tree of %d levels", DEEP);
	mkdirat(store, "deep/.0", 0700);
	mkdirat(store, "deep/.0/x", 0700);
	mkdirat(store, "deep/locked", 0700);
	mkdirat(store, "deep/locked/in", 0700);
	mkdirat(store, "deep/locked/in/in", 0700);
	mkdirat(store, "deep/locked/in/in/in", 0700);
	(void)!fchmodat(store, "deep/locked/in/in", 0500, 0);
	(void)!fchmodat(store, "deep/locked/in", 0500, 0);
	(void)!fchmodat(store, "deep/locked", 0500, 0);
	(void)!symlinkat("../outside", store, "deep/link");
	getrlimit(RLIMIT_NOFILE, &old);
	few.rlim_max = old.rlim_max;
	setrlimit(RLIMIT_NOFILE, &few);
	tap_number(staging_remove_tree(store, "deep", &w), 0,
	    "is removed with few descriptors");
	setrlimit(RLIMIT_NOFILE, &old);
	tap_text(w.text, "", "without a fault");
	tap_ok(!is_there("deep"), "nothing of it is left");
	tap_ok(is_there("outside/file"), "no link is followed");
	(void)!symlinkat("outside", store, "link");
	tap_number(staging_remove_tree(store, "link", &w), 0,
	    "a link is removed");
	tap_ok(is_there("outside/file") && !is_there("link"),
	    "and not what it leads to");
	tap_number(staging_remove_tree(store, "deep", &w), 0,
	    "what is not there is removed already");
}

int
main(void)
{
	if (!store_begin())
		return 1;
	trees_of_any_depth_go();
	return store_end();
}
