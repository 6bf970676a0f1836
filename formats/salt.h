#ifndef FORMATS_SALT_H
#define FORMATS_SALT_H

/**
 * Salts of a segment's records, from one seed through a puncturable tree of
 * arity four: to forget one salt, the seeds beside its path are kept and the
 * rest dropped. Source: salt.txt.
 */

#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/hash.h"
#include "formats/why.h"

/** Most records in one segment. */
#define SALT_RECORDS_MAX (1U << 20)

/** Which salts can still be told: seeds that cover ranges of records. */
struct salt_cover {
	uint8_t bundle[16];
	uint64_t segment;
	uint32_t records;   /* 0..SALT_RECORDS_MAX, forgotten ones included */
	struct bytes seeds; /* entries of salt.txt, 3, in order of records */
};

/** The cover of a fresh segment: its one seed. */
int salt_cover_init(struct salt_cover *c, const uint8_t bundle[16],
    uint64_t segment, uint32_t records, const uint8_t seed[HASH_SALT_BYTES],
    struct why *w);
void salt_cover_clear(struct salt_cover *c);

/** Forget the salts of n records, indexes ascending without repeats. Old
 *  seeds are wiped. Unknown or already forgotten ones are WHY_STORE. */
int salt_cover_forget(struct salt_cover *c, const uint32_t *indexes, size_t n,
    struct why *w);

/** Salts of all records of the segment, HASH_SALT_BYTES each, to out;
 *  forgotten ones become zeros. */
int salt_cover_derive(const struct salt_cover *c, uint8_t *out, struct why *w);

/** The first record from `from` on whose salt is forgotten; records if there is
 *  none. *at: a cursor, 0 at first; from ascends. */
uint32_t salt_cover_gap(const struct salt_cover *c, size_t *at, uint32_t from);

/** One entry a seed: u32le(level) u32le(index in its level) seed(16). Decode
 *  refuses what is not canonical (order, overlap, range) with WHY_STORE. */
int salt_cover_decode(struct salt_cover *c, const uint8_t bundle[16],
    uint64_t segment, uint32_t records, const uint8_t *data, size_t len,
    struct why *w);

#endif
