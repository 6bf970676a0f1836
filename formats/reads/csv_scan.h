#ifndef FORMATS_READS_CSV_SCAN_H
#define FORMATS_READS_CSV_SCAN_H

/**
 * Where the bytes that matter to CSV stand among 64: bit i stands for byte i.
 * SSE2 where the compiler has it, plain C elsewhere; a test holds the two
 * equal.
 */

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined __x86_64__
#include <immintrin.h>
#endif

#define CSV_SCAN_BYTES	64
#define CSV_SCAN_INLINE static inline __attribute__((always_inline))

struct csv_scan {
	uint64_t comma;
	uint64_t quote;
	uint64_t lf;
	uint64_t cr;
	uint64_t nul;
};

/* Keep a number in a general register: gcc would rather gather several into a
 * vector, only to take them out again. */
CSV_SCAN_INLINE uint64_t
csv_scan_keep(uint64_t v)
{
	__asm__("" : "+r"(v));
	return v;
}

/* Bytes of v that are c, as 8 bits. */
CSV_SCAN_INLINE uint64_t
csv_scan_word(uint64_t v, uint8_t c)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	const uint64_t low = ~(ones << 7);
	uint64_t x = v ^ (ones * c);

	/* The top bit of each byte: was it zero? No carry between bytes. */
	x = ~(((x & low) + low) | x | low);
	return ((x >> 7) * UINT64_C(0x0102040810204080)) >> 56;
}

CSV_SCAN_INLINE struct csv_scan
csv_scan_plain(const uint8_t data[CSV_SCAN_BYTES], uint8_t separator,
    uint8_t quote)
{
	struct csv_scan s = { 0 };

	for (unsigned i = 0; i < CSV_SCAN_BYTES; i += 8) {
		uint64_t v;

		memcpy(&v, data + i, sizeof v);
		v = le64toh(v);
		s.comma |= csv_scan_word(v, separator) << i;
		s.quote |= csv_scan_word(v, quote) << i;
		s.lf |= csv_scan_word(v, '\n') << i;
		s.cr |= csv_scan_word(v, '\r') << i;
		s.nul |= csv_scan_word(v, '\0') << i;
	}
	return s;
}

#if defined __x86_64__
/* Written out: a loop would not be unrolled at -O2. */
CSV_SCAN_INLINE uint64_t
csv_scan_equal(__m128i a, __m128i b, __m128i c, __m128i d, char byte)
{
	__m128i k = _mm_set1_epi8(byte);
	unsigned low = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(a, k)) |
	    (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(b, k)) << 16;
	unsigned high = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(c, k)) |
	    (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(d, k)) << 16;

	return csv_scan_keep(low | (uint64_t)high << 32);
}

CSV_SCAN_INLINE __m128i
csv_scan_load(const uint8_t *data)
{
	__m128i v;

	memcpy(&v, data, sizeof v);
	return v;
}

CSV_SCAN_INLINE struct csv_scan
csv_scan(const uint8_t data[CSV_SCAN_BYTES], uint8_t separator, uint8_t quote)
{
	__m128i a = csv_scan_load(data);
	__m128i b = csv_scan_load(data + 16);
	__m128i c = csv_scan_load(data + 32);
	__m128i d = csv_scan_load(data + 48);
	struct csv_scan s;

	s.comma = csv_scan_equal(a, b, c, d, (char)separator);
	s.quote = csv_scan_equal(a, b, c, d, (char)quote);
	s.lf = csv_scan_equal(a, b, c, d, '\n');
	s.cr = csv_scan_equal(a, b, c, d, '\r');
	s.nul = csv_scan_equal(a, b, c, d, '\0');
	return s;
}
#else
#define csv_scan csv_scan_plain
#endif

#if defined __x86_64__
/** The same where AVX2 is; the caller is of this target too. */
#define CSV_SCAN_TARGET __attribute__((target("avx2,bmi,popcnt")))

CSV_SCAN_TARGET CSV_SCAN_INLINE uint64_t
csv_scan_equal_avx2(__m256i a, __m256i b, char byte)
{
	__m256i k = _mm256_set1_epi8(byte);
	uint32_t low = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, k));
	uint32_t high = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(b, k));

	return csv_scan_keep(low | (uint64_t)high << 32);
}

CSV_SCAN_TARGET CSV_SCAN_INLINE __m256i
csv_scan_load_avx2(const uint8_t *data)
{
	__m256i v;

	memcpy(&v, data, sizeof v);
	return v;
}

CSV_SCAN_TARGET CSV_SCAN_INLINE struct csv_scan
csv_scan_avx2(const uint8_t data[CSV_SCAN_BYTES], uint8_t separator,
    uint8_t quote)
{
	__m256i a = csv_scan_load_avx2(data);
	__m256i b = csv_scan_load_avx2(data + 32);
	struct csv_scan s;

	s.comma = csv_scan_equal_avx2(a, b, (char)separator);
	s.quote = csv_scan_equal_avx2(a, b, (char)quote);
	s.lf = csv_scan_equal_avx2(a, b, '\n');
	s.cr = csv_scan_equal_avx2(a, b, '\r');
	s.nul = csv_scan_equal_avx2(a, b, '\0');
	return s;
}

CSV_SCAN_INLINE bool
csv_scan_has_avx2(void)
{
	return __builtin_cpu_supports("avx2") &&
	    __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt");
}
#endif

/** The same for fewer bytes; behind them stands nothing that matters. */
CSV_SCAN_INLINE struct csv_scan
csv_scan_part(const uint8_t *data, size_t len, uint8_t separator, uint8_t quote)
{
	uint8_t block[CSV_SCAN_BYTES];

	/* 'x' is neither a separator nor a quote of any file. */
	memset(block, 'x', sizeof block);
	memcpy(block, data, len);
	return csv_scan(block, separator, quote);
}

/** Put base plus the place of each bit into at, which has room for a multiple
 *  of eight; returns how many there are. Eight at a time, whether there are so
 *  many or not: that is cheaper than a branch that is guessed wrong. */
CSV_SCAN_INLINE uint32_t
csv_scan_places(size_t *at, size_t base, uint64_t bits)
{
	uint64_t left = bits;

	for (; left != 0; at += 8) {
#pragma GCC unroll 8
		for (unsigned i = 0; i < 8; i++) {
			/* 63 when none is left: that is not looked at. */
			uint64_t some = left | UINT64_C(1) << 63;

			at[i] = csv_scan_keep(
			    base + (unsigned)__builtin_ctzll(some));
			left &= left - 1;
		}
	}
	return (uint32_t)__builtin_popcountll(bits);
}

/** Bit i: an odd number of bits at or below i is set. */
CSV_SCAN_INLINE uint64_t
csv_scan_parity(uint64_t bits)
{
#pragma GCC unroll 6
	for (unsigned by = 1; by < 64; by *= 2)
		bits ^= bits << by;
	return bits;
}

#endif
