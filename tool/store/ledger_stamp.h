#ifndef TOOL_STORE_LEDGER_STAMP_H
#define TOOL_STORE_LEDGER_STAMP_H

/** The part of the ledger that keeps timestamps and who is trusted for them.
 *  As in ledger.h. Source: timestamp.txt, 1 to 4. */

#include "tool/store/ledger.h"

/** Certificates that are trusted for timestamps, by print (the SHA-256 in
 *  hex). */
int ledger_authority_put(struct ledger *l, const char *print, const void *der,
    size_t len, struct why *w);
int ledger_authority_drop(struct ledger *l, const char *print, bool *found,
    struct why *w);
int ledger_authority_each(struct ledger *l,
    int (*each)(void *self, const void *der, size_t len, struct why *w),
    void *self, struct why *w);

/** A timestamp that was asked for, and its answer; or one that came without
 *  having been asked for. Texts are borrowed. Source: timestamp.txt, 1; 10.4.
 */
struct ledger_stamp {
	uint64_t row;	/* 1, 2, ...; put does not ask */
	uint64_t nonce; /* 1..INT64_MAX; 0: not asked for here */
	bool of_seal;	/* else of a checkpoint */
	uint8_t bundle[SEAL_ID_BYTES];
	uint64_t size;	     /* events of the checkpoint, or 0 */
	int64_t dated_s;     /* what the head, or the seal, says of its time */
	int64_t asked_s;     /* or when it was taken */
	const void *covered; /* the bytes that are stamped */
	size_t covered_bytes;
	const void *request; /* NULL: not asked for here */
	size_t request_bytes;
	const void *response; /* NULL: not yet */
	size_t response_bytes;
};
int
ledger_stamp_put(struct ledger *l, const struct ledger_stamp *s, struct why *w);
/** The answer of the request with this nonce. *found: there is one without
 *  an answer. */
int ledger_stamp_answer(struct ledger *l, uint64_t nonce, const void *response,
    size_t len, bool *found, struct why *w);
/** Which of them; all zero: all. */
struct ledger_stamp_which {
	uint64_t row;
	uint64_t nonce;
	const uint8_t *bundle; /* SEAL_ID_BYTES: over the seal of this one */
};
/** In the order of their rows. */
int ledger_stamp_each(struct ledger *l, const struct ledger_stamp_which *which,
    int (*each)(void *self, const struct ledger_stamp *s, struct why *w),
    void *self, struct why *w);

#endif
