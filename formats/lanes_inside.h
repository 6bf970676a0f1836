#ifndef FORMATS_LANES_INSIDE_H
#define FORMATS_LANES_INSIDE_H

/**
 * What the files of formats/lanes share: the state between two blocks and the
 * rounds of BLAKE2b as macros. Source: RFC 7693, 2 and 3.
 */

#include <stddef.h>
#include <stdint.h>

#include "formats/hash.h"
#include "formats/lanes.h"

/** What stands in the lanes between two blocks. */
struct lanes_set {
	/** Word k of lane i is h[k][i]. */
	_Alignas(64) uint64_t h[8][LANES_MAX];
	/** Bytes hashed when the next block is; a run of n moves it on by
	 *  n - 1 blocks. */
	_Alignas(64) uint64_t count[LANES_MAX];
	/** All ones: the next block ends the message. */
	_Alignas(64) uint64_t last[LANES_MAX];
	const uint8_t *block[LANES_MAX];
	/** What each lane works at, NULL for nothing; what of it comes after
	 *  the next block; how many blocks can be read where they are, 0 when
	 *  the next one was put in the stage. */
	const struct hash_leaf *leaf[LANES_MAX];
	const uint8_t *at[LANES_MAX];
	size_t left[LANES_MAX];
	size_t whole[LANES_MAX];
	_Alignas(64) uint8_t stage[LANES_MAX][LANES_BLOCK_BYTES];
};

/** From or to the order of bytes in a message. */
static inline uint64_t
lanes_little(uint64_t x)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	return __builtin_bswap64(x);
#else
	return x;
#endif
}

/** RFC 7693, 2.6. */
#define LANES_IV                                                               \
	{                                                                      \
		0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b,    \
		    0xa54ff53a5f1d36f1, 0x510e527fade682d1,                    \
		    0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179 \
	}

/** Twelve rounds; each is given its words of the message. RFC 7693, 2.7. */
#define LANES_ROUNDS(R)                                                  \
	do {                                                             \
		R(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15); \
		R(14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3); \
		R(11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4); \
		R(7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8); \
		R(9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13); \
		R(2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9); \
		R(12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11); \
		R(13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10); \
		R(6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5); \
		R(10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0); \
		R(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15); \
		R(14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3); \
	} while (0)

/** The mixing function G with the rotations r32 to r63. RFC 7693, 3.1. */
#define LANES_MIX(a, b, c, d, x, y, r32, r24, r16, r63) \
	do {                                            \
		a += x;                                 \
		a += b;                                 \
		d ^= a;                                 \
		d = r32(d);                             \
		c += d;                                 \
		b ^= c;                                 \
		b = r24(b);                             \
		a += y;                                 \
		a += b;                                 \
		d ^= a;                                 \
		d = r16(d);                             \
		c += d;                                 \
		b ^= c;                                 \
		b = r63(b);                             \
	} while (0)

/** Rotations to the right as the compiler may know them. */
#define LANES_ROTATE_32(x) (((x) >> 32) | ((x) << 32))
#define LANES_ROTATE_24(x) (((x) >> 24) | ((x) << 40))
#define LANES_ROTATE_16(x) (((x) >> 16) | ((x) << 48))
#define LANES_ROTATE_63(x) (((x) >> 63) | ((x) + (x)))

/** Rotations of four words by a shuffle of their bytes. */
#define LANES_SHUFFLE(x, ...)                                   \
	((lanes_words)__builtin_shufflevector((lanes_bytes)(x), \
	    (lanes_bytes)(x), __VA_ARGS__))
#define LANES_SHUFFLE_32(x)                                                    \
	LANES_SHUFFLE(x, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11, \
	    20, 21, 22, 23, 16, 17, 18, 19, 28, 29, 30, 31, 24, 25, 26, 27)
#define LANES_SHUFFLE_24(x)                                                    \
	LANES_SHUFFLE(x, 3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10, \
	    19, 20, 21, 22, 23, 16, 17, 18, 27, 28, 29, 30, 31, 24, 25, 26)
#define LANES_SHUFFLE_16(x)                                                    \
	LANES_SHUFFLE(x, 2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9, \
	    18, 19, 20, 21, 22, 23, 16, 17, 26, 27, 28, 29, 30, 31, 24, 25)

typedef uint64_t lanes_words __attribute__((vector_size(32)));
typedef uint8_t lanes_bytes __attribute__((vector_size(32)));

#endif
