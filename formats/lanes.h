#ifndef FORMATS_LANES_H
#define FORMATS_LANES_H

/**
 * Several BLAKE2b messages at once, one in each lane of a vector. Each lane
 * takes the next message as soon as its own ends, so long and short ones mix.
 * The same code is compiled for each path of the table; which one runs is
 * settled by what the processor can do. Source: RFC 7693, 3.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/hash.h"

/** A BLAKE2b block, in bytes. */
#define LANES_BLOCK_BYTES 128

/** State before the first block: parameter block with fanout and depth 1.
 *  person: 16 bytes. The salt is zero; lanes_leaves adds it. */
void lanes_start(uint64_t state[8], uint8_t digest_bytes, uint8_t key_bytes,
    const char person[16]);

/** Messages of one block each. */
struct lanes_blocks {
	const uint64_t *start; /* state they all begin with, 8 words */
	uint64_t before;       /* bytes hashed into it already */
	const uint8_t *in;     /* n messages, stride bytes apart */
	size_t stride;
	size_t len;           /* bytes of each, 1..128, where lens is NULL */
	const uint8_t *lens;  /* or n lengths, 0..128 */
	uint8_t *out;         /* n digests end to end; may be in, see below */
	size_t out_bytes;     /* of each: 16, 32 or 64 */
	size_t n;
};

/** One way to do it. */
struct lanes_path {
	const char *name;
	bool (*supported)(void);
	/** start: one state for each enum hash_leaf_kind. */
	void (*leaves)(const uint64_t start[][8], const struct hash_leaf *leaves,
	    size_t n);
	/** out may be the memory of in if out_bytes <= stride. */
	void (*blocks)(const struct lanes_blocks *b);
};

/** All paths, best first; the last one runs everywhere. */
extern const struct lanes_path lanes_paths[];
extern const size_t lanes_paths_n;

/** The best path that this processor supports. */
const struct lanes_path *lanes_best(void);

/** One message after the other: n blocks into one state. total: bytes hashed
 *  before; returns nothing, the state is updated. The last block of a message
 *  (padded with zeros) has its count of bytes in last_bytes, others 0. */
void lanes_compress(uint64_t state[8], const uint8_t *blocks, size_t n,
    uint64_t total);
void lanes_compress_last(
    uint64_t state[8], const uint8_t block[LANES_BLOCK_BYTES], uint64_t total);

#endif
