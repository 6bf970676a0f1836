#ifndef TOOL_STORE_LEDGER_TAKEN_H
#define TOOL_STORE_LEDGER_TAKEN_H

/** What orders took, by bundle, and what they asked, by kind of target; and
 *  certificates of others that were taken. Source: certificate.txt, 4. */

#include "tool/store/ledger.h"

/** What an order took of one bundle. */
struct ledger_taken {
	uint64_t order; /* row of ledger_order */
	uint8_t bundle[SEAL_ID_BYTES];
	uint64_t reads;
	uint64_t files;
};
/** Add to what it took of it before. */
int
ledger_taken_add(struct ledger *l, const struct ledger_taken *t, struct why *w);
/** Nothing if there is no row. */
int ledger_taken_get(struct ledger *l, uint64_t order,
    const uint8_t bundle[SEAL_ID_BYTES], struct ledger_taken *out,
    struct why *w);

/** Targets of one kind of an order. */
struct ledger_asked {
	uint64_t order; /* row of ledger_order */
	uint64_t kind;	/* enum order_target_kind */
	uint64_t asked;
	uint64_t absent; /* of which found nothing */
};
/** Of two counts of absent ones the lesser stays. */
int
ledger_asked_put(struct ledger *l, const struct ledger_asked *a, struct why *w);
/** By kind. */
int ledger_asked_each(struct ledger *l, uint64_t order,
    int (*each)(void *self, const struct ledger_asked *a, struct why *w),
    void *self, struct why *w);

#endif
