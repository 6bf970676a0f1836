#ifndef TOOL_FLOW_RECONCILE_INSIDE_H
#define TOOL_FLOW_RECONCILE_INSIDE_H

/** For reconcile*.c alone. */

#include "tool/flow/reconcile.h"

/** By what an event finds its counterpart. */
enum reconcile_by {
	RECONCILE_BY_SEAL,
	RECONCILE_BY_ORDER,
	RECONCILE_BY_SIZE,
	RECONCILE_BY_HOP, /* of a chain of hand-overs */
};
#define RECONCILE_KEY_BYTES (HASH_DIGEST_HEX + 1)

/** Events of one kind, by their key and their place in the log. */
struct reconcile_item {
	char key[RECONCILE_KEY_BYTES];
	const struct event *event;
};
struct reconcile_items {
	struct reconcile_item *all; /* owned */
	size_t n;
};
/** Those of some acts, with blanks between, done or not. out: all to be freed.
 */
int
reconcile_gather(struct reconcile_items *out, const struct reconcile_side *s,
    enum reconcile_by by, const char *acts, bool done, struct why *w);
/** The first with this key, and how many there are; NULL: none. */
const struct reconcile_item *
reconcile_find(const struct reconcile_items *in, const char *key, size_t *n);
/** Leave one of each key. */
void reconcile_once(struct reconcile_items *of);
/** A comparison on its way. */
struct reconcile_run {
	struct reconcile *out;
	const struct reconcile_ask *ask;
};

/** Read both sides. */
int reconcile_load(struct reconcile_run *r, struct why *w);

/** Add a disagreement. */
int reconcile_add(struct reconcile_run *r, const struct reconcile_finding *f,
    struct why *w);

/** Hold the heads that each side has seen against the other's. */
int reconcile_heads(struct reconcile_run *r, struct why *w);

#endif
