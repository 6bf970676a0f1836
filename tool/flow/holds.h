#ifndef TOOL_FLOW_HOLDS_H
#define TOOL_FLOW_HOLDS_H

/** The holds that stand in a store, as one match: what they name is not
 *  deleted. Source: hold.txt, 3. */

#include <stddef.h>
#include <stdint.h>

#include "formats/order.h"
#include "tool/store/ledger_hold.h"
#include "tool/store/store.h"

/** All zero: none stands. */
struct holds {
	uint8_t (*ids)[LEDGER_HOLD_ID_BYTES]; /* by number in the match */
	size_t n;
	struct order_match match;
};

/** Those of the ledger. holds_clear is due in both cases. */
int holds_load(struct holds *h, struct ledger *l, struct why *w);
/** One more: its scope is checked (WHY_JSON, WHY_ORDER, WHY_LIMIT, with the
 *  line). *targets: how many there are; may be NULL. */
int holds_add(struct holds *h, const struct ledger_hold *one, uint64_t *targets,
    struct why *w);
void holds_clear(struct holds *h);

/* --- changes, each with its event and a checkpoint; STORE_WRITE --- */

/** Let one stand: its id is made here. *targets: how many it has. */
int holds_begin(struct store *s, struct ledger_hold *one, const char *actor,
    uint64_t *targets, struct why *w);
/** WHY_USAGE where no such hold stands. */
int holds_review(struct store *s, const uint8_t id[LEDGER_HOLD_ID_BYTES],
    int64_t review_s, const char *actor, struct why *w);
/** Its end: the scope is forgotten, what waited for it is due. *released: how
 *  many records it kept. */
int holds_end(struct store *s, const uint8_t id[LEDGER_HOLD_ID_BYTES],
    const char *reason, const char *actor, uint64_t *released, struct why *w);

#endif
