#ifndef TOOL_FLOW_JUDGE_H
#define TOOL_FLOW_JUDGE_H

/**
 * What goes and why: orders, tombstones, and the images of rows that went.
 * One judge a bundle, one thread. Source: order.txt, 4 and 5.
 */

#include <stdbool.h>
#include <stdint.h>

#include "formats/order.h"
#include "formats/reads.h"
#include "formats/seal.h"
#include "tool/flow/paths.h"
#include "tool/flow/tombs.h"
#include "tool/store/spool.h"

/** Causes: 0 stays (or, of a tag record: what it tells of changed), n the
 *  order with number n - 1 in the match, or this. */
#define JUDGE_TOMBSTONE UINT32_MAX

/** Deletions by one cause. */
struct judge_count {
	uint64_t reads;
	uint64_t members; /* files */
	uint64_t bundles;
};

/** A tombstone to be. */
struct judge_tomb {
	uint8_t tag[HASH_KEYED_BYTES];
	uint32_t until_month;
};

/** Sets the causes of rows that go by what somebody else asks. */
typedef void judge_pick(void *self, const struct reads *reads,
    const struct record *rows, size_t n, uint32_t *causes);

/** All zero lets everything stay. */
struct judge {
	const struct order_match *match; /* or NULL */
	const struct tombs *tombs;	 /* or NULL */
	judge_pick *pick;		 /* or NULL; asked first */
	void *pick_self;
	uint8_t *hits;		    /* see order_match_row; or NULL */
	uint64_t *unread;	    /* see order_match_ask; or NULL */
	struct judge_count *counts; /* one an order; or NULL */
	struct spool *new_tombs;    /* or NULL */
	uint32_t until_month;	    /* of new tombstones */
	bool arrival;		    /* also keep out what tombstones know */
	const uint8_t *bundle;
	struct reads_days days; /* where open: reads that go are taken off */
	struct paths linked;
	struct judge_count gone;
	struct judge_count kept_out; /* of which by tombstones */
};

void judge_clear(struct judge *j);

/** Which of n data rows go, and by which causes? */
void judge_rows(struct judge *j, const struct reads *reads,
    const struct record *rows, size_t n, uint32_t *causes);
/** One does: its images go too, a tombstone is set. name: of its read file. */
int judge_row_goes(struct judge *j, const struct reads *reads,
    const struct record *row, const char *name, uint32_t cause, struct why *w);

/** Does this file go, by its name? */
uint32_t judge_name(struct judge *j, const char *name);
/** Or by its first piece? cause: as judge_name said. Sets a tombstone when it
 *  goes. */
struct judge_file {
	uint64_t size;
	const uint8_t *piece;
	size_t piece_bytes;
};
int judge_piece(struct judge *j, const struct judge_file *f, uint32_t *cause,
    struct why *w);
/** A file went. */
void judge_count_file(struct judge *j, uint32_t cause);

#endif
