#ifndef FORMATS_LANES_H
#define FORMATS_LANES_H

/**
 * Several BLAKE2b messages at once, one in each lane of a vector. Each lane
 * takes the next message as soon as its own ends, so that long and short ones
 * mix. One body of code is compiled for each path of the table; which one runs
 * is settled by what the processor can do. Source: RFC 7693, 3.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/hash.h"

/** A block of BLAKE2b, in bytes. */
#define LANES_BLOCK_BYTES 128
/** Most lanes of a path. */
#define LANES_MAX 8

struct lanes_set;

/** One way to do it. */
struct lanes_path {
	const char *name;
	bool (*supported)(void);
	/** The next n blocks in each lane, of which only the first `bytes`
	 *  are read (a multiple of 32), the rest is zero. */
	void (*run)(struct lanes_set *s, size_t n, int bytes);
	/** Lanes of run: 4 or 8. */
	int width;
	/** n blocks of one message, end to end. count: its bytes up to the end
	 *  of the first one. last: all ones if it ends there (n is then 1),
	 *  else 0. */
	void (*one)(uint64_t state[8], const uint8_t *blocks, size_t n,
	    uint64_t count, uint64_t last);
	/** one is quicker than what a library has. */
	bool one_is_quick;
};

/** All paths, best first; the last one runs everywhere. */
extern const struct lanes_path lanes_paths[];
extern const size_t lanes_paths_n;

/** The best path that this processor supports. */
const struct lanes_path *lanes_best(void);

/** State before the first block, without salt. person: 16 bytes, or NULL for
 *  zeros. */
void lanes_start(uint64_t state[8], uint8_t digest_bytes, uint8_t key_bytes,
    const char *person);

/** Words of a state as little-endian bytes; bytes: a multiple of 8. */
void lanes_put(uint8_t *out, const uint64_t *words, size_t bytes);

/** Hash n leaves. start: a state for each enum hash_leaf_kind. */
void lanes_leaves(const struct lanes_path *path, const uint64_t start[][8],
    const struct hash_leaf *leaves, size_t n);

/** Messages that are the last block of what is hashed. */
struct lanes_blocks {
	const uint64_t *start; /* state they all begin with, 8 words */
	uint64_t before;       /* bytes hashed into it already */
	const uint8_t *in;     /* n messages, stride bytes apart */
	size_t stride;	       /* 64 or 128 */
	size_t len;	       /* of each; zeros follow up to stride */
	const uint8_t *lens;   /* or, not NULL, lengths; anything follows */
	uint8_t *out;	       /* n digests end to end; may be where in is */
	size_t out_bytes;      /* of each: 16, 32 or 64, at most stride */
	size_t n;
};
void lanes_blocks(const struct lanes_path *path, const struct lanes_blocks *b);

#endif
