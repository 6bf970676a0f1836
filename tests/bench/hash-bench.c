/* How fast records, nodes, salts and streams are hashed, next to libb2 in the
 * same run. Prints a line for each: the best of several rounds. */

#include <blake2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "formats/hash.h"
#include "formats/lanes.h"
#include "formats/salt.h"

#define ROUNDS	   15
#define DATA_BYTES (UINT32_C(32) << 20)

static uint8_t *data;
static uint8_t *out;
static struct hash_leaf *leaves;
static uint64_t start[3][8];

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* One thing to measure: n times, over bytes in all. */
struct work {
	const char *name;
	size_t n;
	size_t bytes;
	void (*run)(const struct work *w, const struct lanes_path *path);
	void (*libb2)(const struct work *w);
	bool best_only; /* run takes the best path, whatever it is told */
};

static void
hash_one(uint8_t *to, size_t to_bytes, const uint8_t *salt, uint64_t number,
    const uint8_t *in, size_t len)
{
	blake2b_param p;
	blake2b_state s;

	memset(&p, 0, sizeof p);
	p.digest_length = (uint8_t)to_bytes;
	p.fanout = 1;
	p.depth = 1;
	if (salt != NULL)
		memcpy(p.salt, salt, sizeof p.salt);
	blake2b_init_param(&s, &p);
	if (salt != NULL)
		blake2b_update(&s, (const uint8_t *)&number, sizeof number);
	blake2b_update(&s, in, len);
	blake2b_final(&s, to, to_bytes);
}

static void
leaves_run(const struct work *w, const struct lanes_path *path)
{
	lanes_leaves(path, (const uint64_t(*)[8])start, leaves, w->n);
}

static void
leaves_libb2(const struct work *w)
{
	for (size_t i = 0; i < w->n; i++)
		hash_one(leaves[i].out, HASH_BYTES, leaves[i].salt,
		    leaves[i].number, leaves[i].bytes, leaves[i].len);
}

static void
nodes_run(const struct work *w, const struct lanes_path *path)
{
	lanes_blocks(path,
	    &(struct lanes_blocks){
		.start = start[0],
		.in = data,
		.stride = 64,
		.len = 64,
		.out = out,
		.out_bytes = 32,
		.n = w->n,
	    });
}

static void
nodes_libb2(const struct work *w)
{
	for (size_t i = 0; i < w->n; i++)
		hash_one(out + 32 * i, 32, NULL, 0, data + 64 * i, 64);
}

static void
salts_run(const struct work *w, const struct lanes_path *path)
{
	struct salt_cover c;
	struct why why = { 0 };

	(void)path;
	if (salt_cover_init(&c, data, 0, (uint32_t)w->n, data, &why) != 0 ||
	    salt_cover_derive(&c, out, &why) != 0)
		abort();
	salt_cover_clear(&c);
}

/* A third of a hash a salt: those of all levels, four children each. */
static void
salts_libb2(const struct work *w)
{
	for (size_t i = 0; i < w->n / 3; i++)
		hash_one(out, 64, NULL, 0, data + 52 * i, 52);
}

static void
stream_run(const struct work *w, const struct lanes_path *path)
{
	struct hash_digest d;

	hash_digest_init_on(&d, path);
	hash_digest_add(&d, data, w->bytes);
	hash_digest_final(&d, out);
}

static void
stream_libb2(const struct work *w)
{
	hash_one(out, 64, NULL, 0, data, w->bytes);
}

/* Leaves over data, from..to bytes each; how many. */
static size_t
cut(size_t from, size_t to)
{
	size_t n = 0;

	for (size_t at = 0; at + to <= DATA_BYTES; n++) {
		size_t len = from + n * 7919 % (to - from + 1);

		leaves[n] = (struct hash_leaf){
			.bytes = data + at,
			.salt = data + n % 4096,
			.out = out + n * HASH_BYTES,
			.number = n,
			.len = (uint32_t)len,
		};
		at += len;
	}
	return n;
}

static bool
measured(const struct work *w, const struct lanes_path *path)
{
	return w->best_only ? path == lanes_best() : path->supported();
}

static void
measure(const struct work *w)
{
	double libb2 = 1e9;
	double best[8];

	for (size_t i = 0; i < lanes_paths_n; i++)
		best[i] = 1e9;
	for (int round = 0; round < ROUNDS; round++) {
		double from = seconds();
		double took;

		w->libb2(w);
		took = seconds() - from;
		libb2 = took < libb2 ? took : libb2;
		for (size_t i = 0; i < lanes_paths_n; i++) {
			if (!measured(w, &lanes_paths[i]))
				continue;
			from = seconds();
			w->run(w, &lanes_paths[i]);
			took = seconds() - from;
			best[i] = took < best[i] ? took : best[i];
		}
	}
	printf("%-24s libb2 %5.0f MB/s %6.1f ns", w->name,
	    (double)w->bytes / libb2 / 1e6, libb2 / (double)w->n * 1e9);
	for (size_t i = 0; i < lanes_paths_n; i++) {
		if (!measured(w, &lanes_paths[i]))
			continue;
		printf(" | %s %5.0f MB/s %6.1f ns x%.2f", lanes_paths[i].name,
		    (double)w->bytes / best[i] / 1e6,
		    best[i] / (double)w->n * 1e9, libb2 / best[i]);
	}
	putchar('\n');
}

int
main(void)
{
	static const struct {
		const char *name;
		size_t from;
		size_t to;
	} rows[] = {
		{ "rows of 64 bytes", 64, 64 },
		{ "rows of 180 bytes", 180, 180 },
		{ "rows of 100-300 bytes", 100, 300 },
		{ "files of 4-60 KB", 4000, 60000 },
		{ "pieces of 1 MiB", 1U << 20, 1U << 20 },
	};
	size_t most = DATA_BYTES / 64;

	data = malloc(DATA_BYTES);
	out = malloc(most * HASH_BYTES);
	leaves = calloc(most, sizeof *leaves);
	if (data == NULL || out == NULL || leaves == NULL)
		abort();
	for (size_t i = 0; i < DATA_BYTES; i++)
		data[i] = (uint8_t)(i * 7 + i / 999);
	lanes_start(start[0], HASH_BYTES, 0, NULL);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct work w = { rows[i].name, 0, 0, leaves_run, leaves_libb2,
			false };

		w.n = cut(rows[i].from, rows[i].to);
		for (size_t k = 0; k < w.n; k++)
			w.bytes += leaves[k].len;
		measure(&w);
	}
	measure(&(struct work){ "nodes", most, 64 * most, nodes_run,
	    nodes_libb2, false });
	measure(&(struct work){ "salts", 200000, 16UL * 200000, salts_run,
	    salts_libb2, true });
	measure(&(struct work){ "one stream", 1, DATA_BYTES, stream_run,
	    stream_libb2, false });
	free(leaves);
	free(out);
	free(data);
	return 0;
}
