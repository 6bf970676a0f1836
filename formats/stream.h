#ifndef FORMATS_STREAM_H
#define FORMATS_STREAM_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "formats/bytes.h"
#include "formats/why.h"

/** Where bytes come from. */
struct source {
	/** Up to size bytes; 0 at the end; -1 with the reason in w. */
	ssize_t (*read)(void *self, void *out, size_t size, struct why *w);
	void *self;
};

/** Where bytes go. */
struct sink {
	/** All size bytes or -1 with the reason in w. */
	int (*write)(void *self, const void *data, size_t size, struct why *w);
	void *self;
};

/** Read from memory. */
struct stream_memory {
	const uint8_t *data;
	size_t len;
	size_t at;
};
struct source
stream_from_memory(struct stream_memory *m, const void *data, size_t len);

/** Write into a growing buffer that refuses with WHY_LIMIT above max bytes. */
struct stream_buffer {
	struct bytes *out;
	size_t max_bytes;
};
struct sink
stream_to_buffer(struct stream_buffer *s, struct bytes *out, size_t max_bytes);

/** Read all, at most max bytes more than out holds (WHY_LIMIT above). */
int stream_read_all(struct source from, struct bytes *out, size_t max_bytes,
    struct why *w);

#endif
