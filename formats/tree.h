#ifndef FORMATS_TREE_H
#define FORMATS_TREE_H

/**
 * Merkle trees in the shape of RFC 9162, section 2.1: the largest power of two
 * smaller than n goes left. The hash is a parameter, so that the published
 * vectors test this file with SHA-256. Source: tree.txt, 4.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/hash.h"
#include "formats/why.h"

/** A proof holds at most this many hashes (trees below 2^63 leaves). */
#define TREE_PROOF_MAX 128

/** How two children become a node. */
struct tree_hash {
	/** Like hash_nodes. */
	void (*nodes)(uint8_t *out, const uint8_t *children, size_t n);
	/** Root of the empty tree. */
	void (*empty)(uint8_t out[HASH_BYTES]);
};
/** BLAKE2b as of tree.txt; the root of no leaves is 32 zero bytes. */
extern const struct tree_hash tree_blake2;

/** Root over n leaf hashes end to end, which are overwritten. */
void tree_root(const struct tree_hash *h, uint8_t out[HASH_BYTES],
    uint8_t *leaves, size_t n);

/** A tree that grows leaf by leaf: its right-hand frontier. All zero is the
 *  empty tree. */
struct tree {
	uint64_t leaves;
	uint8_t frontier[64][HASH_BYTES];
};
void tree_add(const struct tree_hash *h, struct tree *t,
    const uint8_t leaf[HASH_BYTES]);
void tree_head(const struct tree_hash *h, const struct tree *t,
    uint8_t out[HASH_BYTES]);

/** Hashes that lead from one leaf, or one older tree, to a root. */
struct tree_proof {
	size_t n;
	uint8_t hashes[TREE_PROOF_MAX][HASH_BYTES];
};

/** Inclusion proof of leaf `index` (0..n-1) in the tree over n leaf hashes
 *  (borrowed, unchanged). Returns 0, or -1 with WHY_MEMORY. */
int tree_prove(const struct tree_hash *h, struct tree_proof *out,
    const uint8_t *leaves, uint64_t n, uint64_t index, struct why *w);
bool tree_check(const struct tree_hash *h, const struct tree_proof *p,
    const uint8_t leaf[HASH_BYTES], uint64_t n, uint64_t index,
    const uint8_t root[HASH_BYTES]);

/** Consistency proof from the tree over the first `old` leaves to that over
 *  all n (0 <= old <= n). */
int tree_prove_growth(const struct tree_hash *h, struct tree_proof *out,
    const uint8_t *leaves, uint64_t n, uint64_t old, struct why *w);
bool tree_check_growth(const struct tree_hash *h, const struct tree_proof *p,
    uint64_t old, const uint8_t old_root[HASH_BYTES], uint64_t n,
    const uint8_t root[HASH_BYTES]);

/** A tree of which many proofs are wanted: all its nodes, in as much memory as
 *  the leaves take. */
struct tree_levels {
	const uint8_t *leaves; /* borrowed */
	uint64_t n;
	uint8_t *nodes; /* level after level; owned */
};
/** t: to be closed in any case. -1 with WHY_MEMORY. */
int tree_levels_open(struct tree_levels *t, const struct tree_hash *h,
    const uint8_t *leaves, uint64_t n, struct why *w);
/** As tree_prove and tree_prove_growth. */
void tree_levels_prove(const struct tree_levels *t, struct tree_proof *out,
    uint64_t index);
void tree_levels_prove_growth(const struct tree_levels *t,
    struct tree_proof *out, uint64_t old);
void tree_levels_close(struct tree_levels *t);

#endif
