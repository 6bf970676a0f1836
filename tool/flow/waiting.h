#ifndef TOOL_FLOW_WAITING_H
#define TOOL_FLOW_WAITING_H

/** What waited in a bundle for a hold that stands no more, and goes now by the
 *  cause by which it would have gone then. Source: enforce.txt, 1.4. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tool/flow/judge.h"

struct waiting {
	struct judge_due *due; /* owned, ascending */
	size_t n;
	uint32_t whole; /* the cause by which all of the bundle is due; or 0 */
	/* by number of a cause, less 1: what the ledger has for it (the first
	 * is expiry), and what went by it */
	uint64_t *causes;
	struct judge_count *counts;
	bool *bare; /* it sets no tombstone */
	uint32_t n_causes;
};

/** waiting_clear is due in both cases. */
int waiting_load(struct waiting *v, struct ledger *l,
    const uint8_t bundle[SEAL_ID_BYTES], struct why *w);
void waiting_clear(struct waiting *v);

/** Inside the transaction in which it went: the answers of its orders have it
 *  now. */
int waiting_answer(const struct waiting *v, struct ledger *l,
    const uint8_t bundle[SEAL_ID_BYTES], struct why *w);

#endif
