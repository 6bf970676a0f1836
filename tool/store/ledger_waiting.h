#ifndef TOOL_STORE_LEDGER_WAITING_H
#define TOOL_STORE_LEDGER_WAITING_H

/**
 * Records that would have gone and that a hold kept: where they stand in their
 * bundle, and nothing else of them. A member record stands for its file, the
 * first record of a bundle for all of it. Source: hold.txt, 5.
 */

#include "tool/store/ledger_hold.h"

/** Some of one segment, that one hold keeps from one cause. */
struct ledger_waiting_row {
	uint64_t segment;
	uint64_t cause;			    /* as ledger_gone will have it */
	uint8_t hold[LEDGER_HOLD_ID_BYTES]; /* all zero: none */
	const uint32_t *records;	    /* ascending */
	size_t n;
};
/** Those that wait for the same already are the same. */
int ledger_waiting_put(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    const struct ledger_waiting_row *row, struct why *w);

/** One record, once, whatever it waits for. */
struct ledger_waiting {
	uint64_t segment;
	uint32_t index;
	bool due;	/* no hold of its rows stands any more */
	uint64_t cause; /* the first */
	uint8_t hold[LEDGER_HOLD_ID_BYTES]; /* one that stands, if not due */
};
/** Ascending by segment and place; a non-zero return stops and is returned. */
int ledger_waiting_each(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    int (*each)(void *self, const struct ledger_waiting *one, struct why *w),
    void *self, struct why *w);

/** The same of some. Of several holds that keep a record and stand, it names
 *  the preferred one, else the first by cause and id. */
struct ledger_waiting_ask {
	const uint8_t *bundle; /* SEAL_ID_BYTES */
	uint64_t cause;	       /* those that it would have taken; 0: all */
	const uint8_t *prefer; /* id of a hold; or NULL */
};
int ledger_waiting_some(struct ledger *l, const struct ledger_waiting_ask *ask,
    int (*each)(void *self, const struct ledger_waiting *one, struct why *w),
    void *self, struct why *w);

/** Bundles of which something is due, each once. */
int ledger_waiting_bundles(struct ledger *l,
    int (*each)(void *self, const uint8_t bundle[SEAL_ID_BYTES], struct why *w),
    void *self, struct why *w);

/** How many records a hold keeps; what it keeps in two rows counts twice. */
int ledger_waiting_held(struct ledger *l,
    const uint8_t hold[LEDGER_HOLD_ID_BYTES], uint64_t *out, struct why *w);

/** These went: they wait no longer. list: of one segment, ascending. */
int ledger_waiting_gone(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    uint64_t segment, const struct ledger_gone *list, size_t n, struct why *w);

#endif
