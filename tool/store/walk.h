#ifndef TOOL_STORE_WALK_H
#define TOOL_STORE_WALK_H

/**
 * What an export is made of: files and folders below one or several paths, in
 * byte order of their names, opened with openat and O_NOFOLLOW. Links,
 * devices, sockets and pipes are refused. Memory: the names of one folder a
 * level.
 */

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "formats/name.h"
#include "formats/why.h"

struct walk_entry {
	const char *name; /* relative, with slashes; borrowed */
	bool folder;
	uint64_t size;
	int64_t mtime_s;
	uint32_t mtime_ns;
	uint64_t inode; /* with device and ctime: to see a change later */
	uint64_t device;
	int64_t ctime_s;
	uint32_t ctime_ns;
	int parent_fd;	      /* borrowed, for walk_open */
	const char *basename; /* within parent_fd */
};

struct walk_options {
	const char *const *paths; /* one folder: its inside; else each by its
				     own last name */
	size_t n_paths;
	const char *const *exclude; /* fnmatch patterns: on the whole name if
				       they hold a slash ("*" stops at one),
				       else on any part */
	size_t n_exclude;
};

/** Call each for every file and folder (folders before what is in them; several
 *  paths by their last names, which must differ). A non-zero return stops the
 *  walk and is returned. Otherwise 0, or -1 with the path and WHY_INPUT_TYPE (a
 *  path given that is a link too), WHY_INPUT_NAME, WHY_INPUT_CHANGED (gone or
 *  replaced while its folder was read) or WHY_SYSTEM. What is excluded may be
 *  anything. The times of last access stay as they are where the system allows
 *  that. Nothing is found: 0. */
int walk(const struct walk_options *o,
    int (*each)(void *self, const struct walk_entry *e, struct why *w),
    void *self, struct why *w);

/** Open a file for reading; it must still be the same one as the entry says
 *  (WHY_INPUT_CHANGED). Returns a descriptor or -1. */
int walk_open(const struct walk_entry *e, struct why *w);

/** After the last byte: inode, size, mtime and ctime are as they were. */
int walk_same(const struct walk_entry *e, int fd, struct why *w);

#endif
