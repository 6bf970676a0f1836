#include "formats/reads/csv_empty.h"

#include "formats/reads/csv_row.h"

bool
csv_empty_asks(const struct reads_empty *e, int column)
{
	return column >= 0 && column < READS_COLUMNS_MAX &&
	    (e->column[column / 64] >> (column % 64) & 1) != 0;
}

void
csv_empty_ask(struct reads_empty *e, int column)
{
	if (column < 0 || column >= READS_COLUMNS_MAX)
		return;
	e->column[column / 64] |= UINT64_C(1) << (column % 64);
	e->any = true;
}

/* Length of a record without its line end. */
static size_t
body(const struct record *row)
{
	size_t len = row->len;

	if (len > 0 && row->bytes[len - 1] == '\n')
		len -= len > 1 && row->bytes[len - 2] == '\r' ? 2 : 1;
	return len;
}

int
csv_empty(const struct reads *r, struct reads_empty *e,
    const struct record *row, struct bytes *out, bool *changed, struct why *w)
{
	struct csv_row walk = csv_row_begin(r, row->bytes, row->len);
	struct csv_field f;
	size_t end = body(row);
	size_t from = 0;
	int got;

	*changed = false;
	for (int i = 0; (got = csv_row_next(&walk, &f)) == 1; i++) {
		size_t to = walk.done ? end : walk.at - 1;
		bool gone = csv_empty_asks(e, i) && f.len > 0;

		*changed |= gone;
		if (!gone &&
		    bytes_add(out, row->bytes + from, to - from, w) != 0)
			return -1;
		/* The separator, or the line end. */
		from = walk.done ? row->len : walk.at;
		if (bytes_add(out, row->bytes + to, from - to, w) != 0)
			return -1;
	}
	return got == 0
	    ? 0
	    : why_set(w, WHY_CSV_QUOTE, "quotes of a row are wrong");
}
