#ifndef TOOL_FLOW_HARVEST_H
#define TOOL_FLOW_HARVEST_H

/**
 * What checked segments leave behind: salt covers, leaves of records that
 * went, hints. Collected beside the data, put into the ledger at the end.
 * Source: proof.txt, 1.
 */

#include <stdbool.h>
#include <stdint.h>

#include "tool/flow/tally.h"
#include "tool/store/ledger.h"
#include "tool/store/spool.h"

struct harvest {
	struct spool segments;
	struct spool gone;
	const struct seal *seal;
	uint64_t *first; /* record number at which each segment begins */
	int hints_fd;	 /* or -1 */
	bool all;	 /* every segment, not only those with fresh holes */
	uint64_t gone_records; /* fresh ones */
};

/** store_fd: for temporary lists. hints_fd: borrowed. */
int harvest_open(struct harvest *h, int store_fd, const struct seal *seal,
    int hints_fd, bool all, struct why *w);
void harvest_close(struct harvest *h);

/** A tally_keep; self is the harvest. */
int harvest_keep(void *self, const struct tally_slot *slot, struct why *w);

/** Put all of it into the ledger. causes: ledger_gone.cause of each cause that
 *  holes have, by its number. */
struct harvest_causes {
	const uint64_t *orders; /* of causes 1.. */
	uint64_t tombstone;
};
/** What the ledger has for a cause. */
uint64_t harvest_cause(const struct harvest_causes *causes, uint64_t cause);
int harvest_commit(struct harvest *h, struct ledger *l,
    const struct harvest_causes *causes, struct why *w);

#endif
