#include "formats/tree.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap/tap.h"

#define MAX_LEAVES 130

/* Leaves for the tests with BLAKE2b, and roots over the first n by the
 * definition of RFC 9162, 2.1.1. */
static uint8_t leaves[MAX_LEAVES][HASH_BYTES];
static uint8_t roots[MAX_LEAVES + 1][HASH_BYTES];

static void
define_root(uint8_t *out, const uint8_t *in, size_t n)
{
	uint8_t children[2 * HASH_BYTES];
	size_t k = 1;

	if (n == 1) {
		memcpy(out, in, HASH_BYTES);
		return;
	}
	while (2 * k < n)
		k *= 2;
	define_root(children, in, k);
	define_root(children + HASH_BYTES, in + k * HASH_BYTES, n - k);
	hash_nodes(out, children, 1);
}

static void
test_roots(void)
{
	uint8_t copy[MAX_LEAVES][HASH_BYTES], got[HASH_BYTES];
	struct tree t = { 0 };
	size_t wrong = 0;
	size_t wrong_head = 0;

	for (size_t n = 0; n <= MAX_LEAVES; n++) {
		if (n > 0) {
			define_root(roots[n], leaves[0], n);
			tree_add(&tree_blake2, &t, leaves[n - 1]);
		}
		memcpy(copy, leaves, sizeof copy);
		tree_root(&tree_blake2, got, copy[0], n);
		wrong += memcmp(got, roots[n], HASH_BYTES) != 0;
		tree_head(&tree_blake2, &t, got);
		wrong_head += memcmp(got, roots[n], HASH_BYTES) != 0;
	}
	tap_number((long long)wrong, 0, "roots are those of the definition");
	tap_number((long long)wrong_head, 0,
	    "a tree that grows has the same head at each size");
}

/* How many changed copies of a right inclusion proof are believed. */
static size_t
believed(const struct tree_proof *right, uint64_t n, uint64_t i)
{
	struct tree_proof p = *right;
	uint8_t other[HASH_BYTES];
	size_t yes = 0;

	memcpy(other, leaves[i], HASH_BYTES);
	other[31] ^= 1;
	yes += tree_check(&tree_blake2, &p, other, n, i, roots[n]);
	memcpy(other, roots[n], HASH_BYTES);
	other[0] ^= 128;
	yes += tree_check(&tree_blake2, &p, leaves[i], n, i, other);
	yes += tree_check(&tree_blake2, &p, leaves[i], n, n, roots[n]);
	yes += tree_check(&tree_blake2, &p, leaves[i], i, i, roots[n]);
	for (uint64_t j = 0; j < n; j++)
		yes += j != i &&
		    tree_check(&tree_blake2, &p, leaves[i], n, j, roots[n]);
	for (size_t k = 0; k < p.n; k++) {
		p.hashes[k][5] ^= 4;
		yes += tree_check(&tree_blake2, &p, leaves[i], n, i, roots[n]);
		p.hashes[k][5] ^= 4;
	}
	memset(p.hashes[p.n], 0, HASH_BYTES);
	p.n++;
	yes += tree_check(&tree_blake2, &p, leaves[i], n, i, roots[n]);
	if (p.n > 1) {
		p.n -= 2;
		yes += tree_check(&tree_blake2, &p, leaves[i], n, i, roots[n]);
	}
	p.n = TREE_PROOF_MAX + 1;
	yes += tree_check(&tree_blake2, &p, leaves[i], n, i, roots[n]);
	return yes;
}

static void
test_inclusion(void)
{
	struct why w = { 0 };
	struct tree_proof p;
	size_t refused = 0;
	size_t yes = 0;

	for (uint64_t n = 1; n <= MAX_LEAVES; n += n < 20 ? 1 : 11) {
		for (uint64_t i = 0; i < n; i++) {
			tree_prove(&tree_blake2, &p, leaves[0], n, i, &w);
			refused += !tree_check(&tree_blake2, &p, leaves[i], n,
			    i, roots[n]);
			yes += believed(&p, n, i);
		}
	}
	tap_number((long long)refused, 0, "each leaf is proved in each tree");
	tap_number((long long)yes, 0,
	    "an inclusion proof with any change is refused");
}

static bool
grows(const struct tree_proof *p, uint64_t old, uint64_t n)
{
	return tree_check_growth(&tree_blake2, p, old, roots[old], n, roots[n]);
}

static size_t
believed_growth(const struct tree_proof *right, uint64_t old, uint64_t n)
{
	struct tree_proof p = *right;
	uint8_t other[HASH_BYTES];
	size_t yes = 0;

	memcpy(other, roots[n], HASH_BYTES);
	other[7] ^= 2;
	yes += tree_check_growth(&tree_blake2, &p, old, roots[old], n, other);
	memcpy(other, roots[old], HASH_BYTES);
	other[7] ^= 2;
	yes += tree_check_growth(&tree_blake2, &p, old, other, n, roots[n]);
	for (size_t k = 0; k < p.n; k++) {
		p.hashes[k][9] ^= 1;
		yes += grows(&p, old, n);
		p.hashes[k][9] ^= 1;
	}
	memset(p.hashes[p.n], 0, HASH_BYTES);
	p.n++;
	yes += grows(&p, old, n);
	if (p.n > 1) {
		p.n -= 2;
		yes += grows(&p, old, n);
	}
	p.n = TREE_PROOF_MAX + 1;
	yes += grows(&p, old, n);
	return yes;
}

/* Both kinds of proofs, read off a tree whose nodes are all there. */
static void
test_levels(void)
{
	struct tree_levels t;
	struct why w = { 0 };
	struct tree_proof one, other;
	size_t differ = 0;

	for (uint64_t n = 0; n <= MAX_LEAVES; n += n < 20 ? 1 : 11) {
		if (tree_levels_open(&t, &tree_blake2, leaves[0], n, &w) != 0)
			tap_ok(false, "a tree is built: %s", w.text);
		for (uint64_t i = 0; i <= n; i++) {
			tree_prove_growth(&tree_blake2, &one, leaves[0], n, i,
			    &w);
			tree_levels_prove_growth(&t, &other, i);
			differ += one.n != other.n ||
			    memcmp(one.hashes, other.hashes,
				one.n * HASH_BYTES) != 0;
			if (i == n)
				continue;
			tree_prove(&tree_blake2, &one, leaves[0], n, i, &w);
			tree_levels_prove(&t, &other, i);
			differ += one.n != other.n ||
			    memcmp(one.hashes, other.hashes,
				one.n * HASH_BYTES) != 0;
		}
		tree_levels_close(&t);
	}
	tap_number((long long)differ, 0,
	    "many proofs of one tree are those that one at a time gives");
}

static void
test_growth(void)
{
	struct why w = { 0 };
	struct tree_proof p;
	size_t refused = 0;
	size_t yes = 0;

	for (uint64_t n = 0; n <= MAX_LEAVES; n += n < 20 ? 1 : 11) {
		for (uint64_t old = 0; old <= n; old++) {
			tree_prove_growth(&tree_blake2, &p, leaves[0], n, old,
			    &w);
			refused += !grows(&p, old, n);
			/* Any tree has grown from the empty one. */
			if (old > 0)
				yes += believed_growth(&p, old, n);
		}
	}
	tap_number((long long)refused, 0, "each tree is proved to grow");
	tap_number((long long)yes, 0,
	    "a growth proof with any change is refused");
	p.n = 0;
	tap_ok(!tree_check_growth(&tree_blake2, &p, 5, roots[5], 4, roots[4]),
	    "a tree cannot shrink");
	tap_ok(!tree_check_growth(&tree_blake2, &p, 0, roots[1], 4, roots[4]),
	    "an empty tree has the empty root");
}

/* Sizes and places beyond what fits in memory end, and are refused. */
static void
test_huge(void)
{
	struct tree_proof p = { .n = TREE_PROOF_MAX };

	tap_ok(!tree_check(&tree_blake2, &p, leaves[0], UINT64_MAX,
		   UINT64_MAX - 1, roots[1]),
	    "a proof of a leaf among 2^64 - 1 is refused");
	tap_ok(!tree_check_growth(&tree_blake2, &p, UINT64_MAX - 1, roots[1],
		   UINT64_MAX, roots[2]),
	    "a proof of growth to 2^64 - 1 is refused");
	p.n = 0;
	tap_ok(!tree_check(&tree_blake2, &p, leaves[0], 0, 0, roots[0]),
	    "no leaf is in the empty tree");
}

/* Worked examples of tree.txt: each value must stand there. */
static char spec[65536];

static void
in_spec(const uint8_t hash[HASH_BYTES], const char *what)
{
	char hex[2 * HASH_BYTES + 1];

	bytes_to_hex(hex, hash, HASH_BYTES);
	tap_ok(strstr(spec, hex) != NULL, "tree.txt shows %s: %s", what, hex);
}

static void
test_spec(void)
{
	static const char *const records[] = { "plate,time\r\n",
		"XX00 AAA,2026-01-02T03:04:05Z\r\n",
		"XX00 BBB,2026-01-02T03:04:06Z\r\n" };
	static const char member[] = "r 1767323045.000000000 data/reads.csv";
	static const char event[] = "{\"act\":\"example\"}\n";
	uint8_t salts[4][HASH_SALT_BYTES], hashes[4][HASH_BYTES];
	uint8_t root[HASH_BYTES], copy[4][HASH_BYTES];
	struct hash_leaf list[4];
	struct tree_proof p;
	struct why w = { 0 };
	FILE *f = fopen("formats/tree.txt", "r");

	if (!tap_ok(f != NULL, "formats/tree.txt is there"))
		return;
	spec[fread(spec, 1, sizeof spec - 1, f)] = '\0';
	fclose(f);
	for (size_t i = 0; i < 4; i++) {
		const char *text = i == 0 ? member : records[i - 1];

		for (size_t k = 0; k < HASH_SALT_BYTES; k++)
			salts[i][k] = (uint8_t)(16 * i + k);
		list[i] = (struct hash_leaf){
			.bytes = (const uint8_t *)text,
			.salt = salts[i],
			.out = hashes[i],
			.number = 1,
			.len = (uint32_t)strlen(text),
			.kind = i == 0 ? HASH_LEAF_MEMBER : HASH_LEAF_RECORD,
		};
	}
	hash_leaves(list, 4);
	for (size_t i = 0; i < 4; i++)
		in_spec(hashes[i], "a leaf");
	hash_nodes(root, hashes[0], 1);
	in_spec(root, "a node");
	memcpy(copy, hashes, sizeof copy);
	tree_root(&tree_blake2, root, copy[0], 3);
	in_spec(root, "the root of three");
	tree_prove(&tree_blake2, &p, hashes[0], 4, 1, &w);
	tap_number((long long)p.n, 2, "the proof of tree.txt has two hashes");
	in_spec(p.hashes[0], "the first hash of a proof");
	in_spec(p.hashes[1], "the second hash of a proof");
	tree_root(&tree_blake2, root, hashes[0], 4);
	in_spec(root, "the root of four");
	memset(salts[0], 0, HASH_SALT_BYTES);
	list[0].bytes = (const uint8_t *)event;
	list[0].number = 7;
	list[0].len = sizeof event - 1;
	list[0].kind = HASH_LEAF_EVENT;
	hash_leaves(list, 1);
	in_spec(hashes[0], "the leaf of an event");
}

int
main(void)
{
	uint32_t state = 9;

	for (size_t i = 0; i < sizeof leaves; i++) {
		state = state * 1664525U + 1013904223U;
		leaves[i / HASH_BYTES][i % HASH_BYTES] = (uint8_t)(state >> 16);
	}
	test_roots();
	test_inclusion();
	test_growth();
	test_levels();
	test_huge();
	test_spec();
	return tap_done();
}
