#ifndef FORMATS_QUALITY_HASH_H
#define FORMATS_QUALITY_HASH_H

/** 64 bits of some bytes, under a key; they never leave the process. */

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define QUALITY_HASH_ODD_A UINT64_C(0xa0761d6478bd642f)
#define QUALITY_HASH_ODD_B UINT64_C(0xe7037ed1a0b428db)

/* Fold a product of 64 bits each. */
static inline uint64_t
quality_hash_fold(uint64_t a, uint64_t b)
{
	unsigned __int128 m = (unsigned __int128)a * b;

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

static inline uint64_t
quality_hash_load(const uint8_t *at)
{
	uint64_t v;

	memcpy(&v, at, sizeof v);
	return v;
}

/* One to sixteen bytes as two numbers; they overlap. */
static inline void
quality_hash_tail(const uint8_t *at, size_t len, uint64_t out[2])
{
	uint32_t few[2];

	if (len >= 8) {
		out[0] = quality_hash_load(at);
		out[1] = quality_hash_load(at + len - 8);
	} else if (len >= 4) {
		memcpy(&few[0], at, sizeof few[0]);
		memcpy(&few[1], at + len - 4, sizeof few[1]);
		out[0] = few[0];
		out[1] = few[1];
	} else {
		out[0] = (uint64_t)at[0] << 16 | (uint64_t)at[len / 2] << 8 |
		    at[len - 1];
		out[1] = 0;
	}
}

static inline uint64_t
quality_hash_bytes(uint64_t key, const void *data, size_t len)
{
	const uint8_t *at = data;
	uint64_t h = key ^ QUALITY_HASH_ODD_A;
	uint64_t pair[2] = { 0 };
	size_t left = len;

	for (; left > 16; left -= 16, at += 16)
		h = quality_hash_fold(quality_hash_load(at) ^
			QUALITY_HASH_ODD_B ^ key,
		    quality_hash_load(at + 8) ^ h);
	if (left > 0)
		quality_hash_tail(at, left, pair);
	h = quality_hash_fold(pair[0] ^ QUALITY_HASH_ODD_B ^ key, pair[1] ^ h);
	return quality_hash_fold(h ^ QUALITY_HASH_ODD_A,
	    QUALITY_HASH_ODD_B ^ len);
}

/** Of three numbers, the first two of them hashes. */
static inline uint64_t
quality_hash_mix(uint64_t a, uint64_t b, uint64_t number)
{
	uint64_t h = quality_hash_fold(a ^ number, b ^ QUALITY_HASH_ODD_B);

	return quality_hash_fold(h ^ QUALITY_HASH_ODD_A, QUALITY_HASH_ODD_B);
}

#endif
