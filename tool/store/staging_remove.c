#include "tool/store/staging.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * A tree is removed without recursion and with three descriptors, however deep
 * it is: folders in a folder of the top move up into the top, under a new name,
 * so that there is never more than one level below it.
 */
struct removal {
	int top_fd;
	uint64_t moved; /* next name of a folder that moves up */
	struct why *w;
};

static DIR *
open_folder(int dir_fd, const char *name, struct why *w)
{
	int fd = openat(dir_fd, name,
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = NULL;

	if (fd >= 0)
		dir = fdopendir(fd);
	if (dir == NULL) {
		why_errno(w, "cannot open folder %s", name);
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	/* Its content can only be removed by who may write to it; if this
	 * fails, unlinking says so. */
	(void)fchmod(fd, 0700);
	return dir;
}

/* Next name in dir but "." and ".."; NULL at the end, or with *bad. */
static const char *
next_name(DIR *dir, bool *bad, struct why *w)
{
	const struct dirent *e;

	do {
		errno = 0;
		e = readdir(dir);
	} while (e != NULL &&
	    (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0));
	if (e == NULL && errno != 0) {
		*bad = true;
		why_errno(w, "cannot read a folder");
	}
	return e == NULL ? NULL : e->d_name;
}

/* Remove a file or an empty folder. 1: a folder that is not empty. */
static int
remove_one(int dir_fd, const char *name, struct why *w)
{
	if (unlinkat(dir_fd, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return why_errno(w, "cannot remove %s", name);
	if (unlinkat(dir_fd, name, AT_REMOVEDIR) == 0 || errno == ENOENT)
		return 0;
	if (errno == ENOTEMPTY || errno == EEXIST)
		return 1;
	if (errno == ENOTDIR)
		errno = EPERM;
	return why_errno(w, "cannot remove %s", name);
}

/* Move a folder into the top, under a name that nobody there has. */
static int
move_up(struct removal *r, int dir_fd, const char *name)
{
	char fresh[32];
	DIR *dir;

	do
		(void)snprintf(fresh, sizeof fresh, ".%llu",
		    (unsigned long long)r->moved++);
	while (faccessat(r->top_fd, fresh, F_OK, AT_SYMLINK_NOFOLLOW) == 0);
	if (renameat(dir_fd, name, r->top_fd, fresh) == 0 || errno == ENOENT)
		return 0;
	/* To move, a folder must itself be writable, which opening makes it. */
	dir = open_folder(dir_fd, name, r->w);
	if (dir == NULL)
		return -1;
	closedir(dir);
	if (renameat(dir_fd, name, r->top_fd, fresh) != 0)
		return why_errno(r->w, "cannot move folder %s", name);
	return 0;
}

static int remove_folder(struct removal *r, int parent_fd, const char *name);

/* Remove once all that can be read in dir. */
static int
empty_folder(struct removal *r, DIR *dir)
{
	bool top = dirfd(dir) == r->top_fd;
	bool bad = false;
	const char *name;

	rewinddir(dir);
	while ((name = next_name(dir, &bad, r->w)) != NULL) {
		int rc = remove_one(dirfd(dir), name, r->w);

		if (rc == 1)
			rc = top ? remove_folder(r, r->top_fd, name)
				 : move_up(r, dirfd(dir), name);
		if (rc != 0)
			return -1;
	}
	return bad ? -1 : 0;
}

/* Remove a folder of the top, or the top itself, that is not empty. */
static int
remove_folder(struct removal *r, int parent_fd, const char *name)
{
	DIR *dir = open_folder(parent_fd, name, r->w);
	int rc;

	if (dir == NULL)
		return -1;
	if (r->top_fd < 0)
		r->top_fd = dirfd(dir);
	/* Reading while removing may skip names: again until it is empty. */
	do {
		rc = empty_folder(r, dir);
		if (rc == 0)
			rc = remove_one(parent_fd, name, r->w);
	} while (rc == 1);
	closedir(dir);
	return rc;
}

int
staging_remove_tree(int dir_fd, const char *name, struct why *w)
{
	struct removal r = { .top_fd = -1, .w = w };
	int rc = remove_one(dir_fd, name, w);

	return rc == 1 ? remove_folder(&r, dir_fd, name) : rc;
}
