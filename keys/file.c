#include "keys/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int
read_open(int fd, const char *path, struct bytes *out, size_t max_bytes,
    struct why *w)
{
	struct stat st;
	ssize_t got;

	if (fstat(fd, &st) != 0)
		return why_errno(w, "cannot read %s", path);
	if (!S_ISREG(st.st_mode))
		return why_set(w, WHY_STORE, "%s is not a plain file", path);
	if ((uint64_t)st.st_size > max_bytes)
		return why_set(w, WHY_LIMIT, "%s has more than %zu bytes", path,
		    max_bytes);
	if (bytes_reserve(out, (size_t)st.st_size + 1, w) != 0)
		return -1;
	for (size_t left = (size_t)st.st_size + 1; left > 0;) {
		got = read(fd, out->data + out->len, left);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return why_errno(w, "cannot read %s", path);
		if (got == 0)
			return 0;
		out->len += (size_t)got;
		left -= (size_t)got;
	}
	return why_set(w, WHY_STORE, "%s grew while it was read", path);
}

int
file_read(const char *path, size_t max_bytes, struct bytes *out, struct why *w)
{
	size_t before = out->len;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	int rc;

	if (fd < 0)
		return why_errno(w, "cannot open %s", path);
	rc = read_open(fd, path, out, max_bytes, w);
	if (rc != 0)
		out->len = before;
	close(fd);
	return rc;
}

static int
write_all(int fd, const uint8_t *data, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		data += n;
		len -= (size_t)n;
	}
	return 0;
}

/* The new name outlives a power cut only when the folder is synced too. */
static int
sync_folder(const char *path, struct why *w)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash == NULL
	    ? strdup(".")
	    : strndup(path, (size_t)(slash - path) + 1);
	int fd = -1;
	int rc = -1;

	if (folder == NULL)
		return why_memory(w);
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fsync(fd) != 0) {
		why_errno(w, "cannot sync %s", folder);
		goto out;
	}
	rc = 0;
out:
	if (fd >= 0)
		close(fd);
	free(folder);
	return rc;
}

int
file_write(const char *path, const void *data, size_t len, struct why *w)
{
	char *beside = NULL;
	int fd = -1;
	int rc = -1;

	if (asprintf(&beside, "%s.XXXXXX", path) < 0)
		return why_memory(w);
	fd = mkostemp(beside, O_CLOEXEC);
	if (fd < 0) {
		why_errno(w, "cannot write beside %s", path);
		goto out;
	}
	if (write_all(fd, data, len) != 0 || fsync(fd) != 0 ||
	    rename(beside, path) != 0) {
		why_errno(w, "cannot write %s", path);
		unlink(beside);
		goto out;
	}
	if (sync_folder(path, w) != 0)
		goto out;
	rc = 0;
out:
	if (fd >= 0)
		close(fd);
	free(beside);
	return rc;
}

/* A file without a name yet, where the medium can; a kill leaves nothing of it.
 */
static int
open_nameless(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash == NULL
	    ? strdup(".")
	    : strndup(path, (size_t)(slash - path) + 1);
	int fd = folder == NULL
	    ? -1
	    : open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);

	free(folder);
	return fd;
}

/* 0: it has the name. 1: the medium knows no links. */
static int
give_name(int fd, const char *path)
{
	char proc[64];

	(void)snprintf(proc, sizeof proc, "/proc/self/fd/%d", fd);
	if (linkat(AT_FDCWD, proc, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0)
		return 0;
	return errno == EEXIST || errno == ENOSPC || errno == EDQUOT ? -1 : 1;
}

/* Under its name from the start. */
static int
create_named(const char *path, const void *data, size_t len)
{
	int fd = open(path,
	    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	int error;

	if (fd < 0)
		return -1;
	if (write_all(fd, data, len) == 0 && fsync(fd) == 0) {
		close(fd);
		return 0;
	}
	error = errno;
	close(fd);
	unlink(path);
	errno = error;
	return -1;
}

static int
create(const char *path, const void *data, size_t len)
{
	int fd = open_nameless(path);
	int error;
	int rc;

	if (fd < 0)
		return create_named(path, data, len);
	rc = write_all(fd, data, len) == 0 && fsync(fd) == 0
	    ? give_name(fd, path)
	    : -1;
	error = errno;
	close(fd);
	errno = error;
	return rc == 1 ? create_named(path, data, len) : rc;
}

int
file_create(const char *path, const void *data, size_t len, struct why *w)
{
	if (create(path, data, len) != 0)
		return errno == EEXIST
		    ? why_set(w, WHY_USAGE, "%s is there already", path)
		    : why_errno(w, "cannot write %s", path);
	if (sync_folder(path, w) == 0)
		return 0;
	unlink(path);
	return -1;
}
