#include "tool/flow/receive_inside.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

int
receive_answers(struct receive_state *v, struct why *w)
{
	const struct orders *o = &v->orders;
	struct receive_answer *to = calloc(o->n + 1, sizeof(*to));

	v->result->answers = to;
	if (to == NULL)
		return why_memory(w);
	for (size_t i = 0; i < o->n; i++, to++) {
		struct ledger_order row = { 0 };

		orders_answer(o, i, &row);
		memcpy(to->order, o->orders[i].id, sizeof(to->order));
		to->before = o->before[i].row != 0;
		to->late = !to->before && time(NULL) > o->orders[i].deadline_s;
		to->targets = row.targets;
		to->absent = row.absent;
		to->held = row.held;
		to->reads = row.deleted_reads;
		to->files = row.deleted_members;
		to->bundles = row.deleted_bundles;
		to->act = o->orders[i].act;
		to->does = o->orders[i].does;
		to->corrected = row.corrected;
		to->lost = row.lost;
		to->over = o->orders[i].ends_s <= time(NULL);
		to->marked_reads = row.marked_reads;
		to->marked_files = row.marked_members;
		to->marked_bundles = row.marked_bundles;
		to->overruled = row.overruled;
	}
	return 0;
}

void
receive_answers_settled(struct receive_state *v)
{
	for (size_t i = 0; i < v->orders.n; i++)
		v->result->answers[i].settled = v->orders.settled[i];
}
