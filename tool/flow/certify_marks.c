#include <stdlib.h>
#include <string.h>

#include "formats/tree.h"
#include "tool/flow/certify_inside.h"
#include "tool/store/ledger_restricted.h"

/** One bundle, while the ledger tells of it. */
struct marking {
	struct certificate_bundle *bundle;
	enum certificate_set set; /* of what is told now */
	enum certificate_set own;
	size_t at; /* the segment told of last, or n */
	size_t at_gone;
	size_t at_own;
	uint64_t files;
};

/* The segment with this number, or a new one in its place. */
static struct certificate_segment *
segment_of(struct marking *m, uint64_t number, struct why *w)
{
	struct certificate_bundle *b = m->bundle;
	size_t at = b->n;

	if (m->at < b->n && b->segments[m->at].number == number)
		return &b->segments[m->at];
	while (at > 0 && b->segments[at - 1].number > number)
		at--;
	m->at_gone = 0;
	m->at = at;
	if (at > 0 && b->segments[at - 1].number == number)
		return &b->segments[--m->at];
	if (certificate_add_segment(b, w) == NULL)
		return NULL;
	memmove(&b->segments[at + 1], &b->segments[at],
	    (b->n - 1 - at) * sizeof(*b->segments));
	b->segments[at] = (struct certificate_segment){ .number = number };
	return &b->segments[at];
}

static int
list_gone(void *self, uint64_t segment, const struct ledger_gone *g,
    struct why *w)
{
	struct marking *m = self;
	struct certificate_segment *s;

	/* A line of a tag file tells of others, and is replaced. */
	if (g->cause == 0)
		return 0;
	s = segment_of(m, segment, w);
	return s == NULL ? -1
			 : runs_add(&s->sets[CERTIFICATE_OTHER], g->index, w);
}

/* What is gone since is told as that. */
static int
list_mark(void *self, const struct ledger_restricted *one, struct why *w)
{
	struct marking *m = self;
	struct certificate_segment *s = segment_of(m, one->segment, w);

	if (s == NULL)
		return -1;
	return runs_has(&s->sets[CERTIFICATE_OTHER], &m->at_gone, one->index)
	    ? 0
	    : runs_add(&s->sets[m->set], one->index, w);
}

static int
list_set(const struct certify_run *r, struct marking *m,
    enum certificate_set set, struct why *w)
{
	const struct ledger_restricted_ask ask = { .bundle = m->bundle->id,
		.order = r->order.row,
		.lifted = set == CERTIFICATE_LIFTED };

	if (!certificate_may(r->order.does, set))
		return 0;
	m->set = set;
	m->at = m->bundle->n;
	return ledger_restricted_by(&r->store->ledger, &ask, list_mark, m, w);
}

/* A file has a member record; all else that is listed are rows. */
static int
count_file(void *self, const struct ledger_member *f, struct why *w)
{
	struct marking *m = self;
	const struct certificate_bundle *b = m->bundle;

	(void)w;
	while (m->at < b->n && b->segments[m->at].number < f->segment) {
		m->at++;
		m->at_own = 0;
	}
	if (m->at < b->n && b->segments[m->at].number == f->segment)
		m->files += runs_has(&b->segments[m->at].sets[m->own],
		    &m->at_own, f->first);
	return 0;
}

static int
count_own(const struct certify_run *r, struct marking *m, struct why *w)
{
	struct certificate_bundle *b = m->bundle;
	uint64_t own = 0;

	for (size_t i = 0; i < b->n; i++)
		own += b->segments[i].sets[m->own].count;
	m->at = m->at_own = 0;
	if (ledger_member_each(&r->store->ledger, b->id, count_file, m, w) != 0)
		return -1;
	b->files = m->files;
	b->reads = own - m->files;
	return 0;
}

/* A tally_look. */
static int
take_leaves(void *self, const struct tally_slot *slot, const uint8_t *salts,
    const uint8_t *leaves, struct why *w)
{
	struct marking *m = self;
	struct certificate_bundle *b = m->bundle;
	struct certificate_segment *s = NULL;
	struct bytes copy = { 0 };
	const struct runs *own;
	int rc = -1;

	(void)salts;
	for (size_t i = 0; i < b->n && s == NULL; i++)
		if (b->segments[i].number == slot->number)
			s = &b->segments[i];
	own = s == NULL ? NULL : &s->sets[m->own];
	if (own == NULL || own->count == 0)
		return 0;
	if (own->all[own->n - 1].last >= slot->records.n)
		return why_set(w, WHY_STORE,
		    "the ledger tells of a record that was not sealed");
	if (runs_pick(own, leaves, HASH_BYTES, &copy, w) == 0) {
		s->leaves = malloc(copy.len);
		rc = s->leaves == NULL ? why_memory(w) : 0;
	}
	if (rc == 0) {
		memcpy(s->leaves, copy.data, copy.len);
		/* computing a root overwrites the leaves */
		tree_root(&tree_blake2, s->over, copy.data, own->count);
	}
	bytes_clear(&copy);
	return rc;
}

int
certify_marks(struct certify_run *r, struct certificate_bundle *b,
    struct why *w)
{
	struct marking m = { .bundle = b,
		.own = certificate_own(r->order.does) };
	const struct certify_look how = { .look = take_leaves, .self = &m };

	if (ledger_gone_walk(&r->store->ledger, b->id, list_gone, &m, w) != 0 ||
	    list_set(r, &m, CERTIFICATE_RESTRICTED, w) != 0 ||
	    list_set(r, &m, CERTIFICATE_LIFTED, w) != 0 ||
	    count_own(r, &m, w) != 0)
		return -1;
	return certify_settle(r, b, &how, w);
}

#define FOUND 1

static int
find_any(void *self, const struct ledger_restricted *one, struct why *w)
{
	(void)self;
	(void)one;
	(void)w;
	return FOUND;
}

int
certify_marks_any(const struct certify_run *r, const uint8_t id[SEAL_ID_BYTES],
    bool *out, struct why *w)
{
	int rc = 0;

	for (int lifted = 0; lifted < 2 && rc == 0; lifted++) {
		const struct ledger_restricted_ask ask = { id, r->order.row,
			lifted == 1 };

		rc = ledger_restricted_by(&r->store->ledger, &ask, find_any,
		    NULL, w);
	}
	*out = rc == FOUND;
	return rc < 0 ? -1 : 0;
}
