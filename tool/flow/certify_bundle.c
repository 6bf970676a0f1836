#include <errno.h>
#include <fcntl.h>
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
	tree_root(&tree_blake2, s->over, l->leaves.data, s->taken.count);
	l->leaves.len = 0;
	return 0;
}

static int
list_gone(void *self, uint64_t segment, const struct ledger_gone *g,
    struct why *w)
{
	struct listing *l = self;
	struct certificate_bundle *b = l->bundle;
	struct certificate_segment *s;

	/* A line of a tag file tells of others, and is replaced. */
	if (g->cause == 0)
		return 0;
	if (b->n == 0 || b->segments[b->n - 1].number != segment) {
		if (end_segment(l, w) != 0)
			return -1;
		s = certificate_add_segment(b, w);
		if (s == NULL)
			return -1;
		s->number = segment;
	}
	s = &b->segments[b->n - 1];
	if (g->cause != l->run->order.row)
		return runs_add(&s->other, g->index, w);
	if (runs_add(&s->taken, g->index, w) != 0)
		return -1;
	return bytes_add(&l->leaves, g->leaf, sizeof(g->leaf), w);
}

static int
list_segments(const struct certify_run *r, struct certificate_bundle *b,
    struct why *w)
{
	struct listing l = { .run = r, .bundle = b };
	int rc = ledger_gone_walk(&r->store->ledger, b->id, list_gone, &l, w);

	if (rc == 0)
		rc = end_segment(&l, w);
	bytes_clear(&l.leaves);
	return rc;
}

static bool
selected(const struct certificate_bundle *b)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->segments[i].taken.count > 0)
			return true;
	return false;
}

/* What the seal says of the segments, and whether all that is there leads to
 * it. */
static int
read_back(const struct certify_run *r, struct released *from,
    struct certificate_bundle *b, struct why *w)
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
	return released_run(from, &judge, NULL, w);
}

static int
open_and_read(const struct certify_run *r, struct certificate_bundle *b,
    struct why *w)
{
	struct released *from = calloc(1, sizeof(*from));
	struct pool pool;
	int rc = -1;

	if (from == NULL)
		return why_memory(w);
	if (pool_open(&pool, r->options->jobs, w) == 0) {
		if (released_open(from, r->store, b->id, &pool, w) == 0)
			rc = read_back(r, from, b, w);
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

static int
check_bundle(struct certify_run *r, struct certificate_bundle *b, struct why *w)
{
	struct why why = { 0 };

	if (list_segments(r, b, w) != 0)
		return -1;
	b->state = selected(b) ? CERTIFICATE_CHECKED : CERTIFICATE_UNTOUCHED;
	if (b->n == 0 || open_and_read(r, b, &why) == 0)
		return 0;
	if (why_exit(why.reason) != WHY_EXIT_NO)
		return why_set(w, why.reason, "%s", why.text);
	set_apart(r, b, &why);
	return 0;
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
	uint64_t passed;

	if (b == NULL ||
	    ledger_bundle_get(l, id, LEDGER_RECEIVED, &row, &found, w) != 0 ||
	    ledger_taken_get(l, r->order.row, id, &taken, w) != 0 ||
	    ledger_unreached_has(l, id, r->order.id, &unreached, w) != 0)
		return -1;
	if (ledger_hop_passed(l, id, &passed, w) != 0)
		return -1;
	if (taken.reads + taken.files > 0)
		r->passed += passed;
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
	return check_bundle(r, b, w);
}
