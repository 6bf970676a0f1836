#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "formats/tree.h"
#include "tool/flow/answer_inside.h"

/* Causes of its judge: the order, then those that lift it. */
#define ASKED 1

/** One bundle of which the order restricts records, or lifts that. */
struct marks {
	const struct certificate_bundle *bundle;
	struct pool *pool;
	enum certificate_set own;
	bool ended; /* what is not told of is restricted no longer */
	uint64_t (*found)[CERTIFICATE_SETS]; /* in each segment listed */
	uint8_t **lifted; /* a bit for each that an order to lift names */
	bool proves;	  /* such orders are given */
	uint64_t selected;
	uint64_t unsaid;
	/* of the own set; under the pool's lock, while segments come */
	uint64_t reads;
	uint64_t files;
	bool other; /* some leaf is another */
	uint64_t other_segment;
};

/* --- while segments come: are the leaves those that were sealed? --- */

static int
compare_leaves(const struct certificate_segment *s, const struct runs *own,
    const uint8_t *leaves, bool *same, struct why *w)
{
	uint8_t root[HASH_BYTES];
	struct bytes copy = { 0 };

	if (runs_pick(own, leaves, HASH_BYTES, &copy, w) != 0) {
		bytes_clear(&copy);
		return -1;
	}
	*same =
	    s->leaves == NULL || memcmp(s->leaves, copy.data, copy.len) == 0;
	tree_root(&tree_blake2, root, copy.data, own->count);
	*same = *same && memcmp(root, s->over, sizeof(root)) == 0;
	bytes_clear(&copy);
	return 0;
}

static uint64_t
count_files(const struct runs *own, const struct records *all)
{
	uint64_t files = 0;

	for (size_t i = 0; i < own->n; i++)
		for (uint32_t at = own->all[i].first; at <= own->all[i].last;
		     at++)
			files += all->items[at].kind == HASH_LEAF_MEMBER;
	return files;
}

/* A tally_look. That there are as many records as in the seal was seen. */
static int
look(void *self, const struct tally_slot *slot, const uint8_t *salts,
    const uint8_t *leaves, struct why *w)
{
	struct marks *m = self;
	const struct certificate_segment *s =
	    certificate_segment_of(m->bundle, slot->number);
	const struct runs *own;
	uint64_t files;
	bool same;

	(void)salts;
	own = s == NULL ? NULL : &s->sets[m->own];
	if (own == NULL || own->count == 0)
		return 0;
	if (compare_leaves(s, own, leaves, &same, w) != 0)
		return -1;
	files = count_files(own, &slot->records);
	pool_lock(m->pool);
	m->files += files;
	m->reads += own->count - files;
	if (!same && (!m->other || slot->number < m->other_segment))
		m->other_segment = slot->number;
	m->other |= !same;
	pool_unlock(m->pool);
	return 0;
}

/* --- once all of it was asked --- */

static int
fewer(uint64_t segment, uint32_t record, struct why *w)
{
	return why_set(w, WHY_CERTIFICATE_FEWER,
	    "segment %" PRIu64 ": record %" PRIu32
	    " is ordered, and not told of",
	    segment, record);
}

static int
note_lifted(struct marks *m, const struct certificate_segment *s,
    const uint32_t *records, size_t n, struct why *w)
{
	uint8_t **bits = &m->lifted[s - m->bundle->segments];

	if (*bits == NULL)
		*bits = calloc(1, s->records / 8 + 1);
	if (*bits == NULL)
		return why_memory(w);
	for (size_t i = 0; i < n; i++)
		(*bits)[records[i] / 8] |= (uint8_t)(1U << records[i] % 8);
	return 0;
}

/* How many are told of as lifted that no order to lift names? */
static uint64_t
count_unlifted(const struct marks *m, size_t segment)
{
	const struct runs *told =
	    &m->bundle->segments[segment].sets[CERTIFICATE_LIFTED];
	const uint8_t *bits = m->lifted[segment];
	uint64_t n = 0;

	for (size_t i = 0; i < told->n; i++)
		for (uint32_t at = told->all[i].first; at <= told->all[i].last;
		     at++)
			n += bits == NULL || (bits[at / 8] >> at % 8 & 1) == 0;
	return n;
}

static int
compare_lifted(const struct marks *m, struct why *w)
{
	for (size_t i = 0; m->proves && i < m->bundle->n; i++) {
		uint64_t n = count_unlifted(m, i);

		if (n > 0)
			return why_set(w, WHY_CERTIFICATE_MORE,
			    "segment %" PRIu64 ": %" PRIu64
			    " records are told of as lifted, and no order to "
			    "lift that was given names them",
			    m->bundle->segments[i].number, n);
	}
	return 0;
}

/* A judge_list_put: some that an order selects. */
static int
compare_some(void *self, const struct judge_listed *first,
    const uint32_t *records, size_t n, struct why *w)
{
	struct marks *m = self;
	const struct certificate_segment *s =
	    certificate_segment_of(m->bundle, first->segment);
	size_t at[CERTIFICATE_SETS] = { 0 };

	if (first->cause != ASKED)
		return s == NULL ? 0 : note_lifted(m, s, records, n, w);
	m->selected += n;
	for (size_t i = 0; i < n; i++) {
		unsigned set = s == NULL ? CERTIFICATE_SETS : 0;

		while (set < CERTIFICATE_SETS &&
		    !runs_has(&s->sets[set], &at[set], records[i]))
			set++;
		if (set < CERTIFICATE_SETS)
			m->found[s - m->bundle->segments][set]++;
		else if (m->ended)
			m->unsaid++;
		else
			return fewer(first->segment, records[i], w);
	}
	return 0;
}

/* What is told of, but what is gone, was found. */
static int
compare_rest(const struct marks *m, struct why *w)
{
	const struct certificate_bundle *b = m->bundle;

	for (size_t i = 0; i < b->n; i++) {
		uint64_t more = 0;

		for (unsigned set = 0; set < CERTIFICATE_OTHER; set++)
			more +=
			    b->segments[i].sets[set].count - m->found[i][set];
		if (more > 0)
			return why_set(w, WHY_CERTIFICATE_MORE,
			    "segment %" PRIu64 ": %" PRIu64
			    " records are told of that are not ordered",
			    b->segments[i].number, more);
	}
	if (compare_lifted(m, w) != 0)
		return -1;
	if (m->other)
		return why_set(w, WHY_CERTIFICATE_LEAF,
		    "segment %" PRIu64 ": the leaves of what is %s, or the "
		    "root over them, are others",
		    m->other_segment, certificate_set_name(m->own));
	if (b->reads == m->reads && b->files == m->files)
		return 0;
	return why_set(w, WHY_CERTIFICATE_COUNTS,
	    "told are %" PRIu64 " reads and %" PRIu64
	    " files; its places are those of %" PRIu64 " and %" PRIu64,
	    b->reads, b->files, m->reads, m->files);
}

static void
add_counts(struct answer_run *r, const struct marks *m)
{
	struct answer_result *to = r->result;
	uint64_t before = 0;

	for (size_t i = 0; i < m->bundle->n; i++) {
		const uint64_t *found = m->found[i];

		to->restricted += found[CERTIFICATE_RESTRICTED];
		to->lifted += found[CERTIFICATE_LIFTED];
		before += found[CERTIFICATE_OTHER];
	}
	if (!m->proves && m->own != CERTIFICATE_LIFTED)
		to->unproved = to->lifted;
	to->selected += m->selected;
	to->gone_before += before;
	to->ended += m->unsaid;
	r->exact = r->exact && before == 0;
}

/* A bundle is named by orders that came behind it. */
static void
ask_bundle(const struct answer_run *r, const uint8_t id[SEAL_ID_BYTES],
    bool asked, struct judge *j)
{
	bool carrier = memcmp(id, r->carrier.seal.id, SEAL_ID_BYTES) == 0;

	uint32_t cause = asked ? ASKED : ASKED + 1;

	for (size_t i = 0; i < j->n_marks; i++) {
		struct judge_mark *m = &j->marks[i];

		m->over = false;
		m->cause = cause++;
		m->all = (m->cause != ASKED || !carrier) &&
		    order_match_bundle(m->match, id, m->hits) != ORDER_NONE;
	}
}

/* Also of a bundle of which nothing is said: its targets are not absent. */
static int
ask(struct answer_run *r, struct marks *m, const struct answer_intake *how,
    struct why *w)
{
	struct judge *j = how->judge;
	bool asked = j->n_marks > 0;

	if (answer_lifts_judge(r, j, w) != 0)
		return -1;
	ask_bundle(r, m->bundle->id, asked, j);
	if (answer_intake(r, how, w) != 0)
		return -1;
	r->exact = r->exact && !answer_is_closed(m->bundle);
	if (answer_is_closed(m->bundle))
		return 0;
	if (judge_list_commit(&j->marked, compare_some, m, w) != 0 ||
	    compare_rest(m, w) != 0)
		return -1;
	add_counts(r, m);
	return 0;
}

/* Of all, where it is asked of this bundle. */
static void
keep_mark(struct judge *j, uint32_t cause)
{
	size_t n = 0;

	for (size_t i = 0; i < j->n_marks; i++)
		if (j->marks[i].cause == cause)
			j->marks[n++] = j->marks[i];
	j->n_marks = n;
}

static int
run(struct answer_run *r, struct marks *m, const struct opening *o,
    struct why *w)
{
	struct judge_count counts[1 + ORDER_MARKS_MAX] = { { 0 } };
	struct judge judge;
	struct pool pool;
	const struct answer_intake how = { .opening = o,
		.judge = &judge,
		.pool = &pool,
		.look = look,
		.self = m };
	int rc = -1;

	orders_judge(&r->orders, o->seal.id, &judge);
	/* All that it names, whatever other orders of its bundle do to it. */
	judge.match = NULL;
	judge.counts = counts;
	orders_judge_sealed(&r->orders, o->seal.created_s, &judge);
	keep_mark(&judge, r->mark->cause);
	m->pool = &pool;
	if (pool_open(&pool, r->options->jobs, w) == 0) {
		rc = ask(r, m, &how, w);
		pool_stop(&pool);
		pool_close(&pool);
	}
	judge_clear(&judge);
	return rc;
}

int
answer_marks(struct answer_run *r, struct opening *o,
    const struct certificate_bundle *b, struct why *w)
{
	struct marks m = { .bundle = b,
		.own = certificate_own(r->certificate->does),
		.ended = r->certificate->ends_s <= r->certificate->made_s };
	int rc;

	m.proves = r->n_lifts > 0;
	m.found = calloc(b->n + 1, sizeof(*m.found));
	m.lifted = calloc(b->n + 1, sizeof(*m.lifted));
	if (m.found == NULL || m.lifted == NULL)
		rc = why_memory(w);
	else
		rc = answer_roots(o, b, w);
	if (rc == 0)
		rc = run(r, &m, o, w);
	for (size_t i = 0; m.lifted != NULL && i < b->n; i++)
		free(m.lifted[i]);
	free(m.lifted);
	free(m.found);
	return rc;
}
