#include "tool/flow/released_inside.h"

static bool
any_goes(const uint32_t *causes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (causes[i] != 0)
			return true;
	return false;
}

int
released_judge_rows(struct released *r, const struct record *rows, size_t n,
    uint32_t *causes, struct why *w)
{
	const struct judge_rows ask = {
		.reads = &r->reads,
		.rows = rows,
		.n = n,
		.name = r->member->name,
		.segment = r->slot->number,
		.index = (uint32_t)(r->slot->records.n - n),
	};

	if (r->cause == 0 && judge_rows(r->judge, &ask, causes, w) != 0)
		return -1;
	return any_goes(causes, n) ? judge_rows_go(r->judge, &ask, causes, w)
				   : 0;
}

/* A file that is named whole stays for the sake of rows that a hold names;
 * without such rows it goes. */
static int
unsplit(struct released *r, struct why *w)
{
	struct released_look look = { .match = &r->judge->holds->match };

	if (released_scan_member(r, &look, w) != 0)
		return -1;
	if (!look.hit)
		r->cause = judge_unsplit(r->judge);
	return 0;
}

int
released_judge_member(struct released *r, struct why *w)
{
	const struct ledger_member *m = r->member;
	const struct judge_file file = {
		.name = m->name,
		.reads = m->cut == RECORD_READS,
		.segment = m->segment,
		.index = m->first,
	};

	r->cause = 0;
	if (m->cut != RECORD_PIECES && m->cut != RECORD_READS)
		return 0;
	/* A row that names a read file as its image does not show all of it. */
	if (r->look != NULL && m->cut == RECORD_READS)
		return 0;
	r->cause = r->everything;
	if (r->everything != 0)
		return 0;
	if (judge_file(r->judge, &file, &r->cause, w) != 0)
		return -1;
	return judge_splits(r->judge) ? unsplit(r, w) : 0;
}
