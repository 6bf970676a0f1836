/*
 * The body of lanes.c, included once for each path, with these set:
 * LANES_W      lanes: 4 or 8
 * LANES_FN(x)  name of a function on this path
 * LANES_TARGET attribute that lets the compiler use the path's instructions
 * LANES_BYTES  defined where shuffling bytes is one instruction and rotating
 *              words is not
 */

#define VEC   LANES_FN(vec)
#define VEC4  LANES_FN(vec4)
#define SET   LANES_FN(set)
#define HELPER LANES_TARGET static inline __attribute__((always_inline))

typedef uint64_t VEC __attribute__((vector_size(8 * LANES_W)));
typedef uint64_t VEC4 __attribute__((vector_size(32)));

/* What stands in the lanes between two blocks. */
struct SET {
	_Alignas(64) uint64_t h[8][LANES_W];
	_Alignas(64) uint64_t count[LANES_W]; /* hashed, next block included */
	_Alignas(64) uint64_t last[LANES_W];  /* all ones: it ends the message */
	_Alignas(64) uint8_t stage[LANES_W][LANES_BLOCK_BYTES];
	const uint8_t *block[LANES_W];
	const struct hash_leaf *leaf[LANES_W]; /* NULL: the lane is idle */
	const uint8_t *at[LANES_W];            /* what follows the next block */
	size_t left[LANES_W];
};

#if defined LANES_BYTES
typedef uint8_t LANES_FN(bytes) __attribute__((vector_size(8 * LANES_W)));
#define ROTATE_BYTES(x, ...)                                  \
	((VEC)__builtin_shufflevector((LANES_FN(bytes))(x),   \
	    (LANES_FN(bytes))(x), __VA_ARGS__))
#define ROTATE_32(x)                                                          \
	ROTATE_BYTES(x, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11, \
	    20, 21, 22, 23, 16, 17, 18, 19, 28, 29, 30, 31, 24, 25, 26, 27)
#define ROTATE_24(x)                                                          \
	ROTATE_BYTES(x, 3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10, \
	    19, 20, 21, 22, 23, 16, 17, 18, 27, 28, 29, 30, 31, 24, 25, 26)
#define ROTATE_16(x)                                                          \
	ROTATE_BYTES(x, 2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9, \
	    18, 19, 20, 21, 22, 23, 16, 17, 26, 27, 28, 29, 30, 31, 24, 25)
#define ROTATE_63(x) (((x) >> 63) | ((x) + (x)))
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

HELPER void
LANES_FN(words)(VEC4 *out, const uint8_t *in)
{
	memcpy(out, in, sizeof *out);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	for (int i = 0; i < 4; i++)
		(*out)[i] = __builtin_bswap64((*out)[i]);
#endif
}

/* Four words of lane i and, where there are eight lanes, of lane i + 4. */
HELPER void
LANES_FN(row)(VEC *row, const uint8_t *const block[LANES_W], int i, int byte)
{
#if LANES_W == 4
	LANES_FN(words)(row, block[i] + byte);
#else
	VEC4 low, high;

	LANES_FN(words)(&low, block[i] + byte);
	LANES_FN(words)(&high, block[i + 4] + byte);
	*row = __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7);
#endif
}

/* Four words of each block, turned round: m[k] holds word k of all lanes. */
HELPER void
LANES_FN(turn)(VEC m[4], const uint8_t *const block[LANES_W], int byte)
{
	VEC a, b, c, d, ab, cd;

	LANES_FN(row)(&a, block, 0, byte);
	LANES_FN(row)(&b, block, 1, byte);
	LANES_FN(row)(&c, block, 2, byte);
	LANES_FN(row)(&d, block, 3, byte);
	ab = PAIR_LOW(a, b);
	cd = PAIR_LOW(c, d);
	m[0] = HALF_LOW(ab, cd);
	m[2] = HALF_HIGH(ab, cd);
	ab = PAIR_HIGH(a, b);
	cd = PAIR_HIGH(c, d);
	m[1] = HALF_LOW(ab, cd);
	m[3] = HALF_HIGH(ab, cd);
}

/* One block in each lane; only the first `bytes` are read, the rest is 0. */
HELPER void
LANES_FN(compress)(struct SET *s, int bytes)
{
	VEC m[16], v[16], h[8], count, last;
	const VEC zero = { 0 };

	for (int i = 0; i < 16; i += 4) {
		if (8 * i < bytes)
			LANES_FN(turn)(m + i, s->block, 8 * i);
		else
			m[i] = m[i + 1] = m[i + 2] = m[i + 3] = zero;
	}
	memcpy(h, s->h, sizeof h);
	memcpy(&count, s->count, sizeof count);
	memcpy(&last, s->last, sizeof last);
	for (int i = 0; i < 8; i++) {
		v[i] = h[i];
		v[i + 8] = zero + iv[i];
	}
	v[12] ^= count;
	v[14] ^= last;
	ROUNDS;
	for (int i = 0; i < 8; i++)
		h[i] ^= v[i] ^ v[i + 8];
	memcpy(s->h, h, sizeof h);
}

LANES_TARGET static void
LANES_FN(whole)(struct SET *s, size_t n)
{
	for (;;) {
		LANES_FN(compress)(s, LANES_BLOCK_BYTES);
		if (--n == 0)
			return;
		for (int i = 0; i < LANES_W; i++) {
			s->block[i] += LANES_BLOCK_BYTES;
			s->count[i] += LANES_BLOCK_BYTES;
		}
	}
}

/* Copy the next n bytes of lane i behind `at` in its stage and fill up. */
HELPER void
LANES_FN(put)(struct SET *s, int i, size_t at, size_t n)
{
	memset(s->stage[i] + at, 0, LANES_BLOCK_BYTES - at);
	if (n > 0)
		memcpy(s->stage[i] + at, s->at[i], n);
	s->block[i] = s->stage[i];
	s->at[i] += n;
	s->left[i] -= n;
	s->count[i] += at + n;
	s->last[i] = s->left[i] == 0 ? UINT64_MAX : 0;
}

/* Begin a leaf in lane i: its number and first bytes are the next block. */
HELPER void
LANES_FN(begin)(struct SET *s, int i, const uint64_t start[8],
    const struct hash_leaf *leaf)
{
	const size_t room = LANES_BLOCK_BYTES - 8;
	uint64_t number = little(leaf->number);
	uint64_t salt[2];

	memcpy(salt, leaf->salt, sizeof salt);
	for (int k = 0; k < 8; k++)
		s->h[k][i] = start[k];
	s->h[4][i] ^= little(salt[0]);
	s->h[5][i] ^= little(salt[1]);
	s->leaf[i] = leaf;
	s->at[i] = leaf->bytes;
	s->left[i] = leaf->len;
	s->count[i] = 0;
	LANES_FN(put)(s, i, 8, leaf->len < room ? leaf->len : room);
	memcpy(s->stage[i], &number, 8);
}

/* Point lane i to its next blocks. Returns how many can be read in a row. */
HELPER size_t
LANES_FN(next)(struct SET *s, int i)
{
	size_t blocks = (s->left[i] - 1) / LANES_BLOCK_BYTES;

	if (blocks == 0) {
		LANES_FN(put)(s, i, 0, s->left[i]);
		return 1;
	}
	s->block[i] = s->at[i];
	s->count[i] += LANES_BLOCK_BYTES;
	return blocks;
}

HELPER void
LANES_FN(finish)(struct SET *s, int i)
{
	for (int k = 0; k < HASH_BYTES / 8; k++) {
		uint64_t word = little(s->h[k][i]);

		memcpy(s->leaf[i]->out + 8 * k, &word, 8);
	}
	s->leaf[i] = NULL;
}

/* The last lane at work does not need the others: one block at a time. */
LANES_TARGET static void
LANES_FN(alone)(struct SET *s, int i)
{
	uint64_t h[8];
	size_t blocks;

	for (int k = 0; k < 8; k++)
		h[k] = s->h[k][i];
	while (s->left[i] > 0) {
		blocks = LANES_FN(next)(s, i);
	}
}

/* Fill the lanes. Returns how many blocks all of them can do in a row, 0 when
 * none is at work. */
HELPER size_t
LANES_FN(fill)(struct SET *s, const uint64_t start[][8],
    const struct hash_leaf **leaf, const struct hash_leaf *end)
{
	size_t run = SIZE_MAX;
	int busy = -1;

	for (int i = 0; i < LANES_W; i++) {
		size_t can = 1;

		if (s->leaf[i] != NULL) {
			can = LANES_FN(next)(s, i);
		} else if (*leaf < end) {
			LANES_FN(begin)(s, i, start[(*leaf)->kind], *leaf);
			++*leaf;
		} else {
			continue;
		}
		busy = i;
		run = can < run ? can : run;
	}
	return run;
}
