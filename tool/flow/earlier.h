#ifndef TOOL_FLOW_EARLIER_H
#define TOOL_FLOW_EARLIER_H

/**
 * Orders carried out on what was received before: every released bundle of
 * the agency that ordered, or of all, is gone through; changed files are
 * staged and take their places after the commit. Source: order.txt, 4.
 */

#include <stdint.h>

#include "tool/flow/orders.h"
#include "tool/flow/pool.h"
#include "tool/flow/released.h"
#include "tool/store/staging.h"

/** One bundle that loses records, or would. */
struct earlier_one {
	struct released released;
	struct judge judge;
	struct judge_count *counts; /* one an order */
};

struct earlier {
	struct store *store;
	struct orders *orders;
	const struct tombs *tombs;
	const struct holds *holds; /* NULL: none stand */
	struct spool *new_tombs;
	uint32_t until_month;
	struct pool *pool;
	struct staging *staging;
	struct progress *progress;
	struct earlier_one **ones; /* owned; bundles that lose records, or of
				    * which a hold keeps some */
	size_t n_ones;
	uint64_t changed; /* of which lose some */
	uint64_t reads;
	uint64_t members;
	uint64_t held;	     /* reads and files that a hold kept */
	uint64_t restricted; /* reads and files, by each order that does */
	uint64_t whole;	     /* bundles deleted whole */
	uint64_t missing;    /* bundles whose folder is gone */
	uint64_t failed; /* bundles in which the orders were not carried out */
	struct why why;	 /* the first of those */
	/* what each order had taken of the bundle that carries it; owned */
	struct judge_count *carried;
	/* while listing */
	const char *sender;
	struct bytes ids;	/* SEAL_ID_BYTES each */
	struct bytes unreached; /* likewise, of those missing or failed */
	unsigned at;		/* place in that list */
};

/**
 * Find what goes and stage what stays. sender: fingerprint. All other fields
 * but the totals are set by the caller. A bundle that was changed or taken away
 * since it was received is no fault of what arrives now: it is counted, and the
 * rest is done.
 */
int earlier_run(struct earlier *e, const char *sender, struct why *w);

/** Inside the transaction. */
int earlier_commit(struct earlier *e, const struct harvest_causes *causes,
    struct why *w);

void earlier_close(struct earlier *e);

#endif
