#include "tool/flow/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/bytes.h"
#include "formats/frame.h"

static int
open_partial(struct outfile *o, struct why *w)
{
	uint8_t random[8];
	char hex[17];

	if (bytes_random(random, sizeof(random), w) != 0)
		return -1;
	bytes_to_hex(hex, random, sizeof(random));
	if (asprintf(&o->partial, ".sealbag-%s.partial", hex) < 0) {
		o->partial = NULL;
		return why_memory(w);
	}
	o->fd = openat(o->dir_fd, o->partial,
	    O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (o->fd < 0) {
		why_errno(w, "cannot write %s", o->name);
		free(o->partial);
		o->partial = NULL;
		return -1;
	}
	return 0;
}

static int
open_folder(struct outfile *o, const char *path, struct why *w)
{
	const char *slash = strrchr(path, '/');
	char *dir = slash == NULL ? strdup(".")
	    : slash == path	  ? strdup("/")
				  : strndup(path, (size_t)(slash - path));

	o->name = strdup(slash == NULL ? path : slash + 1);
	if (dir == NULL || o->name == NULL) {
		free(dir);
		return why_memory(w);
	}
	o->dir_fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (o->dir_fd < 0)
		why_errno(w, "cannot open folder %s", dir);
	free(dir);
	return o->dir_fd < 0 ? -1 : 0;
}

int
outfile_open(struct outfile *o, const char *path, int64_t time_s, struct why *w)
{
	struct stat st;

	memset(o, 0, sizeof(*o));
	o->fd = -1;
	o->dir_fd = -1;
	o->time_s = time_s;
	if (open_folder(o, path, w) != 0)
		goto fail;
	if (o->name[0] == '\0') {
		why_set(w, WHY_USAGE, "%s names no file", path);
		goto fail;
	}
	if (fstatat(o->dir_fd, o->name, &st, AT_SYMLINK_NOFOLLOW) == 0) {
		why_set(w, WHY_USAGE, "%s exists already", path);
		goto fail;
	}
	o->fd = openat(o->dir_fd, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (o->fd < 0 && open_partial(o, w) != 0)
		goto fail;
	return 0;
fail:
	outfile_close(o, false, NULL);
	return -1;
}

int
outfile_write(struct outfile *o, const void *data, size_t len, struct why *w)
{
	const uint8_t *from = data;

	o->bytes += len;
	while (len > 0) {
		ssize_t n = write(o->fd, from, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return why_errno(w, "cannot write %s", o->name);
		from += n;
		len -= (size_t)n;
	}
	return 0;
}

int
outfile_member(struct outfile *o, const char *name, const void *data,
    size_t len, struct why *w)
{
	static const uint8_t zeros[FRAME_BLOCK_BYTES];
	uint8_t header[FRAME_BLOCK_BYTES];

	frame_header(header, name, len, o->time_s);
	if (outfile_write(o, header, sizeof(header), w) != 0 ||
	    outfile_write(o, data, len, w) != 0 ||
	    outfile_write(o, zeros, frame_padding(len), w) != 0)
		return -1;
	/* Begin writing to the disk now, so that the final wait is short. */
	sync_file_range(o->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	return 0;
}

static int
give_name(struct outfile *o, struct why *w)
{
	char proc[64];
	int rc;

	if (o->partial != NULL) {
		rc = renameat2(o->dir_fd, o->partial, o->dir_fd, o->name,
		    RENAME_NOREPLACE);
	} else {
		snprintf(proc, sizeof(proc), "/proc/self/fd/%d", o->fd);
		rc = linkat(AT_FDCWD, proc, o->dir_fd, o->name,
		    AT_SYMLINK_FOLLOW);
	}
	if (rc != 0)
		return why_errno(w, "cannot give %s its name", o->name);
	free(o->partial);
	o->partial = NULL;
	if (fsync(o->dir_fd) == 0)
		return 0;
	why_errno(w, "cannot write the folder of %s", o->name);
	(void)unlinkat(o->dir_fd, o->name, 0);
	return -1;
}

int
outfile_sync(struct outfile *o, struct why *w)
{
	if (fsync(o->fd) != 0)
		return why_errno(w, "cannot write %s", o->name);
	return 0;
}

int
outfile_finish(struct outfile *o, struct why *w)
{
	static const uint8_t zeros[2 * FRAME_BLOCK_BYTES];

	if (outfile_write(o, zeros, sizeof(zeros), w) != 0)
		return -1;
	return outfile_sync(o, w);
}

int
outfile_close(struct outfile *o, bool success, struct why *w)
{
	int rc = success ? give_name(o, w) : 0;

	if (o->fd >= 0)
		close(o->fd);
	if (o->partial != NULL)
		unlinkat(o->dir_fd, o->partial, 0);
	if (o->dir_fd >= 0)
		close(o->dir_fd);
	free(o->partial);
	free(o->name);
	memset(o, 0, sizeof(*o));
	o->fd = o->dir_fd = -1;
	return rc;
}
