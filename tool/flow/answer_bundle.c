#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "formats/tree.h"
#include "tool/flow/answer_inside.h"
#include "tool/flow/intake.h"
#include "tool/flow/pool.h"
#include "tool/flow/unsealer.h"
#include "tool/store/store_own.h"

int
answer_open(struct answer_run *r, struct opening *o, const char *path,
    struct why *w)
{
	struct store *s = r->store;
	struct since since;
	struct opening_trust by = {
		.session = &s->session,
		.directory = &s->directory,
		.now_s = time(NULL),
		.logged_s = DIRECTORY_NEVER,
		.since = &since,
	};
	int rc = -1;

	if (since_open(&since, s, NULL, w) == 0 &&
	    opening_open(o, path, w) == 0 && opening_trust(o, &by, w) == 0 &&
	    opening_parts(o, w) == 0)
		rc = opening_contents(o, &s->session, w);
	since_close(&since);
	return rc == 0 ? 0 : why_in(w, "%s", path);
}

/** One bundle, while its segments come. */
struct comparing {
	struct answer_run *run;
	const struct opening *opening;
	const struct certificate_bundle *bundle;
	struct certificate_segment none; /* of which nothing is said */
	bool closed; /* of none of its records anything is said */
	const struct contents_reads *file; /* the read file of these, or NULL */
	struct reads reads;
	uint64_t gone_reads;
	uint64_t gone_files;
	uint64_t selected;
	uint64_t gone;
	uint64_t before;
	uint64_t held;
};

/** One segment: where we are in each list, and what was found in it. */
struct marks {
	size_t at[CERTIFICATE_SETS];
	uint64_t found[CERTIFICATE_SETS];
	struct bytes leaves; /* of those that went */
};

static int
compare_root(const struct opening *o, const struct certificate_segment *s,
    struct why *w)
{
	const struct seal_segment *sealed;

	if (s->number >= o->seal.n_segments)
		return why_set(w, WHY_CERTIFICATE_ROOT,
		    "it tells of segment %" PRIu64 ", which was not sealed",
		    s->number);
	sealed = &o->seal.segments[s->number];
	if (s->records == sealed->records &&
	    memcmp(s->root, sealed->root, sizeof(s->root)) == 0)
		return 0;
	(void)why_set(w, WHY_CERTIFICATE_ROOT,
	    "the certificate has another root or number of records than the "
	    "seal");
	return why_in(w, "segment %" PRIu64, s->number);
}

int
answer_roots(const struct opening *o, const struct certificate_bundle *b,
    struct why *w)
{
	for (size_t i = 0; i < b->n; i++)
		if (compare_root(o, &b->segments[i], w) != 0)
			return -1;
	return 0;
}

static int
compare_members(const void *a, const void *b)
{
	const uint32_t *member = a;
	const struct contents_reads *file = b;

	return *member < file->member ? -1 : *member > file->member;
}

/* The read file of a record, by which it is known what is a row. */
static int
find_file(struct comparing *c, uint32_t member, struct why *w)
{
	const struct contents *of = &c->opening->contents;

	if (c->file != NULL && c->file->member == member)
		return 0;
	c->file = of->n_read_files == 0
	    ? NULL
	    : bsearch(&member, of->read_files, of->n_read_files,
		  sizeof(*of->read_files), compare_members);
	return c->file == NULL
	    ? 0
	    : reads_begin_mapped(&c->reads, c->file->format, c->file->zone,
		  contents_map(of, c->file), w);
}

/* One that went: was it a file, or a read? A header row is known by its place
 * behind the record of its file. */
static int
count_gone(struct comparing *c, const struct tally_slot *slot, uint32_t index,
    struct why *w)
{
	const struct record *one = &slot->records.items[index];

	if (one->kind == HASH_LEAF_MEMBER) {
		c->gone_files++;
		return 0;
	}
	if (find_file(c, one->member, w) != 0)
		return -1;
	if (c->file != NULL && reads_is_row(&c->reads, one) &&
	    !(c->reads.headed && index > 0 && one[-1].kind == HASH_LEAF_MEMBER))
		c->gone_reads++;
	return 0;
}

/* A record that the order selects. */
static int
compare_one(const struct certificate_segment *s, const struct tally_hole *hole,
    struct marks *m, struct why *w)
{
	unsigned i = 0;

	while (i < CERTIFICATE_SETS &&
	    !runs_has(&s->sets[i], &m->at[i], hole->index))
		i++;
	if (i == CERTIFICATE_SETS)
		return why_set(w, WHY_CERTIFICATE_FEWER,
		    "record %" PRIu32 " is ordered, and not told of",
		    hole->index);
	m->found[i]++;
	if (i != CERTIFICATE_TAKEN)
		return 0;
	return bytes_add(&m->leaves, hole->leaf, HASH_BYTES, w);
}

/* What it says of records that the order does not select. */
static int
compare_rest(const struct certificate_segment *s, struct marks *m,
    struct why *w)
{
	uint64_t told =
	    s->sets[CERTIFICATE_TAKEN].count + s->sets[CERTIFICATE_HELD].count;
	uint64_t taken = m->found[CERTIFICATE_TAKEN];
	uint8_t root[HASH_BYTES];

	if (told != taken + m->found[CERTIFICATE_HELD])
		return why_set(w, WHY_CERTIFICATE_MORE,
		    "%" PRIu64 " records are told of that are not ordered",
		    told - taken - m->found[CERTIFICATE_HELD]);
	for (uint64_t i = 0; s->leaves != NULL && i < taken; i++)
		if (memcmp(s->leaves + i * HASH_BYTES,
			m->leaves.data + i * HASH_BYTES, HASH_BYTES) != 0)
			return why_set(w, WHY_CERTIFICATE_LEAF,
			    "leaf %" PRIu64 " of what went is another", i);
	tree_root(&tree_blake2, root, m->leaves.data, taken);
	return memcmp(root, s->over, sizeof(root)) == 0
	    ? 0
	    : why_set(w, WHY_CERTIFICATE_LEAF,
		  "the root over the leaves of what went is another");
}

static int
compare_holes(struct comparing *c, const struct tally_slot *slot,
    const struct certificate_segment *s, struct marks *m, struct why *w)
{
	uint64_t gone;

	for (size_t i = 0; i < slot->n_holes; i++) {
		const struct tally_hole *hole = &slot->holes[i];

		if (hole->cause != c->run->number + 1)
			continue;
		c->selected++;
		gone = m->found[CERTIFICATE_TAKEN];
		if (compare_one(s, hole, m, w) != 0 ||
		    (gone != m->found[CERTIFICATE_TAKEN] &&
			count_gone(c, slot, hole->index, w) != 0))
			return -1;
	}
	return compare_rest(s, m, w);
}

/* A tally_keep: a segment that agrees with the seal. */
static int
compare(void *self, const struct tally_slot *slot, struct why *w)
{
	struct comparing *c = self;
	const struct certificate_segment *s =
	    certificate_segment_of(c->bundle, slot->number);
	struct marks m = { 0 };
	int rc;

	if (c->closed)
		return 0;
	rc = compare_holes(c, slot, s == NULL ? &c->none : s, &m, w);
	c->gone += m.found[CERTIFICATE_TAKEN];
	c->held += m.found[CERTIFICATE_HELD];
	c->before += m.found[CERTIFICATE_OTHER];
	bytes_clear(&m.leaves);
	return rc;
}

int
answer_intake(struct answer_run *r, const struct answer_intake *how,
    struct why *w)
{
	struct unsealer u = { 0 };
	struct intake in = { 0 };
	struct tally tally;
	int rc = -1;

	if (tally_open(&tally, how->pool, &how->opening->seal, w) == 0 &&
	    unsealer_open(&u, how->opening, &r->store->home, &tally, w) == 0) {
		tally.keep = how->keep;
		tally.look = how->look;
		tally.self = tally.look_self = how->self;
		u.progress = r->options->progress;
		if (intake_open(&in, &u, how->judge, NULL, w) == 0 &&
		    intake_run(&in, w) == 0)
			rc = tally_finish(&tally, w);
	}
	if (rc != 0)
		pool_stop(how->pool);
	pool_wait(how->pool, NULL, NULL);
	intake_close(&in);
	unsealer_close(&u);
	tally_close(&tally);
	return rc;
}

static int
compare_counts(struct answer_run *r, const struct comparing *c, struct why *w)
{
	const struct certificate_bundle *b = c->bundle;

	r->exact = r->exact && !c->closed && c->before == 0;
	if (c->closed ||
	    (b->reads == c->gone_reads && b->files == c->gone_files))
		return 0;
	return why_set(w, WHY_CERTIFICATE_COUNTS,
	    "told are %" PRIu64 " reads and %" PRIu64
	    " files; its places are those of %" PRIu64 " and %" PRIu64,
	    b->reads, b->files, c->gone_reads, c->gone_files);
}

/* What others say of records that stay is told in other answers. */
static void
drop_marks(struct judge *j)
{
	size_t n = 0;

	for (size_t i = 0; i < j->n_marks; i++)
		if (j->marks[i].deletes)
			j->marks[n++] = j->marks[i];
	j->n_marks = n;
}

/* Also of a bundle of which nothing is said: its targets are not absent. */
static int
compare_rows(struct answer_run *r, struct comparing *c, uint32_t whole,
    struct why *w)
{
	struct judge judge;
	struct pool pool;
	const struct answer_intake how = { .opening = c->opening,
		.judge = &judge,
		.pool = &pool,
		.keep = compare,
		.self = c };
	int rc = -1;

	orders_judge(&r->orders, c->opening->seal.id, &judge);
	judge.counts = NULL;
	orders_judge_sealed(&r->orders, c->opening->seal.created_s, &judge);
	drop_marks(&judge);
	judge.whole = whole == ORDER_NONE ? 0 : whole + 1;
	if (pool_open(&pool, r->options->jobs, w) == 0) {
		rc = answer_intake(r, &how, w);
		pool_stop(&pool);
		pool_close(&pool);
	}
	judge_clear(&judge);
	return rc == 0 ? compare_counts(r, c, w) : rc;
}

bool
answer_is_closed(const struct certificate_bundle *b)
{
	return b->state != CERTIFICATE_CHECKED &&
	    b->state != CERTIFICATE_UNTOUCHED;
}

/* All of it is ordered: then it is gone, or a hold keeps something of it. By
 * which order, ORDER_NONE: by none. */
static int
compare_whole(struct answer_run *r, const struct certificate_bundle *b,
    uint32_t *whole, struct why *w)
{
	uint64_t kept = 0;

	*whole = ORDER_NONE;
	if (memcmp(b->id, r->carrier.seal.id, SEAL_ID_BYTES) != 0)
		*whole =
		    order_match_bundle(&r->orders.match, b->id, r->orders.hits);
	if (*whole != r->number)
		return 0;
	for (size_t i = 0; i < b->n; i++)
		kept += b->segments[i].sets[CERTIFICATE_HELD].count;
	return kept > 0 || answer_is_closed(b)
	    ? 0
	    : why_set(w, WHY_CERTIFICATE_FEWER,
		  "all of it is ordered, and it is there");
}

int
answer_bundle(struct answer_run *r, struct opening *o,
    const struct certificate_bundle *b, struct why *w)
{
	struct comparing c = { .run = r, .opening = o, .bundle = b };
	struct answer_result *to = r->result;
	uint32_t whole;

	c.closed = answer_is_closed(b);
	if (compare_whole(r, b, &whole, w) != 0 || answer_roots(o, b, w) != 0 ||
	    compare_rows(r, &c, whole, w) != 0)
		return -1;
	to->selected += c.selected;
	to->gone += c.gone;
	to->gone_before += c.before;
	to->held += c.held;
	return 0;
}
