#include "formats/tree.h"

#include <stdlib.h>
#include <string.h>

static void
blake2_empty(uint8_t out[HASH_BYTES])
{
	memset(out, 0, HASH_BYTES);
}

const struct tree_hash tree_blake2 = { hash_nodes, blake2_empty };

static void
parent(const struct tree_hash *h, uint8_t out[HASH_BYTES], const uint8_t *left,
    const uint8_t *right)
{
	uint8_t children[2 * HASH_BYTES];

	memcpy(children, left, HASH_BYTES);
	memcpy(children + HASH_BYTES, right, HASH_BYTES);
	h->nodes(out, children, 1);
}

/*
 * One level up, from n > 1 hashes to what is returned; out may be in. Pairing
 * from the left and letting an odd last one rise gives just the trees that
 * RFC 9162 defines by splitting from the top.
 */
static uint64_t
level_up(const struct tree_hash *h, uint8_t *out, const uint8_t *in, uint64_t n)
{
	h->nodes(out, in, (size_t)(n / 2));
	if (n & 1)
		memmove(out + n / 2 * HASH_BYTES, in + (n - 1) * HASH_BYTES,
		    HASH_BYTES);
	return n / 2 + (n & 1);
}

void
tree_root(const struct tree_hash *h, uint8_t out[HASH_BYTES], uint8_t *leaves,
    size_t n)
{
	uint64_t left = n;

	if (n == 0) {
		h->empty(out);
		return;
	}
	while (left > 1)
		left = level_up(h, leaves, leaves, left);
	memcpy(out, leaves, HASH_BYTES);
}

void
tree_add(const struct tree_hash *h, struct tree *t,
    const uint8_t leaf[HASH_BYTES])
{
	uint8_t hash[HASH_BYTES];
	int level = 0;

	/* Two full trees of one size become one, as digits carry. */
	memcpy(hash, leaf, HASH_BYTES);
	for (; t->leaves >> level & 1; level++)
		parent(h, hash, t->frontier[level], hash);
	memcpy(t->frontier[level], hash, HASH_BYTES);
	t->leaves++;
}

void
tree_head(const struct tree_hash *h, const struct tree *t,
    uint8_t out[HASH_BYTES])
{
	uint8_t hash[HASH_BYTES];
	bool any = false;

	if (t->leaves == 0) {
		h->empty(out);
		return;
	}
	for (int level = 0; level < 64; level++) {
		if (!(t->leaves >> level & 1))
			continue;
		if (any)
			parent(h, hash, t->frontier[level], hash);
		else
			memcpy(hash, t->frontier[level], HASH_BYTES);
		any = true;
	}
	memcpy(out, hash, HASH_BYTES);
}

static void
proof_add(struct tree_proof *p, const uint8_t hash[HASH_BYTES])
{
	/* At most one hash a level, and one more: far below the maximum. */
	memcpy(p->hashes[p->n++], hash, HASH_BYTES);
}

/* What stands beside node i among n, if anything does. */
static void
proof_add_sibling(struct tree_proof *p, const uint8_t *nodes, uint64_t n,
    uint64_t i)
{
	if ((i ^ 1) < n)
		proof_add(p, nodes + (i ^ 1) * HASH_BYTES);
}

/* Where a proof begins. */
struct start {
	const uint8_t *leaves;
	uint64_t n;
	uint64_t leaf;
	bool growth;
};

/* Both proofs climb from a leaf to the root; that of growth records the first
 * node that is a left child, unless it holds all old leaves, and only then
 * what stands beside. i: place among the n nodes of this level. */
static void
climb(struct tree_proof *out, const uint8_t *nodes, uint64_t n, uint64_t i,
    bool *found)
{
	if (!*found && !(i & 1)) {
		*found = true;
		if (i > 0)
			proof_add(out, nodes + i * HASH_BYTES);
	}
	if (*found)
		proof_add_sibling(out, nodes, n, i);
}

static int
prove(const struct tree_hash *h, struct tree_proof *out, struct start from,
    struct why *w)
{
	const uint8_t *nodes = from.leaves;
	uint8_t *own = NULL;
	uint64_t n = from.n;
	bool found = !from.growth;

	out->n = 0;
	if (n > 1) {
		if (n > SIZE_MAX / HASH_BYTES)
			return why_memory(w);
		own = malloc((size_t)(n / 2 + 1) * HASH_BYTES);
		if (own == NULL)
			return why_memory(w);
	}
	for (uint64_t i = from.leaf; n > 1; i >>= 1) {
		climb(out, nodes, n, i, &found);
		n = level_up(h, own, nodes, n);
		nodes = own;
	}
	free(own);
	return 0;
}

int
tree_prove(const struct tree_hash *h, struct tree_proof *out,
    const uint8_t *leaves, uint64_t n, uint64_t index, struct why *w)
{
	return prove(h, out, (struct start){ leaves, n, index, false }, w);
}

int
tree_prove_growth(const struct tree_hash *h, struct tree_proof *out,
    const uint8_t *leaves, uint64_t n, uint64_t old, struct why *w)
{
	out->n = 0;
	if (old == 0 || old == n)
		return 0;
	return prove(h, out, (struct start){ leaves, n, old - 1, true }, w);
}

/* --- many proofs of one tree --- */

int
tree_levels_open(struct tree_levels *t, const struct tree_hash *h,
    const uint8_t *leaves, uint64_t n, struct why *w)
{
	uint8_t *to;

	*t = (struct tree_levels){ .leaves = leaves, .n = n };
	if (n < 2)
		return 0;
	/* Half of them, half of that... and one that rises, each time. */
	if (n > SIZE_MAX / HASH_BYTES - 64)
		return why_memory(w);
	t->nodes = malloc((size_t)(n + 64) * HASH_BYTES);
	if (t->nodes == NULL)
		return why_memory(w);
	to = t->nodes;
	for (const uint8_t *from = leaves; n > 1; to += n * HASH_BYTES) {
		n = level_up(h, to, from, n);
		from = to;
	}
	return 0;
}

static void
prove_level(const struct tree_levels *t, struct tree_proof *out, uint64_t leaf,
    bool growth)
{
	const uint8_t *nodes = t->leaves;
	const uint8_t *next = t->nodes;
	uint64_t n = t->n;
	bool found = !growth;

	out->n = 0;
	for (uint64_t i = leaf; n > 1; i >>= 1) {
		climb(out, nodes, n, i, &found);
		n = n / 2 + (n & 1);
		nodes = next;
		next += n * HASH_BYTES;
	}
}

void
tree_levels_prove(const struct tree_levels *t, struct tree_proof *out,
    uint64_t index)
{
	prove_level(t, out, index, false);
}

void
tree_levels_prove_growth(const struct tree_levels *t, struct tree_proof *out,
    uint64_t old)
{
	out->n = 0;
	if (old != 0 && old != t->n)
		prove_level(t, out, old - 1, true);
}

void
tree_levels_close(struct tree_levels *t)
{
	free(t->nodes);
	*t = (struct tree_levels){ 0 };
}

static bool
equal(const uint8_t a[HASH_BYTES], const uint8_t b[HASH_BYTES])
{
	return memcmp(a, b, HASH_BYTES) == 0;
}

/* RFC 9162, 2.1.3.2 */
bool
tree_check(const struct tree_hash *h, const struct tree_proof *p,
    const uint8_t leaf[HASH_BYTES], uint64_t n, uint64_t index,
    const uint8_t root[HASH_BYTES])
{
	uint8_t hash[HASH_BYTES];
	uint64_t i = index;
	uint64_t last = n - 1;

	if (index >= n || p->n > TREE_PROOF_MAX)
		return false;
	memcpy(hash, leaf, HASH_BYTES);
	for (size_t k = 0; k < p->n; k++) {
		if (last == 0)
			return false;
		if (i & 1 || i == last) {
			parent(h, hash, p->hashes[k], hash);
			for (; !(i & 1) && i != 0; last >>= 1)
				i >>= 1;
		} else {
			parent(h, hash, hash, p->hashes[k]);
		}
		i >>= 1;
		last >>= 1;
	}
	return last == 0 && equal(hash, root);
}

/* RFC 9162, 2.1.4.2, for 0 < old < n. */
static bool
check_growth(const struct tree_hash *h, const struct tree_proof *p,
    uint64_t old, const uint8_t old_root[HASH_BYTES], uint64_t n,
    const uint8_t root[HASH_BYTES])
{
	uint8_t was[HASH_BYTES], is[HASH_BYTES];
	uint64_t i = old - 1;
	uint64_t last = n - 1;
	size_t k = 0;

	if (p->n == 0 || p->n > TREE_PROOF_MAX)
		return false;
	for (; i & 1; last >>= 1)
		i >>= 1;
	/* A full old tree is itself where the proof begins. */
	memcpy(was, (old & (old - 1)) == 0 ? old_root : p->hashes[k++],
	    HASH_BYTES);
	memcpy(is, was, HASH_BYTES);
	for (; k < p->n; k++) {
		if (last == 0)
			return false;
		if (i & 1 || i == last) {
			parent(h, was, p->hashes[k], was);
			parent(h, is, p->hashes[k], is);
			for (; !(i & 1) && i != 0; last >>= 1)
				i >>= 1;
		} else {
			parent(h, is, is, p->hashes[k]);
		}
		i >>= 1;
		last >>= 1;
	}
	return last == 0 && equal(was, old_root) && equal(is, root);
}

bool
tree_check_growth(const struct tree_hash *h, const struct tree_proof *p,
    uint64_t old, const uint8_t old_root[HASH_BYTES], uint64_t n,
    const uint8_t root[HASH_BYTES])
{
	uint8_t empty[HASH_BYTES];

	if (old > n)
		return false;
	if (old == n)
		return p->n == 0 && equal(old_root, root);
	if (old > 0)
		return check_growth(h, p, old, old_root, n, root);
	h->empty(empty);
	return p->n == 0 && equal(old_root, empty);
}
