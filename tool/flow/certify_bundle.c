#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "formats/tree.h"
#include "tool/flow/certify_inside.h"
#include "tool/flow/released.h"
#include "tool/store/ledger_taken.h"

/** What is gone of one bundle, while the ledger tells it. */
struct listing {
	const struct certify_run *run;
	struct certificate_bundle *bundle;
	struct certify_held *held;
	uint64_t *kept;	     /* records by each hold */
	struct bytes leaves; /* of the segment that is told */
};

static int
end_segment(struct listing *l, struct why *w)
{
	struct certificate_bundle *b = l->bundle;
	struct certificate_segment *s;

	if (b->n == 0 || l->leaves.len == 0)
		return 0;
	s = &b->segments[b->n - 1];
	s->leaves = malloc(l->leaves.len);
	if (s->leaves == NULL)
		return why_memory(w);
	memcpy(s->leaves, l->leaves.data, l->leaves.len);
	tree_root(&tree_blake2, s->over, l->leaves.data,
	    s->sets[CERTIFICATE_TAKEN].count);
	l->leaves.len = 0;
	return 0;
}

/* The segment, which is the last so far or comes behind it. */
static struct certificate_segment *
segment_at(struct listing *l, uint64_t number, struct why *w)
{
	struct certificate_bundle *b = l->bundle;
	struct certificate_segment *s;

	if (b->n > 0 && b->segments[b->n - 1].number == number)
		return &b->segments[b->n - 1];
	if (end_segment(l, w) != 0)
		return NULL;
	s = certificate_add_segment(b, w);
	if (s != NULL)
		s->number = number;
	return s;
}

static int
list_held(struct listing *l, const struct certify_place *p, struct why *w)
{
	struct certificate_segment *s = segment_at(l, p->segment, w);

	if (s == NULL || runs_add(&s->sets[CERTIFICATE_HELD], p->index, w) != 0)
		return -1;
	l->kept[p->hold]++;
	return 0;
}

/* What is held before this place; what is gone is not held, whatever is told
 * of its file. */
static int
list_held_until(struct listing *l, uint64_t segment, uint32_t index,
    struct why *w)
{
	struct certify_place p;

	while (certify_held_peek(l->held, &p) &&
	    (p.segment < segment ||
		(p.segment == segment && p.index <= index))) {
		certify_held_step(l->held);
		if ((p.segment != segment || p.index != index) &&
		    list_held(l, &p, w) != 0)
			return -1;
	}
	return 0;
}

static int
list_gone(void *self, uint64_t segment, const struct ledger_gone *g,
    struct why *w)
{
	struct listing *l = self;
	struct certificate_segment *s;

	/* A line of a tag file tells of others, and is replaced. */
	if (g->cause == 0)
		return 0;
	if (list_held_until(l, segment, g->index, w) != 0)
		return -1;
	s = segment_at(l, segment, w);
	if (s == NULL)
		return -1;
	if (g->cause != l->run->order.row)
		return runs_add(&s->sets[CERTIFICATE_OTHER], g->index, w);
	if (runs_add(&s->sets[CERTIFICATE_TAKEN], g->index, w) != 0)
		return -1;
	return bytes_add(&l->leaves, g->leaf, sizeof(g->leaf), w);
}

static int
list_segments(struct listing *l, struct why *w)
{
	if (ledger_gone_walk(&l->run->store->ledger, l->bundle->id, list_gone,
		l, w) != 0 ||
	    list_held_until(l, UINT64_MAX, 0, w) != 0)
		return -1;
	return end_segment(l, w);
}

static bool
selected(const struct certificate_bundle *b)
{
	for (size_t i = 0; i < b->n; i++)
		for (unsigned j = 0; j < CERTIFICATE_OTHER; j++)
			if (b->segments[i].sets[j].count > 0)
				return true;
	return false;
}

/* What the seal says of the segments, and whether all that is there leads to
 * it. */
static int
read_back(const struct certify_run *r, struct released *from,
    const struct certify_look *how, struct certificate_bundle *b, struct why *w)
{
	struct judge judge = { 0 };

	for (size_t i = 0; i < b->n; i++) {
		struct certificate_segment *s = &b->segments[i];
		const struct seal_segment *sealed;

		if (s->number >= from->seal.n_segments)
			return why_set(w, WHY_STORE,
			    "the ledger tells of a segment that was not "
			    "sealed");
		sealed = &from->seal.segments[s->number];
		s->records = sealed->records;
		memcpy(s->root, sealed->root, sizeof(s->root));
	}
	if (b->state != CERTIFICATE_CHECKED)
		return 0;
	from->progress = r->options->progress;
	from->look = how->look;
	from->look_self = how->self;
	return released_run(from, &judge, NULL, w);
}

static int
open_and_read(const struct certify_run *r, const struct certify_look *how,
    struct certificate_bundle *b, struct why *w)
{
	struct released *from = calloc(1, sizeof(*from));
	struct pool pool;
	int rc = -1;

	if (from == NULL)
		return why_memory(w);
	if (pool_open(&pool, r->options->jobs, w) == 0) {
		if (released_open(from, r->store, b->id, &pool, w) == 0)
			rc = read_back(r, from, how, b, w);
		pool_stop(&pool);
		pool_close(&pool);
		released_close(from);
	}
	free(from);
	return rc;
}

/* It is not as it was received, or not there: nothing is said of it but that.
 */
static void
set_apart(struct certify_run *r, struct certificate_bundle *b,
    const struct why *why)
{
	struct stat st;
	char name[80];
	char id[SEAL_ID_HEX];

	for (size_t i = 0; i < b->n; i++)
		certificate_clear_segment(&b->segments[i]);
	b->n = 0;
	b->reads = b->files = 0;
	bytes_to_hex(id, b->id, sizeof(b->id));
	(void)snprintf(name, sizeof(name), STORE_RECEIVED "/%s", id);
	b->state = fstatat(r->store->fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0 &&
		errno == ENOENT
	    ? CERTIFICATE_MISSING
	    : CERTIFICATE_FAILED;
	if (r->result->why.reason == WHY_NONE) {
		r->result->why = *why;
		why_in(&r->result->why, "bundle %s", id);
	}
}

int
certify_settle(struct certify_run *r, struct certificate_bundle *b,
    const struct certify_look *how, struct why *w)
{
	struct why why = { 0 };

	b->state = how->always || selected(b) ? CERTIFICATE_CHECKED
					      : CERTIFICATE_UNTOUCHED;
	if ((b->n == 0 && !how->always) || open_and_read(r, how, b, &why) == 0)
		return 0;
	if (why_exit(why.reason) != WHY_EXIT_NO)
		return why_set(w, why.reason, "%s", why.text);
	set_apart(r, b, &why);
	return 0;
}

/* What its hold kept no more has to go before there can be an answer. */
static int
due_before(const struct certify_held *h, struct why *w)
{
	return why_set(w, WHY_USAGE,
	    "%" PRIu64 " records or files that a hold kept from the order are "
	    "due since it is over: \"enforce\" first",
	    h->due);
}

/* All that is listed is held against what lies there. */
static int
settle(struct listing *l, struct certify_run *r, struct why *w)
{
	struct certificate_bundle *b = l->bundle;
	const struct certify_look how = { .always = l->held->due > 0 };

	if (certify_settle(r, b, &how, w) != 0)
		return -1;
	if (b->state == CERTIFICATE_FAILED || b->state == CERTIFICATE_MISSING)
		return 0;
	if (l->held->due > 0)
		return due_before(l->held, w);
	for (size_t i = 0; i < r->n_holds; i++)
		r->holds[i].records += l->kept[i];
	return 0;
}

static int
check_held(struct certify_run *r, struct certificate_bundle *b,
    struct certify_held *held, struct why *w)
{
	uint64_t *kept = calloc(r->n_holds + 1, sizeof(*kept));
	struct listing l = { r, b, held, kept, { 0 } };
	int rc;

	if (kept == NULL)
		return why_memory(w);
	rc = list_segments(&l, w);
	if (rc == 0)
		rc = settle(&l, r, w);
	bytes_clear(&l.leaves);
	free(kept);
	return rc;
}

static int
check_bundle(struct certify_run *r, struct certificate_bundle *b, struct why *w)
{
	struct certify_held held;
	int rc = certify_held_load(&held, r, b->id, w);

	if (rc == 0)
		rc = check_held(r, b, &held, w);
	certify_held_clear(&held);
	return rc;
}

int
certify_touched(const struct certify_run *r, const uint8_t id[SEAL_ID_BYTES],
    bool *out, struct why *w)
{
	struct ledger_taken taken;

	if (r->order.does != ORDER_DELETE)
		return certify_marks_any(r, id, out, w);
	if (ledger_taken_get(&r->store->ledger, r->order.row, id, &taken, w) !=
	    0)
		return -1;
	*out = taken.reads + taken.files > 0;
	return 0;
}

/* Where copies of it went before. */
static int
note_copies(struct certify_run *r, const uint8_t id[SEAL_ID_BYTES],
    struct why *w)
{
	struct ledger *l = &r->store->ledger;
	uint64_t passed;
	bool touched;

	if (ledger_hop_passed(l, id, &passed, w) != 0 ||
	    certify_touched(r, id, &touched, w) != 0)
		return -1;
	if (!touched || r->order.does == ORDER_LIFT)
		return 0;
	r->passed += passed;
	return reach_shown_add(&r->result->shown, l, id, w);
}

int
certify_bundle(struct certify_run *r, const uint8_t id[SEAL_ID_BYTES],
    struct why *w)
{
	struct certificate_bundle *b =
	    certificate_add_bundle(&r->result->certificate, w);
	struct ledger *l = &r->store->ledger;
	struct ledger_bundle row;
	struct ledger_taken taken;
	bool found;
	bool unreached;

	if (b == NULL ||
	    ledger_bundle_get(l, id, LEDGER_RECEIVED, &row, &found, w) != 0 ||
	    ledger_taken_get(l, r->order.row, id, &taken, w) != 0 ||
	    ledger_unreached_has(l, id, r->order.id, &unreached, w) != 0 ||
	    note_copies(r, id, w) != 0)
		return -1;
	memcpy(b->id, id, sizeof(b->id));
	b->reads = taken.reads;
	b->files = taken.files;
	if (row.state == LEDGER_DELETED) {
		b->state = CERTIFICATE_WHOLE;
		return 0;
	}
	if (unreached) {
		struct why why = { 0 };

		(void)why_set(&why, WHY_RELEASED_CHANGED,
		    "the order could not be carried out on it");
		set_apart(r, b, &why);
		return 0;
	}
	return r->order.does == ORDER_DELETE ? check_bundle(r, b, w)
					     : certify_marks(r, b, w);
}
