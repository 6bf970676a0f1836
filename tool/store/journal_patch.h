#ifndef TOOL_STORE_JOURNAL_PATCH_H
#define TOOL_STORE_JOURNAL_PATCH_H

/**
 * Roots of logs that might have been: patchworks of the log as it is and of
 * the same events in other places. For journal*.c alone.
 */

#include "tool/store/journal_inside.h"

#define JOURNAL_LEVELS 64

/** The log, and what was computed over it so far: leaves and nodes, in the time
 *  that a node takes. */
struct journal_patcher {
	const struct journal_log *log;
	uint64_t work;
	struct why *w;
};

/**
 * The tree over the events from some places later or earlier, each with its
 * sequence made that of its new place. Every node that covers a power of two of
 * leaves is kept, so that the root of a patchwork costs a few hashes. All zero
 * is none.
 */
struct journal_shifted {
	uint64_t n;
	uint8_t *levels[JOURNAL_LEVELS];
};

/** n places, whose events come from `by` places later; those before `from` stay
 *  as they are. Returns 0, or -1 with WHY_MEMORY; clear it in both cases. */
int journal_shifted_make(struct journal_patcher *j, struct journal_shifted *t,
    int64_t by, uint64_t from, uint64_t n);
/** Hash the levels anew over leaves that were changed. */
int
journal_shifted_rebuild(struct journal_patcher *j, struct journal_shifted *t);
void journal_shifted_clear(struct journal_shifted *t);

/** Leaf of event i in another place. */
int journal_patch_leaf(struct journal_patcher *j, uint64_t i, uint64_t to,
    uint8_t out[HASH_BYTES]);

/** Places up to `end` (excluded) are taken from a tree, or are one leaf. */
struct journal_patch {
	uint64_t end;
	const struct journal_shifted *from;
	const uint8_t *leaf;
};

/** Is the root over the first places that of a head? The patches reach at
 *  least so far. */
bool journal_patch_agrees(struct journal_patcher *j,
    const struct journal_patch *p, const struct event_head *head);

#endif
