#ifndef TOOL_FLOW_BEHIND_H
#define TOOL_FLOW_BEHIND_H

/**
 * SHA-256 behind the thread that cuts and judges, since that one has the most
 * to do: what it notes is digested in order by whichever worker is free. Small
 * amounts are digested at once where nothing is noted before them.
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

/** Digest these bytes to s. Both are borrowed until behind_catch_up. Owner of
 *  the pool alone. WHY_MEMORY, WHY_SYSTEM. */
int behind_add(struct behind *b, struct sha256 *s, const void *data, size_t len,
    struct why *w);
/** Wait until all of it is done. WHY_SYSTEM: some failed, or the pool was
 *  stopped. */
int behind_catch_up(struct behind *b, struct why *w);

#endif
