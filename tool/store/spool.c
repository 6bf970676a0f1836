#include "tool/store/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/store/staging.h"

static int
flush(struct spool *s, struct why *w)
{
	size_t done = 0;

	while (done < s->used) {
		ssize_t n = write(s->fd, s->buffer + done, s->used - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return why_errno(w, "cannot write a temporary list");
		done += (size_t)n;
	}
	s->used = 0;
	return 0;
}

static int
unnamed(struct why *w)
{
	const char *dir = getenv("TMPDIR");
	int fd;

	if (dir == NULL || dir[0] != '/')
		dir = "/tmp";
	fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0)
		why_errno(w, "cannot make a temporary list in %s", dir);
	return fd;
}

int
spool_open(struct spool *s, int store_fd, struct why *w)
{
	memset(s, 0, sizeof(*s));
	s->fd = store_fd < 0 ? unnamed(w) : staging_spool(store_fd, w);
	if (s->fd < 0)
		return -1;
	s->buffer = malloc(SPOOL_BUFFER_BYTES);
	if (s->buffer == NULL) {
		spool_close(s);
		return why_memory(w);
	}
	return 0;
}

void
spool_close(struct spool *s)
{
	if (s->fd > 0)
		close(s->fd);
	s->fd = -1;
	free(s->buffer);
	s->buffer = NULL;
}

int
spool_add(struct spool *s, const void *data, size_t len, struct why *w)
{
	const uint8_t *from = data;

	s->bytes += len;
	while (len > 0) {
		size_t n = SPOOL_BUFFER_BYTES - s->used;

		n = n < len ? n : len;
		memcpy(s->buffer + s->used, from, n);
		s->used += n;
		from += n;
		len -= n;
		if (s->used == SPOOL_BUFFER_BYTES && flush(s, w) != 0)
			return -1;
	}
	return 0;
}

int
spool_rewind(struct spool *s, struct why *w)
{
	/* Nothing unwritten is left in the buffer once reading began. */
	if (s->held == 0 && flush(s, w) != 0)
		return -1;
	s->at = 0;
	s->used = 0;
	s->held = 0;
	return 0;
}

ssize_t
spool_read(struct spool *s, void *out, size_t len, struct why *w)
{
	size_t n;

	if (s->used == s->held) {
		ssize_t got;

		do
			got = pread(s->fd, s->buffer, SPOOL_BUFFER_BYTES,
			    (off_t)s->at);
		while (got < 0 && errno == EINTR);
		if (got < 0)
			return why_errno(w, "cannot read a temporary list");
		s->at += (uint64_t)got;
		s->held = (size_t)got;
		s->used = 0;
	}
	n = s->held - s->used;
	n = n < len ? n : len;
	memcpy(out, s->buffer + s->used, n);
	s->used += n;
	return (ssize_t)n;
}

int
spool_take(struct spool *s, void *out, size_t len, struct why *w)
{
	size_t done = 0;

	while (done < len) {
		ssize_t n = spool_read(s, (uint8_t *)out + done, len - done, w);

		if (n < 0)
			return -1;
		if (n == 0 && done == 0)
			return 0;
		if (n == 0)
			return why_set(w, WHY_SYSTEM,
			    "a temporary list ends too soon");
		done += (size_t)n;
	}
	return 1;
}
