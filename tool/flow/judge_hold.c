#include "tool/flow/judge_inside.h"

#include <stdlib.h>
#include <string.h>

#include "tool/store/ledger_waiting.h"

static int
note(struct judge *j, const struct judge_held *one, struct why *w)
{
	if (!j->held_open) {
		if (spool_open(&j->held_list, j->store_fd, w) != 0)
			return -1;
		j->held_open = true;
	}
	return spool_add(&j->held_list, one, sizeof(*one), w);
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
    const struct judge_held *one, struct why *w)
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
		struct judge_held one = {
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
	const struct judge_held one = {
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
	return j->file_split ? note_file(j, j->file_cause, j->file_kept, w) : 0;
}

int
judge_bundle_stays(struct judge *j, struct why *w)
{
	const struct judge_held one = {
		.cause = j->whole,
		.hold = j->held.reads + j->held.members > 0 ? j->kept_by
							    : ORDER_NONE,
	};

	return j->whole == 0 ? 0 : note(j, &one, w);
}

/* --- into the ledger --- */

/** Those of one segment, as they come. */
struct batch {
	struct judge_held *list;
	uint32_t *records;
	size_t n;
	size_t cap;
};

static int
compare(const void *a, const void *b)
{
	const struct judge_held *one = a;
	const struct judge_held *two = b;

	if (one->hold != two->hold)
		return one->hold < two->hold ? -1 : 1;
	if (one->cause != two->cause)
		return one->cause < two->cause ? -1 : 1;
	return one->index < two->index ? -1 : one->index > two->index;
}

static int
add(struct batch *b, const struct judge_held *one, struct why *w)
{
	if (b->n == b->cap) {
		size_t cap = b->cap == 0 ? 256 : 2 * b->cap;
		struct judge_held *list = realloc(b->list, cap * sizeof(*list));
		uint32_t *records;

		if (list == NULL)
			return why_memory(w);
		b->list = list;
		records = realloc(b->records, cap * sizeof(*records));
		if (records == NULL)
			return why_memory(w);
		b->records = records;
		b->cap = cap;
	}
	b->list[b->n++] = *one;
	return 0;
}

/** Where it all goes. */
struct target {
	const struct judge *judge;
	struct ledger *ledger;
	const struct harvest_causes *causes;
};

static int
put_batch(const struct target *to, struct batch *b, struct why *w)
{
	const struct judge *j = to->judge;
	int rc = 0;

	qsort(b->list, b->n, sizeof(*b->list), compare);
	for (size_t i = 0; i < b->n && rc == 0;) {
		const struct judge_held *first = &b->list[i];
		struct ledger_waiting_row row = {
			.segment = first->segment,
			.cause = harvest_cause(to->causes, first->cause),
			.records = b->records,
		};

		for (; i < b->n && b->list[i].hold == first->hold &&
		     b->list[i].cause == first->cause;
		     i++)
			b->records[row.n++] = b->list[i].index;
		if (first->hold != ORDER_NONE)
			memcpy(row.hold, j->holds->ids[first->hold],
			    sizeof(row.hold));
		rc = ledger_waiting_put(to->ledger, j->bundle, &row, w);
	}
	b->n = 0;
	return rc;
}

int
judge_commit(struct judge *j, struct ledger *l,
    const struct harvest_causes *causes, struct why *w)
{
	const struct target to = { j, l, causes };
	struct batch b = { 0 };
	struct judge_held one;
	int rc = 0;

	if (!j->held_open)
		return 0;
	if (spool_rewind(&j->held_list, w) != 0)
		return -1;
	while (rc == 0 &&
	    (rc = spool_take(&j->held_list, &one, sizeof(one), w)) == 1) {
		rc = b.n > 0 && b.list[0].segment != one.segment
		    ? put_batch(&to, &b, w)
		    : 0;
		if (rc == 0)
			rc = add(&b, &one, w);
	}
	if (rc == 0 && b.n > 0)
		rc = put_batch(&to, &b, w);
	free(b.list);
	free(b.records);
	return rc;
}
