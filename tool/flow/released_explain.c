#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tool/flow/released_inside.h"

/** Looking for the member that a record belongs to. */
struct place {
	const struct released *r;
	uint64_t record; /* counted over the whole bundle */
	char name[NAME_MAX_BYTES + 1];
	char cut;
	uint64_t behind; /* records behind the member record; 0: that itself */
};

static int
look(void *self, const struct ledger_member *m, struct why *w)
{
	struct place *p = self;
	uint64_t at = p->r->harvest.first[m->segment] + m->first;

	(void)w;
	if (at > p->record)
		return 1;
	snprintf(p->name, sizeof(p->name), "%s", m->name);
	p->cut = m->cut;
	p->behind = p->record - at;
	return 0;
}

static int
tell(const struct place *p, struct why *w)
{
	const char *what = p->cut == RECORD_PIECES ? "piece"
	    : p->cut == RECORD_READS		   ? "row"
						   : "line";

	if (p->behind == 0)
		return why_set(w, WHY_RELEASED_CHANGED,
		    "%s: name, type or time is not as sealed", p->name);
	return why_set(w, WHY_RELEASED_CHANGED,
	    "%s: %s %" PRIu64 " is not as sealed", p->name, what, p->behind);
}

int
released_explain(struct released *r, struct why *w)
{
	const struct tally *t = &r->tally;
	struct place p = { .r = r };
	struct why better = { 0 };

	p.record = r->harvest.first[t->bad_segment] + t->bad_index;
	if (ledger_member_each(&r->store->ledger, r->bundle.id, look, &p,
		&better) < 0)
		return -1;
	why_clear(&better);
	if (t->bad_located)
		tell(&p, &better);
	else
		why_set(&better, WHY_RELEASED_CHANGED,
		    "segment %" PRIu64 ", which begins in %s: some record is "
		    "not as sealed",
		    t->bad_segment, p.name);
	*w = better;
	return -1;
}
