#include "formats/stream.h"

#include <string.h>

#define CHUNK_BYTES 65536

static ssize_t
memory_read(void *self, void *out, size_t size, struct why *w)
{
	struct stream_memory *m = self;
	size_t left = m->len - m->at;
	size_t n = size < left ? size : left;

	(void)w;
	if (n > 0)
		memcpy(out, m->data + m->at, n);
	m->at += n;
	return (ssize_t)n;
}

struct source
stream_from_memory(struct stream_memory *m, const void *data, size_t len)
{
	*m = (struct stream_memory){ .data = data, .len = len };
	return (struct source){ .read = memory_read, .self = m };
}

static int
buffer_write(void *self, const void *data, size_t size, struct why *w)
{
	struct stream_buffer *s = self;

	if (s->out->len > s->max_bytes || size > s->max_bytes - s->out->len)
		return why_set(w, WHY_LIMIT, "more than %zu bytes",
		    s->max_bytes);
	return bytes_add(s->out, data, size, w);
}

struct sink
stream_to_buffer(struct stream_buffer *s, struct bytes *out, size_t max_bytes)
{
	*s = (struct stream_buffer){ .out = out, .max_bytes = max_bytes };
	return (struct sink){ .write = buffer_write, .self = s };
}

int
stream_read_all(struct source from, struct bytes *out, size_t max_bytes,
    struct why *w)
{
	size_t start = out->len;
	size_t left = max_bytes;

	for (;;) {
		size_t want = left < CHUNK_BYTES ? left + 1 : CHUNK_BYTES;
		ssize_t got;

		/* One byte above the limit is asked for, to see the end. */
		if (bytes_reserve(out, want, w) != 0)
			break;
		got = from.read(from.self, out->data + out->len, want, w);
		if (got == 0)
			return 0;
		if (got < 0)
			break;
		if ((size_t)got > left) {
			why_set(w, WHY_LIMIT, "more than %zu bytes", max_bytes);
			break;
		}
		out->len += (size_t)got;
		left -= (size_t)got;
	}
	out->len = start;
	return -1;
}
