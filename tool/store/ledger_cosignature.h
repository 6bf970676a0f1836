#ifndef TOOL_STORE_LEDGER_COSIGNATURE_H
#define TOOL_STORE_LEDGER_COSIGNATURE_H

/** The part of the ledger that keeps what witnesses signed. As in ledger.h.
 *  Source: event.txt, 5.4. */

#include "tool/store/ledger.h"

/** A cosignature of an own head. */
struct ledger_cosignature {
	uint64_t size;
	char fingerprint[SEAL_PRINT_HEX]; /* of the witness */
	const uint8_t *text;		  /* borrowed, as is the signature */
	size_t len;
	const uint8_t *signature;
	size_t signature_len;
};
/** *fresh false: this key's for this size is there already, and stays. */
int ledger_cosignature_put(struct ledger *l, const struct ledger_cosignature *c,
    bool *fresh, struct why *w);
/** By size and fingerprint. */
int ledger_cosignature_each(struct ledger *l,
    int (*each)(void *self, const struct ledger_cosignature *c, struct why *w),
    void *self, struct why *w);

#endif
