#ifndef TOOL_FLOW_JUDGE_H
#define TOOL_FLOW_JUDGE_H

/**
 * What goes and why: orders, tombstones, and the images of rows that went; what
 * a hold keeps of it; and what stays and is restricted. One judge a bundle, one
 * thread. Source: order.txt, 4, 5, 7 and 8; hold.txt, 4.
 */

#include <stdbool.h>
#include <stdint.h>

#include "formats/order.h"
#include "formats/reads.h"
#include "formats/seal.h"
#include "tool/flow/corrected.h"
#include "tool/flow/harvest.h"
#include "tool/flow/holds.h"
#include "tool/flow/judge_list.h"
#include "tool/flow/paths.h"
#include "tool/flow/tombs.h"
#include "tool/store/spool.h"

/** Causes: 0 stays (or, of a tag record: what it tells of changed), n the
 *  order with number n - 1 in the match, or this. */
#define JUDGE_TOMBSTONE UINT32_MAX

/** What one cause, or order, did. */
struct judge_count {
	uint64_t reads;
	uint64_t members; /* files */
	uint64_t bundles;
	uint64_t held; /* reads and files that a hold kept from it */
	/* of an order that deletes nothing: those that it names and that stay,
	 * and reads and files that go all the same, or that it came too late
	 * for */
	uint64_t marked_reads;
	uint64_t marked_files;
	uint64_t overruled;
};

/** A tombstone to be. */
struct judge_tomb {
	uint8_t tag[HASH_KEYED_BYTES];
	uint32_t until_month;
};

/** Sets the causes of rows that go by what somebody else asks. */
typedef void judge_pick(void *self, const struct reads *reads,
    const struct record *rows, size_t n, uint32_t *causes);

/** Put all of a list into the ledger. */
int judge_put_tombs(struct spool *list, struct ledger *l, struct why *w);

/** A record that goes for where it stands. */
struct judge_due {
	uint64_t segment;
	uint32_t index;
	uint32_t cause; /* as below */
};

/** A file as its member record comes. */
struct judge_file {
	const char *name;
	bool reads; /* it is a read file */
	uint64_t segment;
	uint32_t index; /* of its member record */
};

/** An order that is asked apart: it says of records that stay whether others
 *  may see them, or it rectifies. */
struct judge_mark {
	const struct order_match *match;
	const struct corrected *corrected; /* of one that rectifies: rows that
					    * it does not take; or NULL */
	uint8_t *hits;
	uint32_t cause;	   /* the number of the order, and 1 */
	bool deletes;	   /* what it names goes */
	bool lifts;	   /* it ends restrictions */
	bool over;	   /* it was over before it came: nothing is noted */
	bool all;	   /* it names the bundle */
	bool file;	   /* it names the current file */
	uint64_t *settled; /* see struct orders */
};

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
	uint32_t whole;		/* by which every file goes; or 0 */
	const struct judge_due *due; /* ascending; n_due */
	size_t n_due;
	uint32_t untombed; /* a cause that sets no tombstone; or 0 */
	const bool *bare;  /* one a cause: it does not either; or NULL */
	const struct holds *holds; /* or NULL */
	int store_fd;		   /* for the list of what they keep */
	struct judge_list kept_list;
	struct judge_count held; /* of this bundle */
	struct judge_file file;	 /* the current one; its name is not kept */
	uint32_t file_cause;	 /* by which it would go; 0: it would stay */
	uint32_t file_hold;	 /* that keeps all of it, or ORDER_NONE */
	bool file_split;	 /* its rows go one by one */
	uint32_t file_kept;	 /* that kept a row of it, or ORDER_NONE */
	uint32_t kept_by;  /* that kept something, where something is held */
	struct paths kept; /* images of rows that a hold names */
	struct paths linked;
	struct judge_count gone;
	struct judge_count kept_out; /* of which by tombstones */
	struct judge_mark marks[ORDER_MARKS_MAX];
	size_t n_marks;
	struct judge_list marked;
	uint64_t restricted; /* reads and files, by each order that does */
	uint64_t overruled;  /* likewise, that are not */
	/* of the bundle that carries orders to rectify: where its rows that
	 * stand for others are told; or NULL */
	struct corrected *brings;
	bool file_brought; /* such a row names the current file */
};

void judge_clear(struct judge *j);

/** Rows of the current file as they stand in their segment. */
struct judge_rows {
	const struct reads *reads;
	const struct record *rows;
	size_t n;
	const char *name; /* of the file */
	uint64_t segment;
	uint32_t index; /* of the first */
};
/** Which of these data rows go, and by which causes? */
int judge_rows(struct judge *j, const struct judge_rows *rows, uint32_t *causes,
    struct why *w);
/** Once it is known what becomes of them: which stand for others? causes: 0 for
 *  those that stay. */
int judge_brought(struct judge *j, const struct judge_rows *rows,
    const uint32_t *causes, struct why *w);
/** Those with a cause go: their images go too, tombstones are set. */
int judge_rows_go(struct judge *j, const struct judge_rows *rows,
    const uint32_t *causes, struct why *w);

/** Note the images of a row. name: of its read file. */
int judge_link(struct paths *to, const char *name, const struct reads_row *row,
    uint64_t cause, struct why *w);

/** A file begins: does it go, by its name? *cause stays 0 for a read file whose
 *  rows go one by one, since a hold may keep some (judge_splits). */
int judge_file(struct judge *j, const struct judge_file *f, uint32_t *cause,
    struct why *w);
bool judge_splits(const struct judge *j);
/** No hold names any row of it after all: the cause by which all of it goes. */
uint32_t judge_unsplit(struct judge *j);
/** Or by its first piece? cause: as judge_file said. Sets a tombstone when it
 *  goes. */
struct judge_piece {
	uint64_t size;
	const uint8_t *piece;
	size_t piece_bytes;
};
int judge_piece(struct judge *j, const struct judge_piece *f, uint32_t *cause,
    struct why *w);
/** The current file ended, and stays. */
int judge_file_stays(struct judge *j, struct why *w);
/** A file went. */
void judge_count_file(struct judge *j, uint32_t cause);

/** The bundle is an earlier one: which orders name all of it? goes: another one
 *  deletes it. */
void judge_mark_bundle(struct judge *j, bool goes);

/** A bundle that goes whole keeps something: what is left of it waits. */
int judge_bundle_stays(struct judge *j, struct why *w);

/** Is there anything to tell, though nothing goes? */
bool judge_noted(const struct judge *j);
/** Put what a hold kept, and what is restricted or is so no longer, into the
 *  ledger. causes: as harvest_commit, which comes first. */
int judge_commit(struct judge *j, struct ledger *l,
    const struct harvest_causes *causes, struct why *w);

#endif
