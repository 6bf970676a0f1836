#include <stdlib.h>
#include <string.h>

#include "formats/several.h"
#include "tool/flow/disclose_inside.h"
#include "tool/flow/released_inside.h"

/** What was caught, in order, as it is gone through. */
struct settling {
	struct disclose *d;
	struct disclose_caught *all;
	size_t n;
	size_t at;
	struct shown_segment now; /* its number and records */
	bool begun;
	struct bytes kept; /* uint32_t: places in the segment */
};

static int
by_place(const void *left, const void *right)
{
	const struct disclose_caught *a = left;
	const struct disclose_caught *b = right;

	if (a->segment != b->segment)
		return a->segment < b->segment ? -1 : 1;
	if (a->record.index != b->record.index)
		return a->record.index < b->record.index ? -1 : 1;
	return 0;
}

static const struct disclose_leaves *
find_leaves(const struct disclose *d, uint64_t segment)
{
	const struct disclose_leaves *l = (const void *)d->leaves.data;

	while (l->segment != segment)
		l++;
	return l;
}

/* The hashes of a segment of which all shown records are known. */
static int
end_segment(struct settling *s, struct why *w)
{
	const struct disclose_leaves *l;
	struct bytes leaves = { 0 };
	struct bytes nodes = { 0 };
	struct several tree = { 0 };
	int rc = -1;

	if (!s->begun)
		return 0;
	l = find_leaves(s->d, s->now.number);
	if (bytes_reserve(&leaves, l->n * HASH_BYTES, w) != 0 ||
	    disclose_fetch(s->d, l->at, leaves.data, l->n * HASH_BYTES, w) != 0)
		goto out;
	tree.of = tree.n = l->n;
	tree.leaves = leaves.data;
	if (several_keep(&tree, (const void *)s->kept.data,
		s->kept.len / sizeof(uint32_t), &nodes, w) != 0)
		goto out;
	rc = shown_add_nodes(&s->d->proof, nodes.data, nodes.len / HASH_BYTES,
	    w);
out:
	bytes_clear(&leaves);
	bytes_clear(&nodes);
	return rc;
}

static int
keep(struct settling *s, const struct disclose_caught *c, enum shown_kind kind,
    struct why *w)
{
	struct disclose *d = s->d;
	struct shown_record r = c->record;

	if (!s->begun || s->now.number != c->segment) {
		if (end_segment(s, w) != 0 ||
		    shown_add_segment(&d->proof, c->segment, w) != 0)
			return -1;
		s->begun = true;
		s->now.number = c->segment;
		s->kept.len = 0;
	}
	r.kind = kind;
	if (kind == SHOWN_READS || kind == SHOWN_FILE)
		r.bytes = 0;
	if (shown_add(&d->proof, &r, w) != 0 ||
	    bytes_add(&d->places, &c->at, sizeof(c->at), w) != 0)
		return -1;
	return bytes_add(&s->kept, &r.index, sizeof(r.index), w);
}

static int
add_file(struct settling *s, const struct ledger_member *m, struct why *w)
{
	struct disclose *d = s->d;
	struct disclose_file *more =
	    realloc(d->files, (d->n_files + 1) * sizeof(*more));

	if (more == NULL)
		return why_memory(w);
	d->files = more;
	more += d->n_files;
	*more = (struct disclose_file){
		.name = strdup(m->name),
		.cut = m->cut,
		.mtime_s = m->mtime_s,
		.mtime_ns = m->mtime_ns,
		.first = d->places.len / sizeof(uint64_t),
	};
	if (more->name == NULL)
		return why_memory(w);
	d->n_files++;
	return 0;
}

/* The records from s->at to end are of one member. */
static int
keep_member(struct settling *s, const struct ledger_member *m, size_t end,
    struct why *w)
{
	struct disclose *d = s->d;
	struct disclose_file *f;
	struct reads reads = { 0 };
	bool rows = m->cut == RECORD_READS;

	if (rows && released_reads(d->released, m, &reads, w) != 0)
		return -1;
	if (s->all[s->at].record.kind != SHOWN_READS)
		return why_set(w, WHY_STORE,
		    "a record is shown whose file is gone");
	if (keep(s, &s->all[s->at++], rows ? SHOWN_READS : SHOWN_FILE, w) !=
		0 ||
	    add_file(s, m, w) != 0)
		return -1;
	f = &d->files[d->n_files - 1];
	for (bool first = true; s->at < end; s->at++, first = false) {
		const struct disclose_caught *c = &s->all[s->at];
		bool header = rows && first && reads.headed;

		if (!header && !c->shown)
			continue;
		if (keep(s, c, header ? SHOWN_HEADER : SHOWN_RECORD, w) != 0)
			return -1;
		f->n++;
		f->bytes += c->record.bytes;
		d->reads += rows && !header;
	}
	d->whole += !rows;
	return 0;
}

/* A plain file that a row shows, and that is not to be seen. */
static bool
is_withheld(const struct disclose *d, const struct ledger_member *m)
{
	if (withheld_has(&d->withheld, m->segment, m->first))
		return true;
	if (!withheld_restricts(&d->withheld, m->segment, m->first) &&
	    paths_find(&d->hidden, m->name) == NULL)
		return false;
	return paths_find(&d->purposed, m->name) == NULL &&
	    !disclose_purpose(d, m->name);
}

static int
settle_member(void *self, const struct ledger_member *m, struct why *w)
{
	struct settling *s = self;
	size_t end = s->at;
	bool shown = false;

	while (end < s->n && s->all[end].record.member == m->number)
		shown |= s->all[end++].shown;
	/* Of a read file its rows were asked. */
	if (shown && m->cut == RECORD_PIECES && is_withheld(s->d, m)) {
		s->d->absent++;
		shown = false;
	}
	if (shown && keep_member(s, m, end, w) != 0)
		return -1;
	s->at = end;
	return 0;
}

int
disclose_settle(struct disclose *d, struct why *w)
{
	struct settling s = {
		.d = d,
		.all = (void *)d->caught.data,
		.n = d->caught.len / sizeof(*s.all),
	};
	int rc;

	if (s.n > 0)
		qsort(s.all, s.n, sizeof(*s.all), by_place);
	rc = ledger_member_each(&d->released->store->ledger,
	    d->released->bundle.id, settle_member, &s, w);
	if (rc == 0)
		rc = end_segment(&s, w);
	bytes_clear(&s.kept);
	d->absent = paths_unmet(&d->judge.linked);
	return rc;
}
