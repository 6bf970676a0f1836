#include "formats/several.h"

#include <string.h>

/** A way through the tree, from the left. */
struct walk {
	const struct several *s;
	size_t leaf; /* next one that is known */
	size_t node; /* next hash */
	const uint32_t *kept;
	size_t n_kept;
	size_t at; /* next one that is kept */
	struct bytes *out;
};

static uint64_t
index_of(const struct several *s, size_t i)
{
	return s->index == NULL ? i : s->index[i];
}

/* Leaves that go left. */
static uint64_t
split(uint64_t n)
{
	uint64_t k = 1;

	while (2 * k < n)
		k *= 2;
	return k;
}

static bool
range(struct walk *k, uint64_t from, uint64_t to, uint8_t out[HASH_BYTES])
{
	const struct several *s = k->s;
	uint8_t both[2 * HASH_BYTES];
	uint64_t middle;

	if (k->leaf == s->n || index_of(s, k->leaf) >= to) {
		if (k->node == s->n_nodes)
			return false;
		memcpy(out, s->nodes + k->node++ * HASH_BYTES, HASH_BYTES);
		return true;
	}
	if (to - from == 1) {
		memcpy(out, s->leaves + k->leaf++ * HASH_BYTES, HASH_BYTES);
		return true;
	}
	middle = from + split(to - from);
	if (!range(k, from, middle, both) ||
	    !range(k, middle, to, both + HASH_BYTES))
		return false;
	hash_nodes(out, both, 1);
	return true;
}

static int
keep(struct walk *k, uint64_t from, uint64_t to, struct why *w)
{
	uint8_t hash[HASH_BYTES];
	bool none = k->at == k->n_kept || k->kept[k->at] >= to;
	uint64_t middle;

	if (none || to - from == 1) {
		k->at += !none;
		if (!range(k, from, to, hash))
			return why_set(w, WHY_TREE, "it lacks a hash");
		return none ? bytes_add(k->out, hash, sizeof hash, w) : 0;
	}
	middle = from + split(to - from);
	return keep(k, from, middle, w) == 0 ? keep(k, middle, to, w) : -1;
}
bool
several_root(const struct several *s, uint8_t root[HASH_BYTES])
{
	struct walk k = { .s = s };

	return s->of > 0 && range(&k, 0, s->of, root) && k.leaf == s->n &&
	    k.node == s->n_nodes;
}

int
several_keep(const struct several *s, const uint32_t *kept, size_t n,
    struct bytes *out, struct why *w)
{
	struct walk k = { .s = s, .kept = kept, .n_kept = n, .out = out };

	if (s->of > 0 && keep(&k, 0, s->of, w) != 0)
		return -1;
	if (k.leaf != s->n || k.node != s->n_nodes || k.at != n)
		return why_set(w, WHY_TREE, "it has a hash too many");
	return 0;
}
