#ifndef TOOL_STORE_LEDGER_RESTRICTED_H
#define TOOL_STORE_LEDGER_RESTRICTED_H

/**
 * Records that an order restricts: where they stand in their bundle, and
 * nothing else of them. A row stands for itself, the member record of a plain
 * file for the file. Source: order.txt, 7.
 */

#include "formats/order.h"
#include "tool/store/ledger.h"

/** Some of one segment, that one order names. */
struct ledger_restricted_row {
	uint64_t segment;
	uint64_t order;		 /* its row */
	const uint32_t *records; /* ascending */
	size_t n;
};
/** Restricted from now on, but for those that a later order of the agency
 *  lifted: *lifted grows by their number. Which ones is kept. */
int ledger_restricted_put(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    const struct ledger_restricted_row *row, uint64_t *lifted, struct why *w);
/** What older orders of the agency restrict of these is so no longer, now or
 *  when they come: *ended grows by the number of those that are so now, once
 *  for each order. */
int
ledger_restricted_lift(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    const struct ledger_restricted_row *row, uint64_t *ended, struct why *w);

/** A record and an order that restricts it. */
struct ledger_restricted {
	uint64_t segment;
	uint32_t index;
	uint64_t order; /* its row */
};
/** By segment, order and place; a non-zero return stops and is returned. */
int
ledger_restricted_each(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    int (*each)(void *self, const struct ledger_restricted *one, struct why *w),
    void *self, struct why *w);

/** Those of one order, by segment and place. */
struct ledger_restricted_ask {
	const uint8_t *bundle;
	uint64_t order; /* its row */
	bool lifted;	/* of one that restricts: that were lifted since; of
			 * one that lifts: that it named */
};
int
ledger_restricted_by(struct ledger *l, const struct ledger_restricted_ask *ask,
    int (*each)(void *self, const struct ledger_restricted *one, struct why *w),
    void *self, struct why *w);

/** The same of orders of one kind alone. */
int ledger_restricted_kind(struct ledger *l,
    const uint8_t bundle[SEAL_ID_BYTES], enum order_act act,
    int (*each)(void *self, const struct ledger_restricted *one, struct why *w),
    void *self, struct why *w);

/** How many records this order restricts; and it restricts none any more, nor
 *  is known what was lifted of it. */
int ledger_restricted_count(struct ledger *l, uint64_t order, uint64_t *out,
    struct why *w);
int ledger_restricted_end(struct ledger *l, uint64_t order, struct why *w);

/** These went. list: of one segment, ascending. */
int
ledger_restricted_gone(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    uint64_t segment, const struct ledger_gone *list, size_t n, struct why *w);

#endif
