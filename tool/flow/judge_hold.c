#include "tool/flow/judge_inside.h"

#include <string.h>

#include "tool/store/ledger_waiting.h"

static int
note(struct judge *j, const struct judge_listed *one, struct why *w)
{
	return judge_list_add(&j->kept_list, j->store_fd, one, w);
}

static void
count(struct judge *j, uint32_t cause)
{
	struct judge_count *of = judge_count_of(j, cause);

	if (of != NULL)
		of->held++;
}

/* --- rows --- */

static int
hold_row(struct judge *j, const struct judge_rows *rows, size_t i,
    const struct judge_listed *one, struct why *w)
{
	const struct record *row = &rows->rows[i];
	struct reads_row fields;

	if (!reads_is_row(rows->reads, row))
		return 0;
	/* Its images stay with it, and would go with it. */
	if (reads_fields(rows->reads, row->bytes, row->len, &fields, w) != 0 ||
	    judge_link(&j->kept, rows->name, &fields, one->hold, w) != 0)
		return -1;
	if (one->cause == 0)
		return 0;
	if (judge_link(&j->linked, rows->name, &fields, one->cause, w) != 0)
		return -1;
	j->file_kept = j->kept_by = one->hold;
	j->held.reads++;
	count(j, one->cause);
	return note(j, one, w);
}

/* Rows that are asked about at once. */
#define ROWS_AT_ONCE 256

static int
hold_some(struct judge *j, const struct judge_rows *rows, uint32_t *causes,
    struct why *w)
{
	const struct order_match_ask how = {
		.match = &j->holds->match,
		.bundle = j->bundle,
		.reads = rows->reads,
	};
	uint32_t holds[ROWS_AT_ONCE];

	order_match_rows(&how, rows->rows, rows->n, holds);
	for (size_t i = 0; i < rows->n; i++) {
		struct judge_listed one = {
			.segment = rows->segment,
			.index = rows->index + (uint32_t)i,
			.cause = causes[i],
			.hold =
			    holds[i] != ORDER_NONE ? holds[i] : j->file_hold,
		};

		if (one.hold == ORDER_NONE)
			continue;
		if (hold_row(j, rows, i, &one, w) != 0)
			return -1;
		causes[i] = 0;
	}
	return 0;
}

int
judge_hold_rows(struct judge *j, const struct judge_rows *rows,
    uint32_t *causes, struct why *w)
{
	struct judge_rows some = *rows;

	if (!j->holds->match.rows && j->file_hold == ORDER_NONE)
		return 0;
	while (some.rows < rows->rows + rows->n) {
		size_t at = (size_t)(some.rows - rows->rows);

		some.n = rows->n - at;
		some.n = some.n < ROWS_AT_ONCE ? some.n : ROWS_AT_ONCE;
		if (hold_some(j, &some, causes + at, w) != 0)
			return -1;
		some.rows += some.n;
		some.index += (uint32_t)some.n;
	}
	return 0;
}

/* --- files --- */

static uint32_t
hold_of_name(const struct judge *j, const char *name)
{
	const struct paths_entry *kept = paths_find(&j->kept, name);
	uint32_t hold =
	    order_match_member(&j->holds->match, j->bundle, name, NULL);

	if (hold == ORDER_NONE)
		hold = order_match_bundle(&j->holds->match, j->bundle, NULL);
	if (hold == ORDER_NONE && kept != NULL)
		hold = (uint32_t)kept->cause;
	return hold;
}

static int
note_file(struct judge *j, uint32_t cause, uint32_t hold, struct why *w)
{
	const struct judge_listed one = {
		.segment = j->file.segment,
		.index = j->file.index,
		.cause = cause,
		.hold = hold,
	};

	return note(j, &one, w);
}

static int
hold_plain(struct judge *j, uint32_t *cause, struct why *w)
{
	j->held.members++;
	j->kept_by = j->file_hold;
	count(j, *cause);
	if (note_file(j, *cause, j->file_hold, w) != 0)
		return -1;
	*cause = 0;
	return 0;
}

int
judge_hold_file(struct judge *j, const struct judge_file *f, uint32_t *cause,
    struct why *w)
{
	j->file = *f;
	j->file.name = NULL;
	j->file_cause = *cause;
	j->file_split = false;
	j->file_hold = j->file_kept = ORDER_NONE;
	if (j->holds == NULL)
		return 0;
	j->file_hold = hold_of_name(j, f->name);
	if (*cause == 0)
		return 0;
	if (!f->reads)
		return j->file_hold == ORDER_NONE ? 0 : hold_plain(j, cause, w);
	if (j->file_hold != ORDER_NONE || j->holds->match.rows) {
		j->file_split = true;
		*cause = 0;
	}
	return 0;
}

int
judge_hold_piece(struct judge *j, uint32_t *cause, struct why *w)
{
	if (j->holds == NULL || j->file_hold == ORDER_NONE)
		return 0;
	if (j->file_cause == 0)
		return hold_plain(j, cause, w);
	/* It waits for its order already. */
	*cause = 0;
	return 0;
}

bool
judge_splits(const struct judge *j)
{
	return j->file_split;
}

uint32_t
judge_unsplit(struct judge *j)
{
	if (j->file_hold != ORDER_NONE)
		return 0;
	j->file_split = false;
	return j->file_cause;
}

int
judge_file_stays(struct judge *j, struct why *w)
{
	/* Where no row was kept, its name and header are due at once. */
	if (j->file_split && note_file(j, j->file_cause, j->file_kept, w) != 0)
		return -1;
	return judge_mark_stays(j, w);
}

int
judge_bundle_stays(struct judge *j, struct why *w)
{
	const struct judge_listed one = {
		.cause = j->whole,
		.hold = j->held.reads + j->held.members > 0 ? j->kept_by
							    : ORDER_NONE,
	};

	return j->whole == 0 ? 0 : note(j, &one, w);
}

/* --- into the ledger --- */

/** Where it all goes. */
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
	struct ledger_waiting_row row = {
		.segment = first->segment,
		.cause = harvest_cause(to->causes, first->cause),
		.records = records,
		.n = n,
	};

	if (first->hold != ORDER_NONE)
		memcpy(row.hold, j->holds->ids[first->hold], sizeof(row.hold));
	return ledger_waiting_put(to->ledger, j->bundle, &row, w);
}

bool
judge_noted(const struct judge *j)
{
	return j->kept_list.open || j->marked.open || j->overruled > 0;
}

int
judge_commit(struct judge *j, struct ledger *l,
    const struct harvest_causes *causes, struct why *w)
{
	struct target to = { j, l, causes };

	if (judge_list_commit(&j->kept_list, put, &to, w) != 0)
		return -1;
	return judge_mark_commit(j, l, causes, w);
}
