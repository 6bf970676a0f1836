#include "formats/reads/csv_row.h"

#include <string.h>

#include "formats/reads/csv_scan.h"

static bool
quoted_field(struct csv_row *r, struct csv_field *f)
{
	size_t i = r->at + 1;

	f->text = r->bytes + i;
	for (;;) {
		const uint8_t *q = memchr(r->bytes + i, '"', r->len - i);

		if (q == NULL)
			return false;
		i = (size_t)(q - r->bytes) + 1;
		if (i == r->len || r->bytes[i] != '"')
			break;
		f->doubled = true;
		i++;
	}
	f->len = (size_t)(r->bytes + i - 1 - f->text);
	r->at = i;
	return true;
}

static bool
plain_field(struct csv_row *r, struct csv_field *f)
{
	size_t i = r->at;

	while (i < r->len && r->bytes[i] != ',' && r->bytes[i] != '\n') {
		if (r->bytes[i] == '"')
			return false;
		i++;
	}
	if (i > r->at && i < r->len && r->bytes[i] == '\n')
		i -= r->bytes[i - 1] == '\r';
	f->text = r->bytes + r->at;
	f->len = i - r->at;
	r->at = i;
	return true;
}

int
csv_row_next(struct csv_row *r, struct csv_field *f)
{
	bool whole;

	if (r->done)
		return 0;
	*f = (struct csv_field){ 0 };
	if (r->at < r->len && r->bytes[r->at] == '"')
		whole = quoted_field(r, f);
	else
		whole = plain_field(r, f);
	if (!whole)
		return -1;
	if (r->at < r->len && r->bytes[r->at] == ',') {
		r->at++;
		return 1;
	}
	if (r->len - r->at > 1 && r->bytes[r->at] == '\r')
		r->at++;
	r->done = true;
	return r->at == r->len || r->bytes[r->at] == '\n' ? 1 : -1;
}

/* Copy a field with doubled quotes; absent when there is no room. */
static struct reads_text
undouble(const struct csv_field *f, struct reads_row *out, size_t *filled)
{
	char *text = out->scratch + *filled;
	size_t len = 0;

	for (size_t i = 0; i < f->len; i++) {
		if (*filled + len == sizeof out->scratch)
			return (struct reads_text){ 0 };
		text[len++] = (char)f->text[i];
		i += f->text[i] == '"';
	}
	*filled += len;
	return (struct reads_text){ .text = text, .len = len };
}

/* A row's length without its line end. */
static size_t
without_end(const uint8_t *row, size_t len)
{
	if (len > 0 && row[len - 1] == '\n')
		len -= len > 1 && row[len - 2] == '\r' ? 2 : 1;
	return len;
}

static int
walk_fields(const struct reads *r, const uint8_t *row, size_t len,
    struct reads_row *out, struct why *w)
{
	struct csv_row walk = { .bytes = row, .len = len };
	struct csv_field f;
	size_t filled = 0;
	int got;

	for (int16_t at = 0; (got = csv_row_next(&walk, &f)) == 1; at++) {
		for (size_t i = 0; i < READS_FIELDS; i++) {
			if (r->column[i] != at)
				continue;
			if (f.doubled)
				out->field[i] = undouble(&f, out, &filled);
			else
				out->field[i] =
				    (struct reads_text){ (const char *)f.text,
					    f.len };
		}
		if (at == READS_COLUMNS_MAX)
			break;
	}
	if (got < 0)
		return why_set(w, WHY_CSV_QUOTE, "quotes of a row are wrong");
	return 0;
}

/* Ends of the fields of a row without quotes. */
struct ends {
	/* Where the first field would have one before it, then the commas, and
	 * the end of the row. */
	size_t at[READS_COLUMNS_MAX + 2 + CSV_SCAN_BYTES];
};

/* Returns the number of fields that are known, 0 for quotes. */
static size_t
find_ends(const uint8_t *row, size_t len, struct ends *ends)
{
	size_t n = 0;

	ends->at[0] = SIZE_MAX; /* 0 when 1 is added */
	for (size_t base = 0; base < len; base += CSV_SCAN_BYTES) {
		size_t left = len - base;
		struct csv_scan s = left < CSV_SCAN_BYTES
		    ? csv_scan_part(row + base, left)
		    : csv_scan(row + base);

		if (s.quote != 0)
			return 0;
		n += csv_scan_places(&ends->at[n + 1], base, s.comma);
		if (n > READS_COLUMNS_MAX)
			return READS_COLUMNS_MAX;
	}
	ends->at[++n] = len;
	return n;
}

int
csv_row_fields(const struct reads *r, const uint8_t *row, size_t len,
    struct reads_row *out, struct why *w)
{
	struct ends ends;
	size_t n;

	for (size_t i = 0; i < READS_FIELDS; i++)
		out->field[i] = (struct reads_text){ 0 };
	len = without_end(row, len);
	if (len == 0)
		return 0;
	n = find_ends(row, len, &ends);
	if (n == 0)
		return walk_fields(r, row, len, out, w);
	for (size_t i = 0; i < READS_FIELDS; i++) {
		int at = r->column[i];

		if (at < 0 || (size_t)at >= n)
			continue;
		out->field[i].text = (const char *)row + (ends.at[at] + 1);
		out->field[i].len = ends.at[at + 1] - (ends.at[at] + 1);
	}
	return 0;
}

/* The field of one column, where the row has no quotes before its end; -1
 * when it has, 0 when the row does not reach it. */
static int
find_column(const uint8_t *row, size_t len, int column, struct reads_text *out)
{
	size_t start = 0;

	for (size_t base = 0; base < len; base += CSV_SCAN_BYTES) {
		size_t left = len - base;
		struct csv_scan s = left < CSV_SCAN_BYTES
		    ? csv_scan_part(row + base, left)
		    : csv_scan(row + base);

		for (; s.comma != 0; s.comma &= s.comma - 1) {
			uint64_t bit = s.comma & -s.comma;
			size_t at = base + (unsigned)__builtin_ctzll(bit);

			if (column-- > 0) {
				start = at + 1;
				continue;
			}
			if ((s.quote & (bit - 1)) != 0)
				return -1;
			*out = (struct reads_text){ (const char *)row + start,
				at - start };
			return 1;
		}
		if (s.quote != 0)
			return -1;
	}
	/* The end of the row is looked at here alone: it may be far away. */
	len = without_end(row, len);
	if (column != 0 || len == 0)
		return 0;
	*out = (struct reads_text){ (const char *)row + start, len - start };
	return 1;
}

/* Where a field begins, counted from 1, if whoever cut the row saw it. */
static size_t
known_start(const struct record *row, enum reads_field which)
{
	if (which == READS_VRM)
		return row->vrm_at;
	return which == READS_TIME ? row->time_at : 0;
}

/* A field without quotes of a row that was checked. */
static struct reads_text
known_field(const uint8_t *at, size_t len)
{
	const uint8_t *comma = memchr(at, ',', len);

	return (struct reads_text){ (const char *)at,
		comma == NULL ? without_end(at, len) : (size_t)(comma - at) };
}

bool
csv_row_field(const struct reads *r, enum reads_field which,
    const struct record *row, struct reads_text *out)
{
	int column = r->column[which];
	size_t start = known_start(row, which);
	struct csv_row walk = { .bytes = row->bytes, .len = row->len };
	struct csv_field f = { 0 };

	*out = (struct reads_text){ 0 };
	if (column < 0)
		return true;
	if (start > 0) {
		walk.at = start - 1;
		column = 0;
		if (walk.at < row->len && row->bytes[walk.at] != '"') {
			*out = known_field(row->bytes + walk.at,
			    row->len - walk.at);
			return true;
		}
	} else if (find_column(row->bytes, row->len, column, out) >= 0)
		return true;
	for (int at = 0; at <= column; at++) {
		int got = csv_row_next(&walk, &f);

		if (got != 1)
			return got == 0;
	}
	*out = (struct reads_text){ (const char *)f.text, f.len };
	return !f.doubled;
}

/* Is it empty, or not too long once normalised? */
static bool
fits(const struct reads_text *t, enum reads_field which)
{
	char text[READS_VRM_BYTES];
	size_t i = 0;

	if (t->text == NULL)
		return false;
	while (i < t->len &&
	    (t->text[i] == ' ' || t->text[i] == '\t' ||
		(which == READS_VRM && t->text[i] == '-')))
		i++;
	if (i == t->len)
		return true;
	if (which == READS_VRM)
		return reads_vrm(t->text, t->len, text);
	return reads_id(t->text, t->len, text);
}

enum reads_field
csv_row_long(const struct reads *r, const uint8_t *bytes, size_t len)
{
	struct reads_row row;
	struct why w = { 0 };

	if (csv_row_fields(r, bytes, len, &row, &w) != 0)
		return READS_VRM;
	for (enum reads_field i = READS_VRM; i <= READS_CAMERA; i++) {
		if (!fits(&row.field[i], i))
			return i;
	}
	return READS_FIELDS;
}
