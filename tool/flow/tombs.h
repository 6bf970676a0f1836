#ifndef TOOL_FLOW_TOMBS_H
#define TOOL_FLOW_TOMBS_H

/**
 * Tombstones in use: what was deleted once is recognised and kept out, by
 * keyed hashes under a secret that lies apart from the ledger. Source:
 * order.txt, 5.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/hash.h"
#include "formats/reads.h"
#include "formats/sha256.h"
#include "formats/why.h"
#include "tool/store/store.h"

struct tombs {
	bool armed; /* the secret is loaded */
	struct hash_key key;
	uint8_t *slots; /* HASH_KEYED_BYTES each; all zero: free */
	size_t n;
	size_t cap; /* a power of two, or 0 */
};

/** Load the store's tombstones, and the secret if there are any or wanted. */
int tombs_load(struct tombs *t, struct store *s, bool wanted, struct why *w);
void tombs_clear(struct tombs *t);

/** Tag of a read; of a plain file, by its size and the SHA-256 of its first
 *  piece. Armed only. */
void tombs_tag_read(const struct tombs *t, const struct reads_key *key,
    uint8_t tag[HASH_KEYED_BYTES]);
void tombs_tag_file(const struct tombs *t, uint64_t size,
    const uint8_t digest[SHA256_BYTES], uint8_t tag[HASH_KEYED_BYTES]);

bool tombs_has(const struct tombs *t, const uint8_t tag[HASH_KEYED_BYTES]);

/** In which month (year * 12 + month - 1) a tombstone dies: when what it keeps
 *  out has reached the store's retention, counted from time_s. */
uint32_t tombs_until(int64_t time_s, unsigned retention_months);
uint32_t tombs_month(int64_t time_s);

#endif
