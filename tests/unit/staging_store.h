#ifndef TESTS_UNIT_STAGING_STORE_H
#define TESTS_UNIT_STAGING_STORE_H

/** A store's folder to stage in, and a look at what is there. */

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/tap/tap.h"
#include "tool/store/staging.h"

static char store_folder[] = "/tmp/staging-t.XXXXXX";
static int store;

static inline bool
store_begin(void)
{
	if (mkdtemp(store_folder) == NULL)
		return false;
	store = open(store_folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return mkdirat(store, "received", 0700) == 0;
}

static inline int
store_end(void)
{
	struct why w = { 0 };

	staging_remove_tree(AT_FDCWD, store_folder, &w);
	return tap_done();
}

static inline bool
is_there(const char *name)
{
	return faccessat(store, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static inline int
entries(const char *name)
{
	int fd = openat(store, name, O_RDONLY | O_DIRECTORY);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	int n = -2; /* "." and ".." */

	if (dir == NULL)
		return -1;
	while (readdir(dir) != NULL)
		n++;
	closedir(dir);
	return n;
}

static inline bool
put(struct staging *s, const char *name, const char *text, struct why *w)
{
	int fd = staging_file(s, name, w);
	bool good =
	    fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		staging_flush_hint(fd, 0, 0);
	if (fd >= 0)
		close(fd);
	return good;
}

#endif
