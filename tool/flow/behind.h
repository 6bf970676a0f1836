#ifndef TOOL_FLOW_BEHIND_H
#define TOOL_FLOW_BEHIND_H

/**
 * SHA-256 and writing behind the thread that cuts and judges, since that one
 * has the most to do: what it notes is done in order by whichever worker is
 * free. A small amount waits until it is caught up with.
 */

#include <stdbool.h>
#include <stddef.h>

#include "formats/bytes.h"
#include "formats/sha256.h"
#include "formats/why.h"
#include "tool/flow/pool.h"

struct behind {
	struct pool *pool;   /* borrowed */
	struct bytes noted;  /* by the owner of the pool */
	size_t noted_bytes;  /* that these notes are of */
	bool busy;	     /* something was queued since it caught up */
	struct bytes queued; /* under the pool's lock, as are the next two */
	bool running;
	struct why why;
	struct bytes work; /* of the worker */
};

/** All else zero: behind_close is due. */
void behind_open(struct behind *b, struct pool *pool);
/** No task may be running. */
void behind_close(struct behind *b);

/** Where bytes go. */
struct behind_to {
	struct sha256 *digest; /* or NULL */
	int fd;		       /* of a file to write to; or -1 */
};
/** All is borrowed until behind_catch_up, the bytes at most until what
 *  behind_then was told comes. Owner of the pool alone. WHY_MEMORY,
 *  WHY_SYSTEM. */
int behind_add(struct behind *b, const struct behind_to *to, const void *data,
    size_t len, struct why *w);
/** Call then(self) when all that was added is done or, after a failure, will
 *  not be: at once, or by another thread. On failure it is not called. */
int behind_then(struct behind *b, void (*then)(void *self), void *self,
    struct why *w);
/** Wait until all of it is done. WHY_SYSTEM: some failed, or the pool was
 *  stopped. */
int behind_catch_up(struct behind *b, struct why *w);

#endif
