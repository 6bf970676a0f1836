#include "tool/flow/tally.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "formats/tree.h"

/* Slots beside those that several jobs work on. */
#define SLOTS_AHEAD 3

/** What one thread keeps between segments. */
struct tally_worker {
	struct bytes salts;
	struct bytes leaves;
};

int
tally_open(struct tally *t, struct pool *pool, const struct seal *seal,
    struct why *w)
{
	memset(t, 0, sizeof(*t));
	t->pool = pool;
	t->seal = seal;
	t->n_slots = pool->jobs + (pool->jobs == 1 ? 1 : SLOTS_AHEAD);
	t->slots = calloc(t->n_slots, sizeof(*t->slots));
	t->workers = calloc(pool->jobs, sizeof(*t->workers));
	if (t->slots == NULL || t->workers == NULL)
		return why_memory(w);
	for (unsigned i = 0; i < t->n_slots; i++)
		t->slots[i].tally = t;
	return 0;
}

static void
slot_clear(struct tally_slot *s)
{
	bytes_clear(&s->plain);
	bytes_clear(&s->hints);
	arena_clear(&s->arena);
	records_clear(&s->records);
	salt_cover_clear(&s->cover);
	free(s->holes);
}

void
tally_close(struct tally *t)
{
	for (unsigned i = 0; t->slots != NULL && i < t->n_slots; i++)
		slot_clear(&t->slots[i]);
	for (unsigned i = 0; t->workers != NULL && i < t->pool->jobs; i++) {
		bytes_wipe(&t->workers[i].salts);
		bytes_clear(&t->workers[i].leaves);
	}
	free(t->slots);
	free(t->workers);
	memset(t, 0, sizeof(*t));
}

void
tally_fail(struct tally *t, const struct why *why)
{
	pool_lock(t->pool);
	if (t->why.reason == WHY_NONE)
		t->why = *why;
	pool_unlock(t->pool);
}

int
tally_failed(struct tally *t, struct why *w)
{
	int rc = 0;

	pool_lock(t->pool);
	if (t->why.reason != WHY_NONE)
		rc = why_set(w, t->why.reason, "%s", t->why.text);
	pool_unlock(t->pool);
	return rc;
}

static struct tally_slot *
free_slot(struct tally *t)
{
	for (unsigned i = 0; i < t->n_slots; i++)
		if (t->slots[i].state == TALLY_FREE)
			return &t->slots[i];
	return NULL;
}

/* Asked with the pool's lock held. */
static bool
can_take(void *self)
{
	struct tally *t = self;

	return t->why.reason != WHY_NONE || free_slot(t) != NULL;
}

struct tally_slot *
tally_take(struct tally *t, struct why *w)
{
	struct tally_slot *s;

	pool_wait(t->pool, can_take, t);
	if (tally_failed(t, w) != 0)
		return NULL;
	pool_lock(t->pool);
	s = free_slot(t);
	if (s != NULL)
		s->state = TALLY_FILLING;
	pool_unlock(t->pool);
	if (s == NULL) {
		why_set(w, WHY_SYSTEM, "the workers stopped");
		return NULL;
	}
	s->plain.len = 0;
	s->records.n = 0;
	s->n_holes = 0;
	arena_reset(&s->arena);
	return s;
}

int
tally_gone(struct tally_slot *s, uint32_t index, uint64_t cause, struct why *w)
{
	if (s->n_holes == s->cap_holes) {
		size_t cap = s->cap_holes == 0 ? 256 : 2 * s->cap_holes;
		struct tally_hole *more =
		    realloc(s->holes, cap * sizeof(*more));

		if (more == NULL)
			return why_memory(w);
		s->holes = more;
		s->cap_holes = cap;
	}
	s->holes[s->n_holes++] = (struct tally_hole){
		.index = index,
		.cause = cause,
		.fresh = 1,
	};
	return 0;
}

/* Hash what is there; what is not has its leaf from before. */
static void
hash_present(const struct tally_slot *s, const uint8_t *salts, uint8_t *leaves)
{
	size_t at = 0;

	for (size_t i = 0; i <= s->n_holes; i++) {
		struct records run = { .items = s->records.items + at };
		size_t end = s->records.n;

		if (i < s->n_holes && s->holes[i].fresh)
			continue;
		if (i < s->n_holes)
			end = s->holes[i].index;
		run.n = end - at;
		records_hash(&run, salts + at * HASH_SALT_BYTES,
		    leaves + at * HASH_BYTES);
		if (i < s->n_holes)
			memcpy(leaves + end * HASH_BYTES, s->holes[i].leaf,
			    HASH_BYTES);
		at = end + 1;
	}
}

/* Which record differs from what was received, by the hints kept of it? */
static void
locate(struct tally *t, struct tally_slot *s)
{
	struct bytes stored = { 0 };
	struct why ignored = { 0 };
	uint32_t index = 0;
	bool found = false;

	if (t->hints != NULL &&
	    t->hints(t->self, s->number, &stored, &ignored) == 0 &&
	    stored.len == s->hints.len) {
		while (index < s->records.n &&
		    memcmp(stored.data + (size_t)index * TALLY_HINT_BYTES,
			s->hints.data + (size_t)index * TALLY_HINT_BYTES,
			TALLY_HINT_BYTES) == 0)
			index++;
		found = index < s->records.n;
	}
	bytes_clear(&stored);
	pool_lock(t->pool);
	if (!t->bad || s->number < t->bad_segment) {
		t->bad = true;
		t->bad_segment = s->number;
		t->bad_index = index;
		t->bad_located = found;
	}
	pool_unlock(t->pool);
}

static int
forget(struct tally_slot *s, const uint8_t *leaves, struct why *w)
{
	uint32_t *indexes;
	size_t n = 0;
	int rc;

	if (s->n_holes == 0)
		return 0;
	indexes = malloc(s->n_holes * sizeof(*indexes));
	if (indexes == NULL)
		return why_memory(w);
	for (size_t i = 0; i < s->n_holes; i++) {
		struct tally_hole *h = &s->holes[i];

		if (!h->fresh)
			continue;
		memcpy(h->leaf, leaves + (size_t)h->index * HASH_BYTES,
		    HASH_BYTES);
		indexes[n++] = h->index;
	}
	rc = n == 0 ? 0 : salt_cover_forget(&s->cover, indexes, n, w);
	free(indexes);
	return rc;
}

static int
look_or_forget(struct tally_slot *s, const struct tally_worker *worker,
    struct why *w)
{
	const struct tally *t = s->tally;

	if (t->look == NULL)
		return forget(s, worker->leaves.data, w);
	return t->look(t->look_self, s, worker->salts.data, worker->leaves.data,
	    w);
}

static int
note_hints(struct tally_slot *s, const uint8_t *leaves, struct why *w)
{
	s->hints.len = 0;
	if (bytes_reserve(&s->hints, s->records.n * TALLY_HINT_BYTES, w) != 0)
		return -1;
	for (size_t i = 0; i < s->records.n; i++)
		memcpy(s->hints.data + i * TALLY_HINT_BYTES,
		    leaves + i * HASH_BYTES, TALLY_HINT_BYTES);
	s->hints.len = s->records.n * TALLY_HINT_BYTES;
	return 0;
}

static int
check(struct tally_slot *s, struct tally_worker *worker, struct why *w)
{
	const struct seal_segment *sealed =
	    &s->tally->seal->segments[s->number];
	uint8_t root[HASH_BYTES];
	size_t n = s->records.n;

	if (n != sealed->records)
		return why_set(w, WHY_RECORD_COUNT,
		    "holds %zu records, sealed were %" PRIu32, n,
		    sealed->records);
	worker->salts.len = 0;
	worker->leaves.len = 0;
	if (bytes_reserve(&worker->salts, n * HASH_SALT_BYTES, w) != 0 ||
	    bytes_reserve(&worker->leaves, n * HASH_BYTES, w) != 0 ||
	    salt_cover_derive(&s->cover, worker->salts.data, w) != 0)
		return -1;
	hash_present(s, worker->salts.data, worker->leaves.data);
	if (note_hints(s, worker->leaves.data, w) != 0 ||
	    look_or_forget(s, worker, w) != 0)
		return -1;
	tree_root(&tree_blake2, root, worker->leaves.data, n);
	if (memcmp(root, sealed->root, sizeof(root)) == 0)
		return 0;
	locate(s->tally, s);
	return why_set(w, WHY_TREE,
	    "its records are not those that were sealed");
}

static void
run(void *task, unsigned number)
{
	struct tally_slot *s = task;
	struct tally *t = s->tally;
	struct why why = { 0 };
	int rc = check(s, &t->workers[number], &why);

	if (rc != 0)
		why_in(&why, "segment %" PRIu64, s->number);
	pool_lock(t->pool);
	if (rc == 0 && t->why.reason == WHY_NONE && t->keep != NULL)
		rc = t->keep(t->self, s, &why);
	if (rc != 0 && t->why.reason == WHY_NONE)
		t->why = why;
	t->checked += rc == 0;
	pool_unlock(t->pool);
	tally_let_go(s);
}

void
tally_hold(struct tally_slot *s)
{
	pool_lock(s->tally->pool);
	s->users++;
	pool_unlock(s->tally->pool);
}

void
tally_let_go(struct tally_slot *s)
{
	pool_lock(s->tally->pool);
	if (--s->users == 0)
		s->state = TALLY_FREE;
	pool_unlock(s->tally->pool);
}

int
tally_submit(struct tally *t, struct tally_slot *s, struct why *w)
{
	tally_hold(s);
	pool_lock(t->pool);
	s->state = TALLY_HASHING;
	pool_unlock(t->pool);
	if (!pool_push(t->pool, run, s))
		return why_memory(w);
	return tally_failed(t, w);
}

static bool
all_free(void *self)
{
	struct tally *t = self;

	if (t->why.reason != WHY_NONE)
		return true;
	for (unsigned i = 0; i < t->n_slots; i++)
		if (t->slots[i].state != TALLY_FREE)
			return false;
	return true;
}

int
tally_finish(struct tally *t, struct why *w)
{
	bool all = pool_wait(t->pool, all_free, t);

	if (tally_failed(t, w) != 0)
		return -1;
	/* What nobody looked at did not agree. */
	return all ? 0 : why_set(w, WHY_SYSTEM, "the workers stopped");
}
