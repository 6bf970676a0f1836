#include <stdlib.h>
#include <string.h>

#include "formats/text.h"
#include "tool/flow/certify_inside.h"
#include "tool/store/ledger_waiting.h"

/* --- which holds stand --- */

static int
add_hold(void *self, const struct ledger_hold *h, struct why *w)
{
	struct certify_run *r = self;
	struct certificate_hold *more =
	    realloc(r->holds, (r->n_holds + 1) * sizeof(*more));
	char review[TEXT_TIME_BYTES];

	if (more == NULL)
		return why_memory(w);
	r->holds = more;
	more += r->n_holds++;
	*more = (struct certificate_hold){ 0 };
	_Static_assert(sizeof(more->id) == sizeof(h->id), "one form");
	_Static_assert(sizeof(more->ground) == sizeof(h->ground), "one form");
	memcpy(more->id, h->id, sizeof(more->id));
	memcpy(more->ground, h->ground, sizeof(more->ground));
	text_time_format(review, h->review_s);
	memcpy(more->review, review, sizeof(more->review) - 1);
	return 0;
}

static int
compare(const void *a, const void *b)
{
	const struct certificate_hold *one = a;
	const struct certificate_hold *two = b;

	return memcmp(one->id, two->id, sizeof(one->id));
}

int
certify_holds_load(struct certify_run *r, struct why *w)
{
	if (ledger_hold_each(&r->store->ledger, add_hold, r, w) != 0)
		return -1;
	if (r->n_holds > 0)
		qsort(r->holds, r->n_holds, sizeof(*r->holds), compare);
	return 0;
}

int
certify_holds_name(struct certify_run *r, struct why *w)
{
	struct certificate *c = &r->result->certificate;

	c->holds = calloc(r->n_holds + 1, sizeof(*c->holds));
	if (c->holds == NULL)
		return why_memory(w);
	for (size_t i = 0; i < r->n_holds; i++)
		if (r->holds[i].records > 0)
			c->holds[c->n_holds++] = r->holds[i];
	return 0;
}

/* --- which records they keep --- */

/** A record that waits; a member record stands for its file. */
struct entry {
	uint64_t segment;
	uint32_t index;
	uint32_t hold;
};

/** From first to last, both included. */
struct stretch {
	uint64_t segment;
	uint32_t first;
	uint32_t last;
	uint32_t hold;
	uint32_t none; /* no byte of the list is left unset */
};

/** What waits, as it becomes stretches. */
struct gathering {
	const struct certify_run *run;
	struct certify_held *to;
	const uint8_t *bundle;
	struct bytes entries; /* struct entry each, ascending */
	size_t at;
	struct bytes cover; /* of a segment; not looked at */
	bool known;	    /* how many records this segment has */
	uint64_t segment;
	uint32_t records;
};

static int
add_entry(void *self, const struct ledger_waiting *one, struct why *w)
{
	struct gathering *g = self;
	const struct certify_run *r = g->run;
	struct certificate_hold key = { 0 };
	const struct certificate_hold *hold;
	struct entry entry = { one->segment, one->index, 0 };

	if (one->due) {
		g->to->due++;
		return 0;
	}
	/* the bundle, which was named whole, and is no record that stays */
	if (one->segment == 0 && one->index == 0)
		return 0;
	memcpy(key.id, one->hold, sizeof(key.id));
	hold = r->n_holds == 0
	    ? NULL
	    : bsearch(&key, r->holds, r->n_holds, sizeof(*r->holds), compare);
	if (hold == NULL)
		return why_set(w, WHY_STORE,
		    "the ledger tells of a hold that does not stand");
	entry.hold = (uint32_t)(hold - r->holds);
	return bytes_add(&g->entries, &entry, sizeof(entry), w);
}

/* The first that was not told of yet; false: there is none. */
static bool
peek(const struct gathering *g, struct entry *out)
{
	if (g->at == g->entries.len)
		return false;
	memcpy(out, g->entries.data + g->at, sizeof(*out));
	return true;
}

static int
add_stretch(struct gathering *g, const struct stretch *one, struct why *w)
{
	struct bytes *all = &g->to->stretches;
	struct stretch *last = all->len == 0
	    ? NULL
	    : (void *)(all->data + all->len - sizeof(*last));

	if (last == NULL || last->segment != one->segment ||
	    last->hold != one->hold || last->last + 1 != one->first)
		return bytes_add(all, one, sizeof(*one), w);
	last->last = one->last;
	return 0;
}

static int
add_own(struct gathering *g, const struct entry *e, struct why *w)
{
	const struct stretch one = { e->segment, e->index, e->index, e->hold,
		0 };

	g->at += sizeof(*e);
	return add_stretch(g, &one, w);
}

/* Records of a file that is held, in one segment; those that wait themselves
 * do so for their own hold. */
static int
add_part(struct gathering *g, struct stretch part, struct why *w)
{
	struct entry e;

	while (
	    peek(g, &e) && e.segment == part.segment && e.index <= part.last) {
		struct stretch front = part;

		front.last = e.index - 1;
		if ((e.index > part.first && add_stretch(g, &front, w) != 0) ||
		    add_own(g, &e, w) != 0)
			return -1;
		part.first = e.index + 1;
	}
	return part.first > part.last ? 0 : add_stretch(g, &part, w);
}

static int
find_records(struct gathering *g, uint64_t segment, struct why *w)
{
	struct ledger_segment row;
	bool found;

	if (g->known && g->segment == segment)
		return 0;
	g->cover.len = 0;
	if (ledger_segment_get(&g->run->store->ledger, g->bundle, segment, &row,
		&g->cover, &found, w) != 0)
		return -1;
	if (!found)
		return why_set(w, WHY_STORE,
		    "the ledger tells of a file beyond its segments");
	g->known = true;
	g->segment = segment;
	g->records = row.records;
	return 0;
}

/* All of a file, in as many segments as it has. */
static int
add_file(struct gathering *g, const struct ledger_member *m, uint32_t hold,
    struct why *w)
{
	struct stretch part = { m->segment, m->first, 0, hold, 0 };
	uint64_t left = m->records + 1;

	for (; left > 0; part.segment++, part.first = 0) {
		uint64_t n;

		if (find_records(g, part.segment, w) != 0)
			return -1;
		n = g->records - part.first;
		n = n < left ? n : left;
		if (n == 0 || part.first >= g->records)
			return why_set(w, WHY_STORE,
			    "the ledger has a file where no record is");
		part.last = part.first + (uint32_t)n - 1;
		if (add_part(g, part, w) != 0)
			return -1;
		left -= n;
	}
	return 0;
}

/* Both go on together: members stand in the order of their records. */
static int
meet_member(void *self, const struct ledger_member *m, struct why *w)
{
	struct gathering *g = self;
	struct entry e;

	while (peek(g, &e)) {
		if (e.segment > m->segment ||
		    (e.segment == m->segment && e.index > m->first))
			return 0;
		if (e.segment == m->segment && e.index == m->first) {
			g->at += sizeof(e);
			return add_file(g, m, e.hold, w);
		}
		if (add_own(g, &e, w) != 0)
			return -1;
	}
	return 0;
}

static int
gather(struct gathering *g, struct why *w)
{
	struct ledger *l = &g->run->store->ledger;
	const struct ledger_waiting_ask ask = { .bundle = g->bundle,
		.cause = g->run->order.row };
	struct entry e;

	if (ledger_waiting_some(l, &ask, add_entry, g, w) != 0)
		return -1;
	if (g->entries.len > 0 &&
	    ledger_member_each(l, g->bundle, meet_member, g, w) != 0)
		return -1;
	while (peek(g, &e))
		if (add_own(g, &e, w) != 0)
			return -1;
	return 0;
}

int
certify_held_load(struct certify_held *h, const struct certify_run *r,
    const uint8_t bundle[SEAL_ID_BYTES], struct why *w)
{
	struct gathering g = { .run = r, .to = h, .bundle = bundle };
	int rc;

	*h = (struct certify_held){ 0 };
	rc = gather(&g, w);
	bytes_clear(&g.entries);
	g.cover.len = g.cover.cap;
	bytes_wipe(&g.cover);
	return rc;
}

bool
certify_held_peek(const struct certify_held *h, struct certify_place *out)
{
	struct stretch s;

	if (h->at == h->stretches.len)
		return false;
	memcpy(&s, h->stretches.data + h->at, sizeof(s));
	*out = (struct certify_place){ s.segment, s.first + h->within, s.hold };
	return true;
}

void
certify_held_step(struct certify_held *h)
{
	struct stretch s;

	memcpy(&s, h->stretches.data + h->at, sizeof(s));
	if (s.first + h->within++ < s.last)
		return;
	h->at += sizeof(s);
	h->within = 0;
}

void
certify_held_clear(struct certify_held *h)
{
	bytes_clear(&h->stretches);
	*h = (struct certify_held){ 0 };
}
