#ifndef TOOL_STORE_LEDGER_HEAD_H
#define TOOL_STORE_LEDGER_HEAD_H

#include "tool/store/ledger.h"

/** Heads of the own log that another agency was told, by their size: put one;
 *  the n largest, the largest first. A non-zero return of each is returned. */
int ledger_head_put(struct ledger *l, const char *agency, uint64_t size,
    struct why *w);
int ledger_head_last(struct ledger *l, const char *agency, uint64_t n,
    int (*each)(void *self, uint64_t size, struct why *w), void *self,
    struct why *w);
/** Heads of other agencies' logs, as their seals told them. */
int ledger_witness_put(struct ledger *l, const char *fingerprint, uint64_t size,
    const uint8_t root[HASH_BYTES], const uint8_t bundle[SEAL_ID_BYTES],
    struct why *w);
/** Those of one agency, by size; two roots of one size mean that its log was
 *  changed. */
int ledger_witness_each(struct ledger *l, const char *fingerprint,
    int (*each)(void *self, uint64_t size, const uint8_t *root,
	const uint8_t *bundle, struct why *w),
    void *self, struct why *w);

/** Heads that this key's agency told, but for those that led to one that was
 *  cosigned before; of these the largest. By size. */
int ledger_witness_loose(struct ledger *l, const char *fingerprint,
    int (*each)(void *self, uint64_t size, const uint8_t *root, struct why *w),
    void *self, struct why *w);
/** All heads of this key lead to one that was cosigned. */
int
ledger_witness_join(struct ledger *l, const char *fingerprint, struct why *w);

#endif
