#include "tool/flow/judge_inside.h"

#include <string.h>

/* Orders to rectify: what becomes of the old where it goes, and which rows
 * stand for it. What restricts the old is a mark like any other. */

/* --- in earlier bundles --- */

/* Rows that are asked about at once. */
#define ROWS_AT_ONCE 256

static int
take_some(const struct judge *j, const struct judge_mark *m,
    const struct judge_rows *rows, uint32_t *causes, struct why *w)
{
	const struct order_match_ask how = {
		.match = m->match,
		.bundle = j->bundle,
		.reads = rows->reads,
		.hits = m->hits,
		.unread = j->unread,
	};
	uint32_t orders[ROWS_AT_ONCE];

	order_match_rows(&how, rows->rows, rows->n, orders);
	for (size_t i = 0; i < rows->n; i++) {
		bool right;

		if (orders[i] == ORDER_NONE)
			continue;
		if (corrected_has_row(m->corrected, &rows->rows[i], &right,
			w) != 0)
			return -1;
		/* the first of the bundle's orders takes it */
		if (!right && (causes[i] == 0 || causes[i] > m->cause))
			causes[i] = m->cause;
	}
	return 0;
}

int
judge_rectify_rows(struct judge *j, const struct judge_rows *rows,
    uint32_t *causes, struct why *w)
{
	for (size_t at = 0; at < rows->n; at += ROWS_AT_ONCE) {
		struct judge_rows some = *rows;

		some.rows += at;
		some.n = rows->n - at;
		if (some.n > ROWS_AT_ONCE)
			some.n = ROWS_AT_ONCE;
		for (size_t i = 0; i < j->n_marks; i++)
			if (j->marks[i].deletes &&
			    take_some(j, &j->marks[i], &some, causes + at, w) !=
				0)
				return -1;
	}
	return 0;
}

bool
judge_rectify_tombs(const struct judge *j, uint32_t cause,
    const uint8_t tag[HASH_KEYED_BYTES])
{
	for (size_t i = 0; i < j->n_marks; i++)
		if (j->marks[i].deletes && j->marks[i].cause == cause)
			return !corrected_has_tag(j->marks[i].corrected, tag);
	return true;
}

/* --- in the bundle that carries them --- */

/* Its tag and its images are known from now on. */
static int
bring(struct judge *j, const struct judge_rows *rows, const struct record *row,
    struct why *w)
{
	uint8_t tag[HASH_KEYED_BYTES];
	struct reads_row fields;
	struct reads_key key;

	if (reads_fields(rows->reads, row->bytes, row->len, &fields, w) != 0 ||
	    judge_link(&j->brings->images, rows->name, &fields, 0, w) != 0)
		return -1;
	if (j->tombs == NULL || !j->tombs->armed ||
	    !reads_key(rows->reads, &fields, &key))
		return 0;
	tombs_tag_read(j->tombs, &key, tag);
	return corrected_tag(j->brings, tag, w);
}

int
judge_brought(struct judge *j, const struct judge_rows *rows,
    const uint32_t *causes, struct why *w)
{
	if (j->brings == NULL || j->brings->n == 0)
		return 0;
	for (size_t i = 0; i < rows->n; i++) {
		bool named;

		if (corrected_row(j->brings, rows->reads, &rows->rows[i],
			causes[i] == 0, &named, w) != 0 ||
		    (named && bring(j, rows, &rows->rows[i], w) != 0))
			return -1;
	}
	return 0;
}
