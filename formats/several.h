#ifndef FORMATS_SEVERAL_H
#define FORMATS_SEVERAL_H

/**
 * Several leaves of one tree, and the hashes that lead from them to its root.
 * Source: tree.txt, 5.3.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/hash.h"
#include "formats/why.h"

/** What is known of a tree; everything is borrowed. */
struct several {
	uint64_t of;	       /* leaves that the tree has, 1.. */
	const uint32_t *index; /* of those known, ascending; NULL: all are */
	const uint8_t *leaves; /* HASH_BYTES each */
	size_t n;	       /* how many are known */
	const uint8_t *nodes;  /* the hashes beside them, HASH_BYTES each */
	size_t n_nodes;
};

/** The root. False when there is a hash too many or too few, or an index that
 *  no leaf of the tree has. */
bool several_root(const struct several *s, uint8_t root[HASH_BYTES]);

/** Append the hashes that n of the known leaves need, by their indexes,
 *  ascending. -1 with WHY_MEMORY, or WHY_TREE as several_root says false. */
int several_keep(const struct several *s, const uint32_t *kept, size_t n,
    struct bytes *out, struct why *w);

#endif
