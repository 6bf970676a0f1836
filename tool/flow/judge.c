#include "tool/flow/judge.h"

#include <string.h>

#include "tool/flow/judge_inside.h"

void
judge_clear(struct judge *j)
{
	paths_clear(&j->linked);
	reads_days_close(&j->days);
	paths_clear(&j->kept);
	judge_list_clear(&j->kept_list);
	judge_list_clear(&j->marked);
}

/* Tags are computed for many rows at once: their hashes fill the vector lanes.
 */
#define BATCH 64

/** Rows whose tags are to be computed. */
struct batch {
	uint8_t messages[BATCH][READS_KEY_BYTES];
	uint8_t tags[BATCH][HASH_KEYED_BYTES];
	uint8_t len[BATCH];
	uint32_t *causes[BATCH]; /* where an answer goes */
	uint32_t by[BATCH];	 /* or the cause by which it goes */
	size_t n;
};

static void
add_key(struct batch *b, const struct reads_key *key, uint32_t *cause)
{
	b->len[b->n] = (uint8_t)reads_key_bytes(key, b->messages[b->n]);
	b->causes[b->n++] = cause;
}

static void
ask(const struct judge *j, struct batch *b)
{
	hash_keyed(&j->tombs->key, b->tags[0], b->messages[0], b->len, b->n);
	for (size_t i = 0; i < b->n; i++)
		if (tombs_has(j->tombs, b->tags[i]))
			*b->causes[i] = JUDGE_TOMBSTONE;
	b->n = 0;
}

static void
add_row(const struct judge *j, struct batch *b, const struct reads *reads,
    const struct record *row, uint32_t *cause)
{
	struct why ignored = { 0 };
	struct reads_row fields;
	struct reads_key key;

	if (reads_fields(reads, row->bytes, row->len, &fields, &ignored) != 0 ||
	    !reads_key(reads, &fields, &key))
		return;
	add_key(b, &key, cause);
	if (b->n == BATCH)
		ask(j, b);
}

/* Causes of what orders say: ORDER_NONE (the largest number) becomes 0. */
static void
ask_orders(const struct judge *j, const struct judge_rows *rows,
    uint32_t *causes)
{
	const struct order_match_ask how = {
		.match = j->match,
		.bundle = j->bundle,
		.reads = rows->reads,
		.hits = j->hits,
		.unread = j->unread,
	};

	order_match_rows(&how, rows->rows, rows->n, causes);
	for (size_t i = 0; i < rows->n; i++)
		causes[i]++;
}

_Static_assert(ORDER_NONE == UINT32_MAX, "one more than no order is no cause");

static void
ask_tombs(const struct judge *j, const struct judge_rows *rows,
    uint32_t *causes)
{
	struct batch batch;

	if (!j->arrival || j->tombs == NULL || j->tombs->n == 0)
		return;
	batch.n = 0;
	for (size_t i = 0; i < rows->n; i++)
		if (causes[i] == 0)
			add_row(j, &batch, rows->reads, &rows->rows[i],
			    &causes[i]);
	if (batch.n > 0)
		ask(j, &batch);
}

/* The first of those that go for their place at or behind this one. */
static const struct judge_due *
find_due(const struct judge *j, uint64_t segment, uint32_t index)
{
	size_t from = 0;
	size_t to = j->n_due;

	while (from < to) {
		size_t at = from + (to - from) / 2;
		const struct judge_due *d = &j->due[at];

		if (d->segment < segment ||
		    (d->segment == segment && d->index < index))
			from = at + 1;
		else
			to = at;
	}
	return &j->due[from];
}

static void
ask_due(const struct judge *j, const struct judge_rows *rows, uint32_t *causes)
{
	const struct judge_due *d;

	if (j->n_due == 0)
		return;
	for (d = find_due(j, rows->segment, rows->index);
	     d < j->due + j->n_due && d->segment == rows->segment &&
	     d->index - rows->index < rows->n;
	     d++)
		if (causes[d->index - rows->index] == 0)
			causes[d->index - rows->index] = d->cause;
}

int
judge_rows(struct judge *j, const struct judge_rows *rows, uint32_t *causes,
    struct why *w)
{
	memset(causes, 0, rows->n * sizeof(*causes));
	for (size_t i = 0; i < rows->n && j->file_split; i++)
		if (reads_is_row(rows->reads, &rows->rows[i]))
			causes[i] = j->file_cause;
	if (j->pick != NULL)
		j->pick(j->pick_self, rows->reads, rows->rows, rows->n, causes);
	if (!j->file_split && j->match != NULL && j->match->rows)
		ask_orders(j, rows, causes);
	if (!j->file_split && judge_rectify_rows(j, rows, causes, w) != 0)
		return -1;
	ask_tombs(j, rows, causes);
	ask_due(j, rows, causes);
	if (j->holds != NULL && judge_hold_rows(j, rows, causes, w) != 0)
		return -1;
	return j->n_marks == 0 ? 0 : judge_mark_rows(j, rows, causes, w);
}

int
judge_link(struct paths *to, const char *name, const struct reads_row *row,
    uint64_t cause, struct why *w)
{
	static const enum reads_field fields[] = { READS_PLATE_IMAGE,
		READS_OVERVIEW_IMAGE };
	char path[NAME_MAX_BYTES + 1];

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (reads_image_path(name, &row->field[fields[i]], path) &&
		    paths_add(to, path, cause, w) != 0)
			return -1;
	return 0;
}

static int
set_tomb(struct judge *j, const uint8_t tag[HASH_KEYED_BYTES], struct why *w)
{
	struct judge_tomb tomb = { .until_month = j->until_month };

	if (j->new_tombs == NULL)
		return 0;
	memcpy(tomb.tag, tag, sizeof(tomb.tag));
	return spool_add(j->new_tombs, &tomb, sizeof(tomb), w);
}

/* The day of a read that goes has one fewer. */
static void
take_off(struct judge *j, const struct reads *reads,
    const struct reads_row *fields)
{
	const struct reads_text *time = &fields->field[READS_TIME];
	int64_t ms;

	if (j->days.count != NULL && time->text != NULL &&
	    reads_time(time->text, time->len, reads->zoned, reads->zone_s, &ms))
		reads_days_drop(&j->days, ms);
}

static bool
armed(const struct judge *j)
{
	return j->tombs != NULL && j->tombs->armed;
}

static bool
sets_tombs(const struct judge *j, uint32_t cause)
{
	return cause != 0 && cause != j->untombed &&
	    (cause == JUDGE_TOMBSTONE || j->bare == NULL ||
		!j->bare[cause - 1]);
}

struct judge_count *
judge_count_of(struct judge *j, uint32_t cause)
{
	if (cause == JUDGE_TOMBSTONE)
		return &j->kept_out;
	return j->counts == NULL ? NULL : &j->counts[cause - 1];
}

static int
set_tombs(struct judge *j, struct batch *b, struct why *w)
{
	hash_keyed(&j->tombs->key, b->tags[0], b->messages[0], b->len, b->n);
	for (size_t i = 0; i < b->n; i++)
		if (judge_rectify_tombs(j, b->by[i], b->tags[i]) &&
		    set_tomb(j, b->tags[i], w) != 0)
			return -1;
	b->n = 0;
	return 0;
}

static int
row_goes(struct judge *j, const struct judge_rows *rows,
    const struct record *row, uint32_t cause, struct batch *b, struct why *w)
{
	struct judge_count *count = judge_count_of(j, cause);
	struct reads_row fields;
	struct reads_key key;

	/* What is no read goes with its file. Source: record.txt, 3.1. */
	if (!reads_is_row(rows->reads, row))
		return 0;
	j->gone.reads++;
	if (count != NULL)
		count->reads++;
	if (reads_fields(rows->reads, row->bytes, row->len, &fields, w) != 0 ||
	    judge_link(&j->linked, rows->name, &fields, cause, w) != 0)
		return -1;
	take_off(j, rows->reads, &fields);
	if (!armed(j) || j->new_tombs == NULL || !sets_tombs(j, cause) ||
	    !reads_key(rows->reads, &fields, &key))
		return 0;
	b->by[b->n] = cause;
	add_key(b, &key, NULL);
	return b->n < BATCH ? 0 : set_tombs(j, b, w);
}

int
judge_rows_go(struct judge *j, const struct judge_rows *rows,
    const uint32_t *causes, struct why *w)
{
	struct batch batch;

	batch.n = 0;
	for (size_t i = 0; i < rows->n; i++)
		if (causes[i] != 0 &&
		    row_goes(j, rows, &rows->rows[i], causes[i], &batch, w) !=
			0)
			return -1;
	return batch.n == 0 ? 0 : set_tombs(j, &batch, w);
}

static uint32_t
cause_of_name(struct judge *j, const char *name)
{
	struct paths_entry *linked = paths_find(&j->linked, name);
	uint32_t order = ORDER_NONE;

	if (linked != NULL)
		linked->met = true;
	if (j->whole != 0)
		return j->whole;
	if (j->match != NULL && j->match->members)
		order = order_match_member(j->match, j->bundle, name, j->hits);
	if (order != ORDER_NONE)
		return order + 1;
	return linked == NULL ? 0 : (uint32_t)linked->cause;
}

int
judge_file(struct judge *j, const struct judge_file *f, uint32_t *cause,
    struct why *w)
{
	const struct judge_due *due =
	    j->n_due == 0 ? NULL : find_due(j, f->segment, f->index);

	j->file_brought = j->brings != NULL &&
	    paths_find(&j->brings->images, f->name) != NULL;
	*cause = cause_of_name(j, f->name);
	if (*cause == 0 && due != NULL && due < j->due + j->n_due &&
	    due->segment == f->segment && due->index == f->index)
		*cause = due->cause;
	if (judge_hold_file(j, f, cause, w) != 0)
		return -1;
	judge_mark_file(j, f->name, *cause);
	return 0;
}

int
judge_piece(struct judge *j, const struct judge_piece *f, uint32_t *cause,
    struct why *w)
{
	uint8_t digest[SHA256_BYTES];
	uint8_t tag[HASH_KEYED_BYTES];

	bool looked_for =
	    *cause == 0 && j->arrival && armed(j) && j->tombs->n > 0;
	bool tombed = sets_tombs(j, *cause);

	if (!armed(j) || (!looked_for && !tombed && !j->file_brought))
		return 0;
	if (sha256_of(f->piece, f->piece_bytes, digest, w) != 0)
		return -1;
	tombs_tag_file(j->tombs, f->size, digest, tag);
	if (j->file_brought && corrected_tag(j->brings, tag, w) != 0)
		return -1;
	if (tombed)
		return judge_rectify_tombs(j, *cause, tag) ? set_tomb(j, tag, w)
							   : 0;
	if (!looked_for || !tombs_has(j->tombs, tag))
		return 0;
	*cause = JUDGE_TOMBSTONE;
	return judge_hold_piece(j, cause, w);
}

void
judge_count_file(struct judge *j, uint32_t cause)
{
	struct judge_count *count = judge_count_of(j, cause);

	j->gone.members++;
	if (count != NULL)
		count->members++;
}
