#ifndef TOOL_STORE_SPOOL_H
#define TOOL_STORE_SPOOL_H

/**
 * A list too long for memory, in an anonymous file of the store's quarantine:
 * written once, then read from the start. It has no name, so nothing of it
 * outlives the process.
 */

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "formats/stream.h"
#include "formats/why.h"

#define SPOOL_BUFFER_BYTES 65536

/** All zero, with fd -1, is a closed one. */
struct spool {
	int fd;
	uint64_t bytes; /* written so far */
	size_t used;	/* in buffer, not yet written, or already read */
	size_t held;	/* in buffer, read from the file */
	uint64_t at;	/* next offset to read */
	uint8_t *buffer;
};

/** store_fd: the store; -1 for the system's temporary folder. */
int spool_open(struct spool *s, int store_fd, struct why *w);
void spool_close(struct spool *s);

/** Append. */
int spool_add(struct spool *s, const void *data, size_t len, struct why *w);

/** Go to the start, to read. */
int spool_rewind(struct spool *s, struct why *w);

/** Exactly len bytes: 1; none left: 0; -1 on failure or half an entry. */
int spool_take(struct spool *s, void *out, size_t len, struct why *w);

/** As many as there are, up to len; 0 at the end. */
ssize_t spool_read(struct spool *s, void *out, size_t len, struct why *w);

#endif
