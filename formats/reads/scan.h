#ifndef FORMATS_READS_SCAN_H
#define FORMATS_READS_SCAN_H

/** Runs of plain text, 16 bytes at a time where SSE2 is, one elsewhere; a test
 *  holds the two equal. */

#include <stddef.h>
#include <stdint.h>

#if defined __SSE2__
#include <emmintrin.h>
#endif

#define SCAN_BYTES 16

/** Where the first byte is that is one of these three, a control character or
 *  no ASCII; or the end. */
struct scan_stops {
	uint8_t a;
	uint8_t b;
	uint8_t c;
};
static inline const uint8_t *
scan_bytes(const uint8_t *p, const uint8_t *end, struct scan_stops stops)
{
	while (p < end && *p >= 0x20 && *p < 0x80 && *p != stops.a &&
	    *p != stops.b && *p != stops.c)
		p++;
	return p;
}

#if defined __SSE2__
static inline const uint8_t *
scan_plain(const uint8_t *p, const uint8_t *end, struct scan_stops stops)
{
	const __m128i a = _mm_set1_epi8((char)stops.a);
	const __m128i b = _mm_set1_epi8((char)stops.b);
	const __m128i c = _mm_set1_epi8((char)stops.c);
	const __m128i least = _mm_set1_epi8(0x20);

	for (; end - p >= SCAN_BYTES; p += SCAN_BYTES) {
		/* Above 7F is below 0 here. */
		__m128i v = _mm_loadu_si128((const __m128i_u *)p);
		__m128i stop = _mm_or_si128(
		    _mm_or_si128(_mm_cmpeq_epi8(v, a), _mm_cmpeq_epi8(v, b)),
		    _mm_or_si128(_mm_cmpeq_epi8(v, c),
			_mm_cmplt_epi8(v, least)));
		unsigned bits = (unsigned)_mm_movemask_epi8(stop);

		if (bits != 0)
			return p + (unsigned)__builtin_ctz(bits);
	}
	return scan_bytes(p, end, stops);
}
#else
#define scan_plain scan_bytes
#endif

/** How many line ends there are. */
static inline uint64_t
scan_lines(const uint8_t *data, size_t len)
{
	uint64_t lines = 0;
	size_t i = 0;

#if defined __SSE2__
	const __m128i lf = _mm_set1_epi8('\n');
	const __m128i zero = _mm_setzero_si128();

	while (len - i >= SCAN_BYTES) {
		__m128i sums = zero;

		/* No byte of the sums overflows before it is taken. */
		for (int n = 0; n < 255 && len - i >= SCAN_BYTES; n++) {
			__m128i v =
			    _mm_loadu_si128((const __m128i_u *)(data + i));

			sums = _mm_sub_epi8(sums, _mm_cmpeq_epi8(v, lf));
			i += SCAN_BYTES;
		}
		sums = _mm_sad_epu8(sums, zero);
		lines += (uint64_t)_mm_cvtsi128_si64(sums) +
		    (uint64_t)_mm_cvtsi128_si64(_mm_srli_si128(sums, 8));
	}
#endif
	for (; i < len; i++)
		lines += data[i] == '\n';
	return lines;
}

#endif
