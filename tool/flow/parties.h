#ifndef TOOL_FLOW_PARTIES_H
#define TOOL_FLOW_PARTIES_H

/** Who seals, and who can open it: settled by the directory and the keys before
 *  anything is sealed. Source: seal.txt, 2.2. */

#include "formats/seal.h"
#include "tool/store/store.h"

/** Ids of agencies, borrowed; escrow that the own policy names is added. */
struct parties_ask {
	const char *const *to;
	size_t n_to; /* at least 1 */
	const char *const *escrow;
	size_t n_escrow;
};

/** Fill in sender and recipients. This agency must be one whose seal counts,
 *  each other one whose key does. WHY_RECIPIENT, WHY_USAGE, or what a reader of
 *  the seal would say of its signer. */
int parties_settle(struct seal *s, struct store *store,
    const struct parties_ask *ask, struct why *w);

/** How many of the recipients are escrow. */
uint64_t parties_escrow(const struct seal *s);

#endif
