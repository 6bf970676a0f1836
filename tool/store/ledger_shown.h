#ifndef TOOL_STORE_LEDGER_SHOWN_H
#define TOOL_STORE_LEDGER_SHOWN_H

/** The part of the ledger that keeps proofs of others' logs, by which a seal
 *  is known to have existed. As in ledger.h. Source: event.txt, 7.5. */

#include "tool/store/ledger.h"

/** A proof; it is borrowed. */
struct ledger_shown {
	uint8_t bundle[SEAL_ID_BYTES]; /* the seal's */
	int64_t kept_s;
	const void *proof;
	size_t len;
};
/** *fresh: it was not there before; else nothing changes. */
int ledger_shown_put(struct ledger *l, const struct ledger_shown *p,
    bool *fresh, struct why *w);
/** Those of a bundle, as they were put. */
int ledger_shown_each(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    int (*each)(void *self, const struct ledger_shown *p, struct why *w),
    void *self, struct why *w);

#endif
