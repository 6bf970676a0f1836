#include "tool/store/journal_patch.h"

#include <stdlib.h>
#include <string.h>

/* Reading, writing and hashing a line, in nodes. */
#define LEAF_WORK 64

int
journal_patch_leaf(struct journal_patcher *j, uint64_t i, uint64_t to,
    uint8_t out[HASH_BYTES])
{
	struct bytes line = { 0 };
	struct event e;
	size_t len;
	const uint8_t *old = journal_line(j->log, i, &len);
	int rc = -1;

	j->work += LEAF_WORK;
	if (event_parse(&e, old, len, j->w) == 0) {
		e.sequence = to;
		rc = event_write(&e, &line, j->w);
	}
	if (rc == 0)
		event_leaf(out, to, line.data, line.len);
	bytes_clear(&line);
	return rc;
}

void
journal_shifted_clear(struct journal_shifted *t)
{
	for (int i = 0; i < JOURNAL_LEVELS; i++)
		free(t->levels[i]);
	*t = (struct journal_shifted){ 0 };
}

int
journal_shifted_rebuild(struct journal_patcher *j, struct journal_shifted *t)
{
	uint64_t n = t->n;

	for (int level = 1; n > 1; level++) {
		n /= 2;
		free(t->levels[level]);
		t->levels[level] = malloc(n * HASH_BYTES);
		if (t->levels[level] == NULL)
			return why_memory(j->w);
		hash_nodes(t->levels[level], t->levels[level - 1], n);
		j->work += n;
	}
	return 0;
}

int
journal_shifted_make(struct journal_patcher *j, struct journal_shifted *t,
    int64_t by, uint64_t from, uint64_t n)
{
	*t = (struct journal_shifted){ .n = n };
	t->levels[0] = malloc(n * HASH_BYTES + 1);
	if (t->levels[0] == NULL)
		return why_memory(j->w);
	memcpy(t->levels[0], j->log->leaves, n * HASH_BYTES);
	for (uint64_t i = from; by != 0 && i < n; i++) {
		if (journal_patch_leaf(j, i + (uint64_t)by, i,
			t->levels[0] + i * HASH_BYTES) != 0)
			return -1;
	}
	return journal_shifted_rebuild(j, t);
}

/* The largest power of two below n > 1, as RFC 9162 splits. */
static uint64_t
split(uint64_t n)
{
	return UINT64_C(1) << (63 - __builtin_clzll(n - 1));
}

/* Node over the places lo..hi-1 of one tree. */
static void
node_of(const struct journal_shifted *t, uint64_t lo, uint64_t hi,
    uint8_t out[HASH_BYTES])
{
	uint8_t both[2 * HASH_BYTES];
	uint64_t n = hi - lo;
	int level = 63 - __builtin_clzll(n);

	if ((n & (n - 1)) == 0) {
		memcpy(out, t->levels[level] + (lo >> level) * HASH_BYTES,
		    HASH_BYTES);
		return;
	}
	node_of(t, lo, lo + split(n), both);
	node_of(t, lo + split(n), hi, both + HASH_BYTES);
	hash_nodes(out, both, 1);
}

/* Node over the places lo..hi-1 of a patchwork. */
static void
node_of_patches(struct journal_patcher *j, const struct journal_patch *p,
    uint64_t lo, uint64_t hi, uint8_t out[HASH_BYTES])
{
	uint8_t both[2 * HASH_BYTES];
	uint64_t middle;

	while (p->end <= lo)
		p++;
	if (p->end >= hi && p->leaf != NULL) {
		memcpy(out, p->leaf, HASH_BYTES);
		return;
	}
	j->work++;
	if (p->end >= hi) {
		node_of(p->from, lo, hi, out);
		return;
	}
	middle = lo + split(hi - lo);
	node_of_patches(j, p, lo, middle, both);
	node_of_patches(j, p, middle, hi, both + HASH_BYTES);
	hash_nodes(out, both, 1);
}

bool
journal_patch_agrees(struct journal_patcher *j, const struct journal_patch *p,
    const struct event_head *head)
{
	uint8_t root[HASH_BYTES];

	if (head->size == 0)
		return true;
	node_of_patches(j, p, 0, head->size, root);
	return memcmp(root, head->root, HASH_BYTES) == 0;
}
