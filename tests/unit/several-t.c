#include "formats/several.h"

#include <string.h>

#include "formats/tree.h"
#include "tests/tap/tap.h"

#define MOST 24

static uint8_t leaves[MOST][HASH_BYTES];

/* Some leaves of a tree of n: those whose bit is set. */
static size_t
choose(uint32_t bits, uint32_t n, uint32_t *index, uint8_t *chosen)
{
	size_t k = 0;

	for (uint32_t i = 0; i < n; i++) {
		if ((bits >> i & 1) == 0)
			continue;
		memcpy(chosen + k * HASH_BYTES, leaves[i], HASH_BYTES);
		index[k++] = i;
	}
	return k;
}

static void
root_of(uint32_t n, uint8_t out[HASH_BYTES])
{
	uint8_t copy[MOST][HASH_BYTES];

	memcpy(copy, leaves, sizeof copy);
	tree_root(&tree_blake2, out, copy[0], n);
}

/** A proof of some leaves. */
struct proof {
	uint32_t index[MOST];
	uint8_t leaves[MOST * HASH_BYTES];
	struct bytes nodes;
	struct several s;
};

static void
prove(struct proof *p, uint32_t bits, uint32_t n)
{
	struct several all = { .of = n, .leaves = leaves[0], .n = n };
	struct why w = { 0 };

	p->nodes = (struct bytes){ 0 };
	p->s = (struct several){
		.of = n,
		.index = p->index,
		.leaves = p->leaves,
		.n = choose(bits, n, p->index, p->leaves),
	};
	if (several_keep(&all, p->index, p->s.n, &p->nodes, &w) != 0)
		tap_ok(false, "%s", w.text);
	p->s.nodes = p->nodes.data;
	p->s.n_nodes = p->nodes.len / HASH_BYTES;
}

static bool
leads(const struct several *s, uint32_t n)
{
	uint8_t root[HASH_BYTES];
	uint8_t got[HASH_BYTES];

	root_of(n, root);
	return several_root(s, got) && memcmp(got, root, sizeof root) == 0;
}

/* How many changes of a right proof are believed. */
static size_t
believed(struct proof *p, uint32_t n)
{
	struct several s = p->s;
	size_t n_believed = 0;

	for (size_t i = 0; i < p->nodes.len; i += HASH_BYTES / 2) {
		p->nodes.data[i] ^= 1;
		n_believed += leads(&s, n);
		p->nodes.data[i] ^= 1;
	}
	for (size_t i = 0; i < s.n; i++) {
		p->leaves[i * HASH_BYTES] ^= 0x80;
		n_believed += leads(&s, n);
		p->leaves[i * HASH_BYTES] ^= 0x80;
		if (i + 1 < s.n ? p->index[i] + 1 == p->index[i + 1]
				: p->index[i] + 1 == n)
			continue;
		p->index[i]++;
		n_believed += leads(&s, n);
		p->index[i]--;
	}
	if (s.n_nodes > 0) {
		s.n_nodes--;
		n_believed += leads(&s, n);
	}
	return n_believed;
}

static void
test_all(void)
{
	size_t wrong = 0;
	size_t fooled = 0;
	size_t alike = 0;

	for (uint32_t n = 1; n <= 11; n++)
		for (uint32_t bits = 1; bits < 1U << n; bits++) {
			struct proof p;

			prove(&p, bits, n);
			wrong += !leads(&p.s, n);
			fooled += believed(&p, n);
			alike += p.s.n == n && p.s.n_nodes != 0;
			bytes_clear(&p.nodes);
		}
	tap_number((long long)wrong, 0,
	    "any leaves of any tree to 11 lead to its root");
	tap_number((long long)fooled, 0, "no changed proof is believed");
	tap_number((long long)alike, 0, "all leaves need no hash");
}

/* The hashes of one leaf are those of RFC 9162, 2.1.3, from left to right. */
static void
test_one(void)
{
	struct tree_proof rfc;
	struct why w = { 0 };
	size_t wrong = 0;

	for (uint32_t n = 1; n <= MOST; n++)
		for (uint32_t i = 0; i < n; i++) {
			struct proof p;
			size_t found = 0;

			prove(&p, 1U << i, n);
			if (tree_prove(&tree_blake2, &rfc, leaves[0], n, i,
				&w) != 0)
				tap_ok(false, "%s", w.text);
			for (size_t k = 0; k < rfc.n; k++)
				for (size_t j = 0; j < p.s.n_nodes; j++)
					found += memcmp(rfc.hashes[k],
						     p.s.nodes + j * HASH_BYTES,
						     HASH_BYTES) == 0;
			wrong += rfc.n != p.s.n_nodes || found != rfc.n;
			bytes_clear(&p.nodes);
		}
	tap_number((long long)wrong, 0,
	    "a proof of one leaf has the hashes of RFC 9162");
}

/* Fewer leaves out of a proof, without the tree. */
static void
test_narrow(void)
{
	const uint32_t n = 9;
	size_t wrong = 0;

	for (uint32_t bits = 1; bits < 1U << n; bits++)
		for (uint32_t less = bits; less > 0; less = (less - 1) & bits) {
			struct proof p, direct;
			struct bytes nodes = { 0 };
			struct why w = { 0 };

			prove(&p, bits, n);
			prove(&direct, less, n);
			wrong += several_keep(&p.s, direct.index, direct.s.n,
				     &nodes, &w) != 0 ||
			    nodes.len != direct.nodes.len ||
			    (nodes.len > 0 &&
				memcmp(nodes.data, direct.nodes.data,
				    nodes.len) != 0);
			bytes_clear(&nodes);
			bytes_clear(&p.nodes);
			bytes_clear(&direct.nodes);
		}
	tap_number((long long)wrong, 0,
	    "a narrower proof out of a proof is the one out of the tree");
}

static void
test_refused(void)
{
	uint8_t root[HASH_BYTES];
	uint32_t beyond[2] = { 0, 4 };
	struct bytes out = { 0 };
	struct why w = { 0 };
	struct several s = { .of = 4, .leaves = leaves[0], .n = 4 };

	tap_ok(several_keep(&s, beyond, 2, &out, &w) == -1 &&
		w.reason == WHY_TREE,
	    "an index that the tree has not cannot be kept");
	s.index = beyond;
	s.n = 2;
	s.nodes = leaves[1];
	s.n_nodes = 2;
	tap_ok(!several_root(&s, root), "nor is it of the tree");
	s = (struct several){ .of = 0 };
	tap_ok(!several_root(&s, root), "no leaves have no proof");
	bytes_clear(&out);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof leaves; i++)
		leaves[i / HASH_BYTES][i % HASH_BYTES] =
		    (uint8_t)(i * 7 + i / 32);
	test_all();
	test_one();
	test_narrow();
	test_refused();
	return tap_done();
}
