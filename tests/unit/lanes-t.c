#include "formats/lanes.h"

#include <blake2.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap/tap.h"

#define LEN_MAX	  1025
#define BYTES_MAX (1U << 20)

static const char *const persons[] = { "sealbag-1-member", "sealbag-1-record",
	"sealbag-1-event\0" };
static uint64_t start[3][8];
static uint8_t *data;

/* Numbers that are the same in each run. */
static uint32_t
number(uint32_t *state)
{
	*state = *state * 1664525U + 1013904223U;
	return *state >> 8;
}

static void
reference(uint8_t out[HASH_BYTES], const struct hash_leaf *leaf)
{
	blake2b_param p;
	blake2b_state s;
	uint8_t number_bytes[8];

	memset(&p, 0, sizeof p);
	p.digest_length = HASH_BYTES;
	p.fanout = 1;
	p.depth = 1;
	memcpy(p.salt, leaf->salt, sizeof p.salt);
	memcpy(p.personal, persons[leaf->kind], sizeof p.personal);
	for (int i = 0; i < 8; i++)
		number_bytes[i] = (uint8_t)(leaf->number >> 8 * i);
	blake2b_init_param(&s, &p);
	blake2b_update(&s, number_bytes, sizeof number_bytes);
	blake2b_update(&s, leaf->bytes, leaf->len);
	blake2b_final(&s, out, HASH_BYTES);
}

/* A batch of n leaves with lengths from len(i): how many hashes are wrong. */
static size_t
batch(const struct lanes_path *path, size_t n,
    uint32_t (*len)(size_t i, uint32_t *state), uint32_t seed)
{
	struct hash_leaf *leaves = calloc(n, sizeof *leaves);
	uint8_t *out = calloc(n, HASH_BYTES);
	uint8_t want[HASH_BYTES];
	size_t wrong = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t bytes = len(i, &seed);
		/* Exactly as long as stated, so that a read beyond shows. */
		uint8_t *copy = malloc(bytes + 1U);

		memcpy(copy, data + number(&seed) % BYTES_MAX, bytes);
		copy = realloc(copy, bytes > 0 ? bytes : 1);
		leaves[i] = (struct hash_leaf){
			.bytes = copy,
			.salt = data + number(&seed) % 4096,
			.out = out + i * HASH_BYTES,
			.number = (uint64_t)number(&seed) << 32 | i,
			.len = bytes,
			.kind = number(&seed) % 3,
		};
	}
	lanes_leaves(path, (const uint64_t(*)[8])start, leaves, n);
	for (size_t i = 0; i < n; i++) {
		reference(want, &leaves[i]);
		wrong += memcmp(want, leaves[i].out, HASH_BYTES) != 0;
		free((void *)(uintptr_t)leaves[i].bytes);
	}
	free(leaves);
	free(out);
	return wrong;
}

static uint32_t
len_in_order(size_t i, uint32_t *state)
{
	(void)state;
	return (uint32_t)i;
}

static uint32_t
len_all_one(size_t i, uint32_t *state)
{
	static uint32_t len;

	/* The seed is the length; the state goes on. */
	if (i == 0)
		len = *state;
	return len;
}

static uint32_t
len_rows(size_t i, uint32_t *state)
{
	(void)i;
	return number(state) % 400;
}

static uint32_t
len_mixed(size_t i, uint32_t *state)
{
	static const uint32_t longest[] = { 10, 300, 3000, 70000, BYTES_MAX };

	if (i % 37 == 0)
		return BYTES_MAX;
	return number(state) % (longest[number(state) % 4] + 1);
}

static void
test_leaves(const struct lanes_path *path)
{
	size_t wrong = 0;

	tap_number((long long)batch(path, LEN_MAX + 1, len_in_order, 1), 0,
	    "%s: leaves of 0..%d bytes in one batch equal libb2", path->name,
	    LEN_MAX);
	for (uint32_t len = 0; len <= LEN_MAX; len++) {
		wrong += batch(path, 1, len_all_one, len);
		wrong += batch(path, 1 + len % 19, len_all_one, len);
	}
	tap_number((long long)wrong, 0,
	    "%s: one leaf and 1..19 of one length equal libb2", path->name);
	wrong = 0;
	for (uint32_t n = 0; n < 200; n++)
		wrong += batch(path, n, len_rows, n);
	tap_number((long long)wrong, 0,
	    "%s: batches of 0..199 rows equal libb2", path->name);
	tap_number((long long)batch(path, 300, len_mixed, 7), 0,
	    "%s: rows among pieces of 1 MiB equal libb2", path->name);
}

static size_t
test_one_block(const struct lanes_path *path, size_t n, size_t stride,
    size_t out_bytes, bool in_place)
{
	uint8_t *in = calloc(n + 1, stride);
	uint8_t *out = in_place ? in : calloc(n + 1, 64);
	uint8_t want[64][64];
	size_t wrong = 0;
	size_t len = stride == 64 ? 52 : 128;
	uint64_t begin[8];

	for (size_t i = 0; i < n; i++) {
		memcpy(in + i * stride, data + 100 * i + n, len);
		blake2b(want[i], in + i * stride, NULL, out_bytes, len, 0);
	}
	lanes_start(begin, (uint8_t)out_bytes, 0, NULL);
	lanes_blocks(path,
	    &(struct lanes_blocks){
		.start = begin,
		.in = in,
		.stride = stride,
		.len = len,
		.out = out,
		.out_bytes = out_bytes,
		.n = n,
	    });
	for (size_t i = 0; i < n; i++)
		wrong += memcmp(out + i * out_bytes, want[i], out_bytes) != 0;
	if (!in_place)
		free(out);
	free(in);
	return wrong;
}

static void
test_blocks(const struct lanes_path *path)
{
	static const size_t sizes[] = { 16, 32, 64 };
	size_t wrong = 0;

	for (size_t n = 0; n < 40; n++) {
		for (size_t i = 0; i < 12; i++)
			wrong += test_one_block(path, n, i & 1 ? 64 : 128,
			    sizes[i / 4], i & 2);
	}
	tap_number((long long)wrong, 0,
	    "%s: 0..39 messages of one block equal libb2, also in place",
	    path->name);
}

/* Lengths of their own, and other bytes behind each message. */
static void
test_lens(const struct lanes_path *path)
{
	uint8_t in[129 * 128], out[129 * 16], want[16], lens[129];
	uint64_t begin[8];
	size_t wrong = 0;

	memcpy(in, data, sizeof in);
	lanes_start(begin, 16, 0, NULL);
	for (size_t i = 0; i < sizeof lens; i++)
		lens[i] = (uint8_t)(128 - i);
	lanes_blocks(path,
	    &(struct lanes_blocks){
		.start = begin,
		.in = in,
		.stride = 128,
		.lens = lens,
		.out = out,
		.out_bytes = 16,
		.n = sizeof lens,
	    });
	for (size_t i = 0; i < sizeof lens; i++) {
		blake2b(want, in + 128 * i, NULL, 16, lens[i], 0);
		wrong += memcmp(want, out + 16 * i, 16) != 0;
	}
	tap_number((long long)wrong, 0,
	    "%s: bytes behind a short message do not count", path->name);
}

int
main(void)
{
	uint32_t state = 1;

	data = malloc(2 * BYTES_MAX);
	for (size_t i = 0; i < 2 * BYTES_MAX; i++)
		data[i] = (uint8_t)number(&state);
	for (size_t i = 0; i < 3; i++)
		lanes_start(start[i], HASH_BYTES, 0, persons[i]);
	for (size_t i = 0; i < lanes_paths_n; i++) {
		const struct lanes_path *path = &lanes_paths[i];

		if (!path->supported()) {
			tap_skip("this processor has no %s", path->name);
			continue;
		}
		test_leaves(path);
		test_blocks(path);
		test_lens(path);
	}
	tap_ok(lanes_best()->supported(), "the best path is supported");
	tap_text(lanes_paths[lanes_paths_n - 1].name, "portable",
	    "the last path is the one that runs everywhere");
	free(data);
	return tap_done();
}
