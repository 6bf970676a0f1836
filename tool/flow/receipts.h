#ifndef TOOL_FLOW_RECEIPTS_H
#define TOOL_FLOW_RECEIPTS_H

/** Receipts: made by who received a bundle, checked and entered by who sent it.
 *  Source: receipt.txt. */

#include "formats/receipt.h"
#include "keys/decision.h"
#include "tool/flow/witness.h"
#include "tool/store/store.h"

/**
 * Make one of a bundle that was received, by the id under which it is kept, and
 * log it. text and signature: appended. STORE_WRITE. WHY_USAGE: no such bundle
 * was received; WHY_STORE, WHY_RELEASED_CHANGED: its seal is not as it came.
 */
int receipts_make(struct store *s, const uint8_t id[SEAL_ID_BYTES],
    const char *actor, struct bytes *text, struct bytes *signature,
    struct why *w);

struct receipts_checked {
	struct receipt receipt;	  /* owned */
	struct decision decision; /* why its signature counts */
	struct witness log;	  /* the maker's, next to what was seen */
};
/** Is it one of a bundle that was sent from here? out: to be cleared in any
 *  case. Reasons of receipt.txt, 3. STORE_READ. */
int receipts_check(struct store *s, const struct bytes *text,
    const struct bytes *signature, struct receipts_checked *out, struct why *w);
void receipts_clear(struct receipts_checked *c);

/** Check it, log it, and keep its head. WHY_REPLAYED: that agency's receipt of
 *  this bundle was entered before. STORE_WRITE. */
int receipts_take(struct store *s, const struct bytes *text,
    const struct bytes *signature, const char *actor,
    struct receipts_checked *out, struct why *w);

#endif
