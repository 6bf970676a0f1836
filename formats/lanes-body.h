/*
 * The vector code of a path, for processors whose words are little-endian.
 * Included once for each path, with other macros:
 * LANES_W      lanes: 4 or 8
 * LANES_RUN    name of the function
 * LANES_TARGET attribute that lets the compiler use the path's instructions
 * LANES_BYTES  defined where one instruction shuffles bytes and none rotates
 */

#define VEC  LANES_PASTE(LANES_RUN, _vec)
#define ROW  LANES_PASTE(LANES_RUN, _row)
#define TURN LANES_PASTE(LANES_RUN, _turn)

typedef uint64_t VEC __attribute__((vector_size(8 * LANES_W)));

#if defined LANES_BYTES
#define ROTATE_32 LANES_SHUFFLE_32
#define ROTATE_24 LANES_SHUFFLE_24
#define ROTATE_16 LANES_SHUFFLE_16
#else
#define ROTATE_32 LANES_ROTATE_32
#define ROTATE_24 LANES_ROTATE_24
#define ROTATE_16 LANES_ROTATE_16
#endif

/* Words of two rows, interleaved; then their 128-bit halves put together. */
#if LANES_W == 4
#define PAIR_LOW(a, b)	__builtin_shufflevector(a, b, 0, 4, 2, 6)
#define PAIR_HIGH(a, b) __builtin_shufflevector(a, b, 1, 5, 3, 7)
#define HALF_LOW(a, b)	__builtin_shufflevector(a, b, 0, 1, 4, 5)
#define HALF_HIGH(a, b) __builtin_shufflevector(a, b, 2, 3, 6, 7)
#else
#define PAIR_LOW(a, b)	__builtin_shufflevector(a, b, 0, 8, 2, 10, 4, 12, 6, 14)
#define PAIR_HIGH(a, b) __builtin_shufflevector(a, b, 1, 9, 3, 11, 5, 13, 7, 15)
#define HALF_LOW(a, b)	__builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13)
#define HALF_HIGH(a, b) \
	__builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15)
#endif

#define MIX(a, b, c, d, x, y)                                               \
	LANES_MIX(v[a], v[b], v[c], v[d], m[x], m[y], ROTATE_32, ROTATE_24, \
	    ROTATE_16, LANES_ROTATE_63)
#define ROUND(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p) \
	do {                                                  \
		MIX(0, 4, 8, 12, a, b);                       \
		MIX(1, 5, 9, 13, c, d);                       \
		MIX(2, 6, 10, 14, e, f);                      \
		MIX(3, 7, 11, 15, g, h);                      \
		MIX(0, 5, 10, 15, i, j);                      \
		MIX(1, 6, 11, 12, k, l);                      \
		MIX(2, 7, 8, 13, m, n);                       \
		MIX(3, 4, 9, 14, o, p);                       \
	} while (0)

/* Four words of lane i and, where there are eight lanes, of lane i + 4. */
LANES_TARGET static inline __attribute__((always_inline)) void
ROW(VEC *row, const uint8_t *const *block, int i, int byte)
{
#if LANES_W == 4
	memcpy(row, block[i] + byte, sizeof *row);
#else
	lanes_words low, high;

	memcpy(&low, block[i] + byte, sizeof low);
	memcpy(&high, block[i + 4] + byte, sizeof high);
	*row = __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7);
#endif
}

/* Four words of each block, turned round: m[k] holds word k of all lanes. */
LANES_TARGET static inline __attribute__((always_inline)) void
TURN(VEC m[4], const uint8_t *const *block, int byte)
{
	VEC a, b, c, d, ab, cd;

	ROW(&a, block, 0, byte);
	ROW(&b, block, 1, byte);
	ROW(&c, block, 2, byte);
	ROW(&d, block, 3, byte);
	ab = PAIR_LOW(a, b);
	cd = PAIR_LOW(c, d);
	m[0] = HALF_LOW(ab, cd);
	m[2] = HALF_HIGH(ab, cd);
	ab = PAIR_HIGH(a, b);
	cd = PAIR_HIGH(c, d);
	m[1] = HALF_LOW(ab, cd);
	m[3] = HALF_HIGH(ab, cd);
}

LANES_TARGET static void
LANES_RUN(struct lanes_set *s, size_t n, int bytes)
{
	VEC m[16], v[16], h[8], count, last;
	const VEC zero = { 0 };

	for (int i = 0; i < 8; i++)
		memcpy(&h[i], s->h[i], sizeof h[i]);
	memcpy(&count, s->count, sizeof count);
	memcpy(&last, s->last, sizeof last);
	for (;;) {
		for (int i = 0; i < 16; i += 4) {
			m[i] = m[i + 1] = m[i + 2] = m[i + 3] = zero;
			if (8 * i < bytes)
				TURN(m + i, s->block, 8 * i);
		}
		for (int i = 0; i < 8; i++) {
			v[i] = h[i];
			v[i + 8] = zero + iv[i];
		}
		v[12] ^= count;
		v[14] ^= last;
		LANES_ROUNDS(ROUND);
		for (int i = 0; i < 8; i++)
			h[i] ^= v[i] ^ v[i + 8];
		if (--n == 0)
			break;
		count += LANES_BLOCK_BYTES;
		for (int i = 0; i < LANES_W; i++)
			s->block[i] += LANES_BLOCK_BYTES;
	}
	for (int i = 0; i < 8; i++)
		memcpy(s->h[i], &h[i], sizeof h[i]);
	memcpy(s->count, &count, sizeof count);
}

#undef LANES_W
#undef LANES_RUN
#undef LANES_TARGET
#undef LANES_BYTES
#undef VEC
#undef ROW
#undef TURN
#undef ROTATE_32
#undef ROTATE_24
#undef ROTATE_16
#undef PAIR_LOW
#undef PAIR_HIGH
#undef HALF_LOW
#undef HALF_HIGH
#undef MIX
#undef ROUND
