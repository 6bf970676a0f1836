#include "tool/flow/stretch.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/block.h"
#include "tool/stop.h"

#define STRETCH_BYTES (UINT32_C(1) << 20)
/* An extended header holds a name and a time. */
#define EXTENDED_MAX (UINT32_C(16) << 10)

int
stretch_open(struct stretch *s, const char *path, struct why *w)
{
	struct stat st;

	*s = (struct stretch){ .fd = -1 };
	s->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (s->fd < 0)
		return why_errno(w, "cannot open %s", path);
	if (fstat(s->fd, &st) != 0)
		return why_errno(w, "cannot look at %s", path);
	if (!S_ISREG(st.st_mode))
		return why_set(w, WHY_NOT_A_BUNDLE, "%s is not a file", path);
	return bytes_reserve(&s->room, STRETCH_BYTES, w);
}

void
stretch_close(struct stretch *s)
{
	if (s->fd >= 0)
		close(s->fd);
	bytes_clear(&s->room);
	*s = (struct stretch){ .fd = -1 };
}

/* Append so many bytes to room, or those that are left of the file. */
static int
take(struct stretch *s, size_t len, struct why *w)
{
	if (stop_asked())
		return why_set(w, WHY_INTERRUPTED, "interrupted");
	while (len > 0) {
		ssize_t n = read(s->fd, s->room.data + s->room.len, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return why_errno(w, "cannot read");
		if (n == 0)
			break;
		s->room.len += (size_t)n;
		s->read += (uint64_t)n;
		len -= (size_t)n;
	}
	return 0;
}

/* Of the member whose header block ends the room, with its padding. What is
 * none is for archive_in to refuse. */
static uint64_t
padded_size(const struct stretch *s)
{
	const uint8_t *at;
	uint64_t size = 0;

	if (s->room.len < BLOCK_BYTES)
		return 0;
	at = s->room.data + s->room.len - BLOCK_BYTES + BLOCK_SIZE;
	for (int i = 0; i < 11 && at[i] >= '0' && at[i] <= '7'; i++)
		size = size * 8 + (uint64_t)(at[i] - '0');
	return size + block_padding(size);
}

static bool
is_end(const struct stretch *s)
{
	for (size_t i = 0; i < s->room.len; i++)
		if (s->room.data[i] != 0)
			return false;
	return true;
}

static int
take_header(struct stretch *s, struct why *w)
{
	uint64_t size;

	if (take(s, BLOCK_BYTES, w) != 0)
		return -1;
	if (s->room.len < BLOCK_BYTES)
		return 0;
	if (is_end(s))
		return take(s, STRETCH_BYTES - BLOCK_BYTES, w);
	size = padded_size(s);
	if (s->room.data[BLOCK_TYPE] == 'x' && size <= EXTENDED_MAX &&
	    take(s, (size_t)size + BLOCK_BYTES, w) != 0)
		return -1;
	s->left = padded_size(s);
	return 0;
}

int
stretch_next(void *self, const void **data, size_t *len, struct why *w)
{
	struct stretch *s = self;
	size_t n = s->left < STRETCH_BYTES ? (size_t)s->left : STRETCH_BYTES;

	s->room.len = 0;
	s->left -= n;
	if ((n > 0 ? take(s, n, w) : take_header(s, w)) != 0)
		return -1;
	*data = s->room.data;
	*len = s->room.len;
	return 0;
}
