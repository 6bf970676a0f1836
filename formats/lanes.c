#include "formats/lanes.h"

#include <string.h>

#include "formats/lanes_inside.h"

void
lanes_start(uint64_t state[8], uint8_t digest_bytes, uint8_t key_bytes,
    const char *person)
{
	static const uint64_t iv[8] = LANES_IV;
	uint64_t words[2] = { 0, 0 };

	/* RFC 7693, 2.5: fanout and depth are 1, all between them and the
	 * salt is 0. */
	memcpy(state, iv, sizeof iv);
	state[0] ^= 0x01010000U | (uint64_t)key_bytes << 8 | digest_bytes;
	if (person != NULL)
		memcpy(words, person, sizeof words);
	state[6] ^= lanes_little(words[0]);
	state[7] ^= lanes_little(words[1]);
}

void
lanes_put(uint8_t *out, const uint64_t *words, size_t bytes)
{
	for (size_t i = 0; i < bytes / 8; i++) {
		uint64_t word = lanes_little(words[i]);

		memcpy(out + 8 * i, &word, 8);
	}
}

/* Copy up to 128 bytes by two moves of a fixed size that may overlap; for so
 * few a call or a string instruction would cost more. */
static inline void
copy(uint8_t *out, const uint8_t *in, size_t n)
{
	if (n >= 64) {
		memcpy(out, in, 64);
		memcpy(out + n - 64, in + n - 64, 64);
	} else if (n >= 32) {
		memcpy(out, in, 32);
		memcpy(out + n - 32, in + n - 32, 32);
	} else if (n >= 16) {
		memcpy(out, in, 16);
		memcpy(out + n - 16, in + n - 16, 16);
	} else if (n >= 8) {
		memcpy(out, in, 8);
		memcpy(out + n - 8, in + n - 8, 8);
	} else if (n > 0) {
		out[0] = in[0];
		out[n / 2] = in[n / 2];
		out[n - 1] = in[n - 1];
		if (n >= 4) {
			memcpy(out, in, 4);
			memcpy(out + n - 4, in + n - 4, 4);
		}
	}
}

/* Put n bytes in the stage of lane i from byte `at`, and zeros around. */
static inline void
put(struct lanes_set *s, int i, size_t at, const uint8_t *in, size_t n)
{
	uint8_t *out = s->stage[i];

	memset(out, 0, 32);
	memset(out + 32, 0, 32);
	memset(out + 64, 0, 32);
	memset(out + 96, 0, 32);
	copy(out + at, in, n);
	s->block[i] = out;
}

/* The same for the next n bytes of what lane i works at. */
static inline void
stage(struct lanes_set *s, int i, size_t at, size_t n)
{
	put(s, i, at, s->at[i], n);
	s->whole[i] = 0;
	s->at[i] += n;
	s->left[i] -= n;
	s->count[i] += at + n;
	s->last[i] = s->left[i] == 0 ? UINT64_MAX : 0;
}

/* Begin a leaf in lane i: its number and first bytes are the next block. */
static inline void
begin(struct lanes_set *s, int i, const uint64_t start[8],
    const struct hash_leaf *leaf)
{
	const size_t room = LANES_BLOCK_BYTES - 8;
	uint64_t number = lanes_little(leaf->number);
	uint64_t salt[2];

	memcpy(salt, leaf->salt, sizeof salt);
	for (int k = 0; k < 8; k++)
		s->h[k][i] = start[k];
	s->h[4][i] ^= lanes_little(salt[0]);
	s->h[5][i] ^= lanes_little(salt[1]);
	s->leaf[i] = leaf;
	s->at[i] = leaf->bytes;
	s->left[i] = leaf->len;
	s->count[i] = 0;
	stage(s, i, 8, leaf->len < room ? leaf->len : room);
	memcpy(s->stage[i], &number, 8);
}

/* Point lane i, whose message goes on, to its next block. */
static inline void
go_on(struct lanes_set *s, int i)
{
	s->whole[i] = (s->left[i] - 1) / LANES_BLOCK_BYTES;
	if (s->whole[i] == 0) {
		stage(s, i, 0, s->left[i]);
		return;
	}
	s->block[i] = s->at[i];
	s->count[i] += LANES_BLOCK_BYTES;
}

/* n blocks of lane i were hashed; run has moved count to the last of them. */
static inline void
done(struct lanes_set *s, int i, size_t n)
{
	if (s->whole[i] > 0) {
		s->at[i] += n * LANES_BLOCK_BYTES;
		s->left[i] -= n * LANES_BLOCK_BYTES;
	} else if (s->last[i] != 0) {
		for (int k = 0; k < HASH_BYTES / 8; k++) {
			uint64_t word = lanes_little(s->h[k][i]);

			memcpy(s->leaf[i]->out + (size_t)k * 8, &word, 8);
		}
		s->leaf[i] = NULL;
	}
}

/* The last lane at work does not need the others. */
static void
alone(const struct lanes_path *path, struct lanes_set *s, int i)
{
	uint64_t state[8];

	for (int k = 0; k < 8; k++)
		state[k] = s->h[k][i];
	for (;;) {
		size_t n = s->whole[i] > 0 ? s->whole[i] : 1;

		path->one(state, s->block[i], n, s->count[i], s->last[i]);
		if (s->last[i] != 0)
			break;
		s->count[i] += (n - 1) * LANES_BLOCK_BYTES;
		done(s, i, n);
		go_on(s, i);
	}
	lanes_put(s->leaf[i]->out, state, HASH_BYTES);
	s->leaf[i] = NULL;
}

void
lanes_leaves(const struct lanes_path *path, const uint64_t start[][8],
    const struct hash_leaf *leaves, size_t n)
{
	const struct hash_leaf *end = leaves + n;
	struct lanes_set s;

	memset(&s, 0, offsetof(struct lanes_set, stage));
	for (;;) {
		size_t run = SIZE_MAX;
		int busy = 0;
		int one = 0;

		for (int i = 0; i < path->width; i++) {
			if (s.leaf[i] != NULL)
				go_on(&s, i);
			else if (leaves == end)
				continue;
			else {
				begin(&s, i, start[leaves->kind], leaves);
				leaves++;
			}
			busy++;
			one = i;
			if (s.whole[i] < run)
				run = s.whole[i] > 0 ? s.whole[i] : 1;
		}
		if (busy == 0)
			return;
		if (busy == 1 && leaves == end) {
			alone(path, &s, one);
			return;
		}
		for (int i = 0; i < path->width; i++) {
			if (s.leaf[i] == NULL)
				s.block[i] = s.block[one];
		}
		path->run(&s, run, LANES_BLOCK_BYTES);
		for (int i = 0; i < path->width; i++) {
			if (s.leaf[i] != NULL)
				done(&s, i, run);
		}
	}
}

/* Message k of b, as a whole block in lane i. */
static inline void
load(struct lanes_set *s, int i, const struct lanes_blocks *b, size_t k)
{
	const uint8_t *in = b->in + k * b->stride;
	size_t len = b->lens != NULL ? b->lens[k] : b->len;

	if (b->lens != NULL)
		put(s, i, 0, in, len);
	else
		s->block[i] = in;
	s->count[i] = b->before + len;
}

static void
single_block(const struct lanes_path *path, struct lanes_set *s,
    const struct lanes_blocks *b, size_t k)
{
	uint64_t state[8];
	size_t len = b->lens != NULL ? b->lens[k] : b->len;

	memcpy(state, b->start, sizeof state);
	put(s, 0, 0, b->in + k * b->stride, len);
	path->one(state, s->block[0], 1, b->before + len, UINT64_MAX);
	lanes_put(b->out + k * b->out_bytes, state, b->out_bytes);
}

void
lanes_blocks(const struct lanes_path *path, const struct lanes_blocks *b)
{
	size_t width = (size_t)path->width;
	int bytes = b->lens != NULL ? LANES_BLOCK_BYTES : (int)b->stride;
	uint64_t first[8][LANES_MAX];
	struct lanes_set s;

	memset(s.last, 0xff, sizeof s.last);
	for (int i = 0; i < 8 * LANES_MAX; i++)
		first[i / LANES_MAX][i % LANES_MAX] = b->start[i / LANES_MAX];
	for (size_t k = 0; k < b->n; k += width) {
		size_t n = b->n - k < width ? b->n - k : width;

		if (n == 1) {
			single_block(path, &s, b, k);
			return;
		}
		for (int i = 0; i < 8; i++)
			memcpy(s.h[i], first[i], sizeof s.h[i]);
		/* Lanes without a message of their own repeat the last. */
		for (size_t i = 0; i < width; i++)
			load(&s, (int)i, b, k + (i < n ? i : n - 1));
		path->run(&s, 1, bytes);
		for (size_t i = 0; i < n; i++) {
			uint64_t words[8];

			for (int j = 0; j < 8; j++)
				words[j] = s.h[j][i];
			lanes_put(b->out + (k + i) * b->out_bytes, words,
			    b->out_bytes);
		}
	}
}
