#ifndef TOOL_STORE_STAGING_H
#define TOOL_STORE_STAGING_H

/**
 * A place where nothing exists until commit: a private folder in the store's
 * quarantine whose content vanishes on failure, on kill -9 (a guardian process
 * of its own session empties it when the pipe to us closes) and, after a power
 * cut, at the next start.
 */

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "formats/why.h"

struct staging {
	int store_fd;
	int dir_fd;      /* quarantine/<name> */
	char name[40];
	int guard_fd;    /* write end of the pipe; -1 none */
	pid_t guard;
	int last_fd;     /* folder of the last file, kept open */
	char last[4097]; /* its name */
};

/** Make the folder and start the guardian; call before threads are started. */
int staging_open(struct staging *s, int store_fd, struct why *w);

/** Folder `name` (parents must exist already, 0700), mtime set at the end by
 *  staging_folder_time. */
int staging_folder(struct staging *s, const char *name, struct why *w);
int staging_folder_time(struct staging *s, const char *name, int64_t mtime_s,
    uint32_t mtime_ns, struct why *w);

/** A new file, O_EXCL, 0600. Returns a descriptor or -1. */
int staging_file(struct staging *s, const char *name, struct why *w);
int staging_remove(struct staging *s, const char *name, struct why *w);

/** Everything to the disk (syncfs). */
int staging_sync(struct staging *s, struct why *w);

/** Move `name` out of the staging folder to `to`, relative to the store, which
 *  must not exist (release), and sync the folder it comes to. */
int staging_release(struct staging *s, const char *name, const char *to,
    struct why *w);

/** From now on the guardian keeps its hands off what is still staged (files
 *  that a committed swap list names). */
int staging_keep(struct staging *s, struct why *w);

/** Remove what is left (unless kept and success), end the guardian. */
int staging_close(struct staging *s, bool success, struct why *w);

/** Empty quarantine of everything but the names that keep says; called at the
 *  start of each changing command under the store's lock. */
int staging_clean(int store_fd, bool (*keep)(void *self, const char *name),
    void *self, struct why *w);

/** Remove a file or a whole tree below dir_fd. */
int staging_remove_tree(int dir_fd, const char *name, struct why *w);

/** An anonymous temporary file in the store's quarantine (O_TMPFILE, or
 *  unlinked at once). Returns a descriptor or -1. */
int staging_spool(int store_fd, struct why *w);

#endif
