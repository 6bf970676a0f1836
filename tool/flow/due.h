#ifndef TOOL_FLOW_DUE_H
#define TOOL_FLOW_DUE_H

/** What must go and by when, what was ordered of others, and what no rule will
 *  ever delete: by the ledger alone. Source: due.txt. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/contents.h"
#include "keys/policy.h"
#include "tool/store/store.h"

/** Source: due.txt, 1. */
enum due_kind {
	DUE_READS,    /* their days are over, or will be */
	DUE_ORDER,    /* it could not be carried out on a bundle */
	DUE_DEMAND,   /* another agency has not answered it */
	DUE_HOLD,     /* it is to be reviewed */
	DUE_RELEASED, /* records that a hold kept which is over */
	DUE_END,      /* a restriction ends */
	DUE_NEVER,    /* no rule deletes them */
	DUE_KINDS
};

struct due_item {
	enum due_kind kind;
	bool overdue;
	int64_t by_s;			/* its last second; not of DUE_NEVER */
	char agency[SEAL_AGENCY_BYTES]; /* whose bundle; who is to answer */
	uint8_t bundle[SEAL_ID_BYTES];
	uint8_t order[16]; /* its id; of DUE_HOLD, that of the hold */
	uint64_t reads;
	uint64_t files;	  /* DUE_NEVER */
	uint64_t targets; /* of an order */
	uint64_t records; /* that wait for a hold, or waited; restricted ones */
	uint64_t held;	  /* DUE_READS: further ones, that a hold keeps */
	char category[CONTENTS_WORD_BYTES];
	uint32_t days;	 /* DUE_READS: that they are kept */
	const char *why; /* static: DUE_NEVER */
	char *ground;	 /* of an order or hold; owned; else NULL */
	char *reference; /* likewise */
};

struct due {
	int64_t now_s;
	uint32_t within_days;
	char policy[POLICY_REFER_BYTES]; /* "": none */
	struct due_item *items; /* what is overdue first, then by time */
	size_t n;
	uint64_t overdue; /* items */
	uint64_t bundles; /* that were looked at */
	/* the reads that are the first to go behind these days */
	bool next;
	int64_t next_s;
};
#define DUE_WITHIN_MAX 36500

/** now_s, within_days: set by the caller. STORE_LOOK. due_clear is due in both
 *  cases. */
int due_find(struct due *d, struct store *s, struct why *w);
void due_clear(struct due *d);

/** "reads", "order", "demand", "hold", "released", "end", "never" */
const char *due_kind_name(enum due_kind kind);
/** What item.order is: "order", "hold", or NULL for nothing. */
const char *due_id_name(enum due_kind kind);
/** "overdue", "due", "open", "never" */
const char *due_state_name(const struct due_item *item);
/** One sentence, without its reference. */
#define DUE_WHY_BYTES 640
void due_why(const struct due_item *item, char out[DUE_WHY_BYTES]);

#endif
