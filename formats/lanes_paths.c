#include "formats/lanes_inside.h"

#include <string.h>

static const uint64_t iv[8] = LANES_IV;

#define LANES_PASTE_2(a, b) a##b
#define LANES_PASTE(a, b)   LANES_PASTE_2(a, b)
#define PORTABLE_LANES	    4

static bool
portable_supported(void)
{
	return true;
}

/* NOLINTBEGIN(readability-function-size): twelve rounds, unrolled. */
static void
portable_one(uint64_t state[8], const uint8_t *blocks, size_t n, uint64_t count,
    uint64_t last)
{
	uint64_t m[16], v[16];

	for (; n > 0; n--) {
		memcpy(m, blocks, sizeof m);
		for (int i = 0; i < 16; i++)
			m[i] = lanes_little(m[i]);
		memcpy(v, state, sizeof v / 2);
		memcpy(v + 8, iv, sizeof v / 2);
		v[12] ^= count;
		v[14] ^= last;
#define MIX(a, b, c, d, x, y)                                          \
	LANES_MIX(v[a], v[b], v[c], v[d], m[x], m[y], LANES_ROTATE_32, \
	    LANES_ROTATE_24, LANES_ROTATE_16, LANES_ROTATE_63)
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
		LANES_ROUNDS(ROUND);
		for (int i = 0; i < 8; i++)
			state[i] ^= v[i] ^ v[i + 8];
		blocks += LANES_BLOCK_BYTES;
		count += LANES_BLOCK_BYTES;
	}
}
#undef MIX
#undef ROUND

/* One lane after the other: narrow vectors, which know no rotation, are slower
 * than words. */
static void
portable_run(struct lanes_set *s, size_t n, int bytes)
{
	uint8_t block[LANES_BLOCK_BYTES] = { 0 };
	uint64_t state[8];

	for (int i = 0; i < PORTABLE_LANES; i++) {
		const uint8_t *in = s->block[i];

		if (bytes < LANES_BLOCK_BYTES) {
			memcpy(block, in, (size_t)bytes);
			in = block;
		}
		for (int k = 0; k < 8; k++)
			state[k] = s->h[k][i];
		portable_one(state, in, n, s->count[i], s->last[i]);
		for (int k = 0; k < 8; k++)
			s->h[k][i] = state[k];
		s->count[i] += (n - 1) * LANES_BLOCK_BYTES;
	}
}

#if defined __x86_64__
#define LANES_W	     4
#define LANES_RUN    avx2_run
#define LANES_TARGET __attribute__((target("avx2")))
#define LANES_BYTES
#include "formats/lanes-body.h"

#define LANES_W	     8
#define LANES_RUN    avx512_run
#define LANES_TARGET __attribute__((target("avx512f,avx512vl,avx512dq")))
#include "formats/lanes-body.h"

static bool
avx2_supported(void)
{
	return __builtin_cpu_supports("avx2");
}

static bool
avx512_supported(void)
{
	return __builtin_cpu_supports("avx512f") &&
	    __builtin_cpu_supports("avx512vl") &&
	    __builtin_cpu_supports("avx512dq");
}

/* One lane: a row of its state in each vector. Rows a, c and d are turned so
 * that diagonals stand in columns; b, which is ready last, stays. */
__attribute__((target("avx2"))) static void
avx2_one(uint64_t state[8], const uint8_t *blocks, size_t n, uint64_t count,
    uint64_t last)
{
	lanes_words a, b, c, d, h[2];
	uint64_t m[16];

	memcpy(h, state, sizeof h);
	for (; n > 0; n--) {
		memcpy(m, blocks, sizeof m);
		a = h[0];
		b = h[1];
		memcpy(&c, iv, sizeof c);
		memcpy(&d, iv + 4, sizeof d);
		d ^= (lanes_words){ count, 0, last, 0 };
#define MIX(x, y)                                                       \
	LANES_MIX(a, b, c, d, x, y, LANES_SHUFFLE_32, LANES_SHUFFLE_24, \
	    LANES_SHUFFLE_16, LANES_ROTATE_63)
#define PICK(w, x, y, z) ((lanes_words){ m[w], m[x], m[y], m[z] })
#define ROUND(s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11, s12, s13, s14, \
    s15)                                                                       \
	do {                                                                   \
		MIX(PICK(s0, s2, s4, s6), PICK(s1, s3, s5, s7));               \
		a = __builtin_shufflevector(a, a, 3, 0, 1, 2);                 \
		d = __builtin_shufflevector(d, d, 2, 3, 0, 1);                 \
		c = __builtin_shufflevector(c, c, 1, 2, 3, 0);                 \
		MIX(PICK(s14, s8, s10, s12), PICK(s15, s9, s11, s13));         \
		a = __builtin_shufflevector(a, a, 1, 2, 3, 0);                 \
		d = __builtin_shufflevector(d, d, 2, 3, 0, 1);                 \
		c = __builtin_shufflevector(c, c, 3, 0, 1, 2);                 \
	} while (0)
		LANES_ROUNDS(ROUND);
		h[0] ^= a ^ c;
		h[1] ^= b ^ d;
		blocks += LANES_BLOCK_BYTES;
		count += LANES_BLOCK_BYTES;
	}
	memcpy(state, h, sizeof h);
}
#endif
/* NOLINTEND(readability-function-size) */

const struct lanes_path lanes_paths[] = {
#if defined __x86_64__
	{ "avx512", avx512_supported, avx512_run, 8, avx2_one, true },
	{ "avx2", avx2_supported, avx2_run, 4, avx2_one, true },
#endif
	{ "portable", portable_supported, portable_run, PORTABLE_LANES,
	    portable_one, false },
};
const size_t lanes_paths_n = sizeof lanes_paths / sizeof lanes_paths[0];

const struct lanes_path *
lanes_best(void)
{
	const struct lanes_path *path = lanes_paths;

	while (!path->supported())
		path++;
	return path;
}
