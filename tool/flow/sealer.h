#ifndef TOOL_FLOW_SEALER_H
#define TOOL_FLOW_SEALER_H

/**
 * The sending side's workers: a segment comes in as plaintext with its
 * records, and leaves as a member of the bundle: salts, tree, zstd, gpg,
 * digest; in parallel, written in order.
 */

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "formats/arena.h"
#include "formats/contents.h"
#include "formats/quality.h"
#include "formats/record.h"
#include "formats/seal.h"
#include "formats/segment.h"
#include "keys/session.h"
#include "tool/flow/outfile.h"
#include "tool/flow/pool.h"

/** Rows of one read file in a segment. run: reads and items are set when they
 *  are looked at, since records still move. */
struct sealer_run {
	struct quality_run run;
	struct reads reads;
	uint32_t member;
	size_t first; /* of records */
};

/** One segment on its way out. */
struct sealer_segment {
	struct bytes plain; /* room for SEGMENT_MAX_BYTES from the start */
	struct records records;
	struct arena arena; /* member records, names of read files */
	struct sealer_run *runs;
	size_t n_runs;
	size_t runs_cap;
	uint64_t number;
	struct contents_segment secret;
	struct seal_segment result;
	struct bytes sealed;
	struct sealer *sealer;
	enum {
		SEALER_FREE,
		SEALER_FILLING,
		SEALER_WORKING,
		SEALER_READY
	} state;
};

struct sealer_worker;

struct sealer {
	struct pool *pool;
	struct outfile *out;
	const struct home *home;
	uint8_t bundle[SEAL_ID_BYTES];
	struct sealer_segment *slots;
	unsigned n_slots;
	struct sealer_worker *workers;
	unsigned n_workers;
	struct quality_sum
	    *quality; /* borrowed; NULL: rows are not looked at */
	pthread_mutex_t quality_lock;
	pthread_mutex_t lock; /* slots' states and all below */
	uint64_t taken;	      /* segments handed out to be filled */
	uint64_t written;
	struct seal_segment *seals;	  /* one a segment written */
	struct contents_segment *secrets; /* likewise */
	size_t cap;
	struct why why; /* first failure of any worker */
};

/** pool, out and home are borrowed until sealer_close. */
int sealer_open(struct sealer *s, struct pool *pool, struct outfile *out,
    const struct home *home, const uint8_t bundle[SEAL_ID_BYTES],
    struct why *w);

/** An empty segment to fill, numbered in order; works while it waits. NULL on
 *  failure of anything so far. */
struct sealer_segment *sealer_take(struct sealer *s, struct why *w);

/** Room for one more run of a segment; NULL with WHY_MEMORY. */
struct sealer_run *
sealer_run_add(struct sealer_segment *segment, struct why *w);

/** Hand over a filled one. */
int
sealer_submit(struct sealer *s, struct sealer_segment *segment, struct why *w);

/** Wait until every segment is written. seals and secrets are then complete. */
int sealer_finish(struct sealer *s, struct why *w);

/** Wipes secrets, frees. No task may be running. */
void sealer_close(struct sealer *s);

#endif
