#include "tool/flow/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool/stop.h"

#define PIECE ((size_t)1 << 20)
#define STEP  ((size_t)64 << 20) /* copied between looks at signals */

/* The folder of a path, with the slash; and the name that what replaces a file
 * bears there for a moment: always the same, so that what a kill left of it
 * goes with the next one. */
static int
name_parts(struct replace *r, struct why *w)
{
	const char *slash = strrchr(r->path, '/');
	const char *base = slash == NULL ? r->path : slash + 1;

	r->folder = slash == NULL
	    ? strdup("./")
	    : strndup(r->path, (size_t)(slash - r->path) + 1);
	if (r->folder == NULL ||
	    asprintf(&r->partial, "%s.sealbag-%.200s.partial", r->folder,
		base) < 0) {
		r->partial = NULL;
		return why_memory(w);
	}
	return 0;
}

/* Without a name, where the file system can: then a kill leaves nothing. */
static int
open_partial(struct replace *r)
{
	const int flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;

	r->fd = open(r->folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (r->fd >= 0)
		return 0;
	r->fd = open(r->partial, flags, 0600);
	if (r->fd < 0 && errno == EEXIST && unlink(r->partial) == 0)
		r->fd = open(r->partial, flags, 0600);
	r->named = r->fd >= 0;
	return r->fd >= 0 ? 0 : -1;
}

int
replace_open(struct replace *r, const char *path, struct why *w)
{
	struct stat st;

	*r = (struct replace){ .fd = -1 };
	if (lstat(path, &st) != 0)
		return why_errno(w, "cannot look at %s", path);
	if (!S_ISREG(st.st_mode))
		return why_set(w, WHY_USAGE, "%s is not a plain file", path);
	r->path = strdup(path);
	if (r->path == NULL) {
		why_memory(w);
		goto fail;
	}
	if (name_parts(r, w) != 0)
		goto fail;
	if (open_partial(r) == 0 && fchmod(r->fd, st.st_mode & 0777) == 0)
		return 0;
	why_errno(w, "cannot write beside %s", path);
fail:
	(void)replace_close(r, false, NULL);
	return -1;
}

int
replace_write(struct replace *r, const void *data, size_t len, struct why *w)
{
	const uint8_t *from = data;

	while (len > 0) {
		ssize_t n = write(r->fd, from, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return why_errno(w, "cannot write beside %s", r->path);
		from += n;
		len -= (size_t)n;
	}
	return 0;
}

static int
failed(const struct replace *r, ssize_t n, struct why *w)
{
	if (n == 0)
		return why_set(w, WHY_TRUNCATED,
		    "%s became shorter while it was read", r->path);
	return why_errno(w, "cannot copy %s", r->path);
}

/* Where the kernel cannot: through memory. */
static int
copy_plain(struct replace *r, int from, uint64_t at, uint64_t len,
    struct why *w)
{
	uint8_t *piece = malloc(PIECE);
	int rc = piece == NULL ? why_memory(w) : 0;

	while (rc == 0 && at < len) {
		uint64_t left = len - at;
		ssize_t n = pread(from, piece,
		    left < PIECE ? (size_t)left : PIECE, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		rc = n <= 0 ? failed(r, n, w)
			    : replace_write(r, piece, (size_t)n, w);
		at += (uint64_t)(n > 0 ? n : 0);
		if (rc == 0 && stop_asked())
			rc = why_set(w, WHY_INTERRUPTED, "interrupted");
	}
	free(piece);
	return rc;
}

int
replace_copy(struct replace *r, int from, uint64_t len, struct why *w)
{
	off_t at = 0;

	if (ioctl(r->fd, FICLONE, from) == 0) {
		if (ftruncate(r->fd, (off_t)len) == 0 &&
		    lseek(r->fd, 0, SEEK_END) == (off_t)len)
			return 0;
		return why_errno(w, "cannot copy %s", r->path);
	}
	while ((uint64_t)at < len) {
		uint64_t left = len - (uint64_t)at;
		ssize_t n = copy_file_range(from, &at, r->fd, NULL,
		    left < STEP ? (size_t)left : STEP, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == ENOSPC || errno == EDQUOT))
			return failed(r, n, w);
		if (n <= 0)
			return copy_plain(r, from, (uint64_t)at, len, w);
		if (stop_asked())
			return why_set(w, WHY_INTERRUPTED, "interrupted");
	}
	return 0;
}

int
replace_ready(struct replace *r, struct why *w)
{
	if (fsync(r->fd) == 0)
		return 0;
	return why_errno(w, "cannot write beside %s", r->path);
}

/* The new name outlives a power cut only when the folder is synced too. */
static int
sync_folder(const char *folder, struct why *w)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int rc = fd >= 0 && fsync(fd) == 0
	    ? 0
	    : why_errno(w, "cannot sync %s", folder);

	if (fd >= 0)
		close(fd);
	return rc;
}

/* One that was left there by a kill is another version of it, whole, and not
 * the one that is meant now. */
static int
name_partial(struct replace *r)
{
	char proc[64];

	if (r->named)
		return 0;
	(void)snprintf(proc, sizeof proc, "/proc/self/fd/%d", r->fd);
	if (linkat(AT_FDCWD, proc, AT_FDCWD, r->partial, AT_SYMLINK_FOLLOW) !=
		0 &&
	    (errno != EEXIST || unlink(r->partial) != 0 ||
		linkat(AT_FDCWD, proc, AT_FDCWD, r->partial,
		    AT_SYMLINK_FOLLOW) != 0))
		return -1;
	r->named = true;
	return 0;
}

int
replace_close(struct replace *r, bool success, struct why *w)
{
	int rc = 0;

	if (r->path == NULL)
		return 0;
	if (success &&
	    (name_partial(r) != 0 || rename(r->partial, r->path) != 0))
		rc = why_errno(w, "cannot replace %s", r->path);
	if (r->named && (!success || rc != 0))
		(void)unlink(r->partial);
	if (success && rc == 0)
		rc = sync_folder(r->folder, w);
	if (r->fd >= 0)
		close(r->fd);
	free(r->partial);
	free(r->folder);
	free(r->path);
	*r = (struct replace){ .fd = -1 };
	return rc;
}
