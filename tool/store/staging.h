#ifndef TOOL_STORE_STAGING_H
#define TOOL_STORE_STAGING_H

/**
 * A place where nothing exists until commit: a private folder in the store's
 * quarantine whose content vanishes on failure, on kill -9 (a guardian process
 * of its own session empties it when the pipe to us closes) and, after a power
 * cut, at the next start. Names are relative, with slashes, as name_check
 * allows them; one that climbs is refused with WHY_MEMBER_NAME, the rest is
 * WHY_SYSTEM or WHY_DISK_FULL. One thread at a time.
 */

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>

#include "formats/why.h"

/** Folder of the store where all staging happens. */
#define STAGING_QUARANTINE "quarantine"
/** Longest name of a staging folder, in bytes with NUL. */
#define STAGING_NAME_BYTES 40

struct staging {
	int store_fd;
	int home_fd;		       /* quarantine */
	int dir_fd;		       /* quarantine/<name> */
	char name[STAGING_NAME_BYTES]; /* 32 hex digits */
	int guard_fd;		       /* our end of the pipe; -1 none */
	pid_t guard;
	bool kept;
	int last_fd;	 /* folder of the last file, kept open; -1 none */
	char last[4097]; /* its name */
};

/** Make the folder (and quarantine, if it is not there) and start the guardian;
 *  call before threads are started. store_fd: borrowed until staging_close. On
 *  failure there is nothing to close and nothing left. */
int staging_open(struct staging *s, int store_fd, struct why *w);

/** Folder `name` (parents must exist already, 0700; made before: fine), mtime
 * set at the end by staging_folder_time. */
int staging_folder(struct staging *s, const char *name, struct why *w);
int staging_folder_time(struct staging *s, const char *name,
    struct timespec mtime, struct why *w);

/** A new file, O_EXCL, 0600, open for writing and reading. Returns a
 *  descriptor or -1. */
int staging_file(struct staging *s, const char *name, struct why *w);

/** Write to a staged file: some bytes, or n stretches one behind the other,
 *  which are changed. */
int staging_write(int fd, const void *data, size_t len, struct why *w);
int staging_write_all(int fd, struct iovec *stretches, int n, struct why *w);

/** Remove a file or a folder with all that is in it. */
int staging_remove(struct staging *s, const char *name, struct why *w);

/** Let the disk begin with these bytes of a staged file, so that staging_sync
 *  has less to wait for; does not wait. len 0: up to the end. */
void staging_flush_hint(int fd, off_t offset, off_t len);

/** Everything to the disk (syncfs); tells also of what could not be written
 *  since staging_open. */
int staging_sync(struct staging *s, struct why *w);

/** Move `name` out of the staging folder to `to`, relative to the store, which
 *  must not exist (release), and sync the folder it comes to. */
int staging_release(struct staging *s, const char *name, const char *to,
    struct why *w);

/** From now on the guardian keeps its hands off what is still staged (files
 *  that a committed swap list names). Call it right before that commit: a kill
 *  between the two leaves files that staging_clean removes. */
int staging_keep(struct staging *s, struct why *w);

/** Remove what is left (unless kept and success: then only the folder, if it is
 *  empty), end the guardian. Closing again does nothing. */
int staging_close(struct staging *s, bool success, struct why *w);

/** Empty quarantine of everything but the names that keep says (names in
 *  quarantine, without slash; keep NULL: everything); called at the start of
 *  each changing command under the store's lock. */
int staging_clean(int store_fd, bool (*keep)(void *self, const char *name),
    void *self, struct why *w);

/** Remove a file or a whole tree of any depth below dir_fd, following no link;
 *  name: within dir_fd, without slash. What is not there is removed already. */
int staging_remove_tree(int dir_fd, const char *name, struct why *w);

/** An anonymous temporary file in the store's quarantine (O_TMPFILE, or
 *  unlinked at once). Returns a descriptor or -1. */
int staging_spool(int store_fd, struct why *w);

#endif
