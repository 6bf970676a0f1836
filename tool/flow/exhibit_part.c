#include <inttypes.h>
#include <string.h>

#include "tool/flow/exhibit_check.h"

static int
bad(struct why *w, const char *how)
{
	return why_set(w, WHY_EXHIBIT, "%s", how);
}

static bool
is_it(const struct exhibit_of *of, const struct exhibit_check *parent)
{
	const struct exhibit *e = &parent->exhibit;

	return strcmp(of->reference, e->reference) == 0 &&
	    memcmp(of->id, e->id, sizeof of->id) == 0 &&
	    memcmp(of->digest, parent->digest, sizeof of->digest) == 0 &&
	    strcmp(of->agency.agency, e->agency.agency) == 0 &&
	    strcmp(of->agency.fingerprint, e->agency.fingerprint) == 0 &&
	    of->reads == e->reads && of->files == e->files;
}

/** Records of a proof, one after the other. */
struct walk {
	const struct shown_segment *segment;
	const struct shown_record *record;
	size_t n;
	size_t at;
	size_t of; /* its segment */
};

static struct walk
begin(const struct shown *proof)
{
	struct walk k = { 0 };
	size_t n_segments;

	k.segment = shown_segments(proof, &n_segments);
	k.record = shown_records(proof, &k.n);
	return k;
}

/* Before, at or behind the place of another one. */
static int
compare(const struct walk *a, const struct walk *b)
{
	uint64_t x = a->segment[a->of].number;
	uint64_t y = b->segment[b->of].number;

	if (x == y) {
		x = a->record[a->at].index;
		y = b->record[b->at].index;
	}
	return (x > y) - (x < y);
}

static void
step(struct walk *k)
{
	const struct shown_segment *g = &k->segment[k->of];

	k->at++;
	k->of += k->at == g->first + g->n;
}

/* Both lead to the same roots, so the same place is the same record. */
static int
check_places(const struct exhibit_check *r, const struct exhibit_check *parent,
    struct why *w)
{
	struct walk part = begin(&r->proof);
	struct walk whole = begin(&parent->proof);

	for (; part.at < part.n; step(&part)) {
		while (whole.at < whole.n && compare(&whole, &part) < 0)
			step(&whole);
		if (whole.at == whole.n || compare(&whole, &part) != 0 ||
		    whole.record[whole.at].kind != part.record[part.at].kind)
			return why_set(w, WHY_EXHIBIT,
			    "record %" PRIu32 " of segment %" PRIu64
			    " is not shown in %s",
			    part.record[part.at].index,
			    part.segment[part.of].number,
			    parent->exhibit.reference);
	}
	return 0;
}

int
exhibit_check_parent(const struct exhibit_check *r,
    const struct exhibit_check *parent, struct why *w)
{
	const struct exhibit_of *of = &r->exhibit.parent;

	if (of->reference[0] == '\0')
		return bad(w, "it is not derived from another exhibit");
	if (!is_it(of, parent))
		return bad(w,
		    "the exhibit that is given is not the one that it was "
		    "derived from");
	if (memcmp(r->exhibit.seal, parent->exhibit.seal,
		sizeof r->exhibit.seal) != 0)
		return bad(w, "its parent is of another bundle");
	return check_places(r, parent, w);
}
