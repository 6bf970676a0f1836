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
	if (r->path == NULL || asprintf(&r->partial, "%s.XXXXXX", path) < 0) {
		r->partial = NULL;
		why_memory(w);
		goto fail;
	}
	r->fd = mkostemp(r->partial, O_CLOEXEC);
	if (r->fd < 0) {
		why_errno(w, "cannot write beside %s", path);
		free(r->partial);
		r->partial = NULL;
		goto fail;
	}
	if (fchmod(r->fd, st.st_mode & 0777) == 0)
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
sync_folder(const char *path, struct why *w)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash == NULL
	    ? strdup(".")
	    : strndup(path, (size_t)(slash - path) + 1);
	int fd;
	int rc;

	if (folder == NULL)
		return why_memory(w);
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	rc = fd >= 0 && fsync(fd) == 0 ? 0
				       : why_errno(w, "cannot sync %s", folder);
	if (fd >= 0)
		close(fd);
	free(folder);
	return rc;
}

int
replace_close(struct replace *r, bool success, struct why *w)
{
	int rc = 0;

	if (r->path == NULL)
		return 0;
	if (success && rename(r->partial, r->path) != 0)
		rc = why_errno(w, "cannot replace %s", r->path);
	if (r->partial != NULL && (!success || rc != 0))
		(void)unlink(r->partial);
	if (success && rc == 0)
		rc = sync_folder(r->path, w);
	if (r->fd >= 0)
		close(r->fd);
	free(r->partial);
	free(r->path);
	*r = (struct replace){ .fd = -1 };
	return rc;
}
