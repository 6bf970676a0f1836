#include "tool/flow/judge_inside.h"

#include <string.h>

#include "tool/store/ledger_restricted.h"

/* Of records that stay: what orders say of them that delete nothing. */

static int
note(struct judge *j, struct judge_mark *m, uint64_t segment, uint32_t index,
    struct why *w)
{
	const struct judge_listed one = {
		.segment = segment,
		.index = index,
		.cause = m->cause,
		.hold = ORDER_NONE,
	};

	if (!m->lifts)
		j->restricted++;
	return judge_list_add(&j->marked, j->store_fd, &one, w);
}

static void
overrule(struct judge *j, const struct judge_mark *m)
{
	judge_count_of(j, m->cause)->overruled++;
	j->overruled++;
}

/* Rows that are asked about at once. */
#define ROWS_AT_ONCE 256

static int
mark_some(struct judge *j, struct judge_mark *m, const struct judge_rows *rows,
    const uint32_t *causes, struct why *w)
{
	const struct order_match_ask how = {
		.match = m->match,
		.bundle = j->bundle,
		.reads = rows->reads,
		.hits = m->hits,
		.unread = j->unread,
	};
	uint32_t orders[ROWS_AT_ONCE];

	memset(orders, 0xff, sizeof(orders));
	if (m->match->rows)
		order_match_rows(&how, rows->rows, rows->n, orders);
	for (size_t i = 0; i < rows->n; i++) {
		bool right = false;

		if ((orders[i] == ORDER_NONE && !m->all && !m->file) ||
		    !reads_is_row(rows->reads, &rows->rows[i]))
			continue;
		if (m->corrected != NULL &&
		    corrected_has_row(m->corrected, &rows->rows[i], &right,
			w) != 0)
			return -1;
		if (right)
			continue;
		if (causes[i] != 0 || m->over)
			overrule(j, m);
		else if (note(j, m, rows->segment, rows->index + (uint32_t)i,
			     w) != 0)
			return -1;
		else
			judge_count_of(j, m->cause)->marked_reads++;
	}
	return 0;
}

_Static_assert(ORDER_NONE == UINT32_MAX, "all bits of no order are set");

int
judge_mark_rows(struct judge *j, const struct judge_rows *rows,
    const uint32_t *causes, struct why *w)
{
	for (size_t at = 0; at < rows->n; at += ROWS_AT_ONCE) {
		struct judge_rows some = *rows;

		some.rows += at;
		some.index += (uint32_t)at;
		some.n = rows->n - at;
		if (some.n > ROWS_AT_ONCE)
			some.n = ROWS_AT_ONCE;
		for (size_t i = 0; i < j->n_marks; i++)
			if (!j->marks[i].deletes &&
			    mark_some(j, &j->marks[i], &some, causes + at, w) !=
				0)
				return -1;
	}
	return 0;
}

void
judge_mark_bundle(struct judge *j, bool goes)
{
	for (size_t i = 0; i < j->n_marks; i++) {
		struct judge_mark *m = &j->marks[i];
		struct judge_count *count = judge_count_of(j, m->cause);

		m->all = order_match_bundle(m->match, j->bundle, m->hits) !=
		    ORDER_NONE;
		count->bundles += m->all && !goes && !m->over;
		if (m->all && (goes || m->over))
			overrule(j, m);
	}
}

void
judge_mark_file(struct judge *j, const char *name, uint32_t cause)
{
	for (size_t i = 0; i < j->n_marks; i++) {
		struct judge_mark *m = &j->marks[i];

		m->file = m->all ||
		    order_match_member(m->match, j->bundle, name, m->hits) !=
			ORDER_NONE;
		if (m->file && cause != 0)
			overrule(j, m);
	}
}

/* Of a read file each row was asked. */
int
judge_mark_stays(struct judge *j, struct why *w)
{
	for (size_t i = 0; i < j->n_marks && !j->file.reads; i++) {
		struct judge_mark *m = &j->marks[i];
		struct judge_count *count = judge_count_of(j, m->cause);

		if (!m->file)
			continue;
		if (m->over) {
			overrule(j, m);
			continue;
		}
		count->marked_files++;
		if (note(j, m, j->file.segment, j->file.index, w) != 0)
			return -1;
	}
	return 0;
}

/** Where it goes. */
struct target {
	const struct judge *judge;
	struct ledger *ledger;
	const struct harvest_causes *causes;
};

static int
put(void *self, const struct judge_listed *first, const uint32_t *records,
    size_t n, struct why *w)
{
	const struct target *to = self;
	const struct judge *j = to->judge;
	const struct ledger_restricted_row row = {
		.segment = first->segment,
		.order = harvest_cause(to->causes, first->cause),
		.records = records,
		.n = n,
	};
	size_t i = 0;

	while (j->marks[i].cause != first->cause)
		i++;
	return j->marks[i].lifts ? ledger_restricted_lift(to->ledger, j->bundle,
				       &row, j->marks[i].settled, w)
				 : ledger_restricted_put(to->ledger, j->bundle,
				       &row, j->marks[i].settled, w);
}

int
judge_mark_commit(struct judge *j, struct ledger *l,
    const struct harvest_causes *causes, struct why *w)
{
	struct target to = { j, l, causes };

	return judge_list_commit(&j->marked, put, &to, w);
}
