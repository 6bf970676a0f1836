#ifndef TOOL_FLOW_TRUSTED_H
#define TOOL_FLOW_TRUSTED_H

/** Whom a check trusts: what a store has pinned, or a few cards and nothing
 *  else. */

#include <stddef.h>

#include "tool/flow/cards.h"
#include "tool/store/store.h"

/** All zero is a closed one. Must not move while it is open. */
struct trusted {
	struct store store; /* or */
	struct cards cards;
	/* of the one that is open */
	struct session *session;
	const struct directory *directory;
	bool by_store;
};

/** Open the store, to read, whose directory must be sound, or, with NULL, the
 *  cards. WHY_USAGE: both are given, or neither. To be closed in any case. */
int trusted_open(struct trusted *t, const char *store, const char *const *cards,
    size_t n, struct why *w);
void trusted_close(struct trusted *t);

#endif
