#include "formats/reads/csv_row.h"

#include <string.h>

#include "formats/reads/csv_scan.h"
#include "formats/reads/map.h"

struct csv_row
csv_row_begin(const struct reads *r, const uint8_t *bytes, size_t len)
{
	return (struct csv_row){ .bytes = bytes,
		.len = len,
		.separator = r->separator,
		.quote = r->quote };
}

static bool
quoted_field(struct csv_row *r, struct csv_field *f)
{
	size_t i = r->at + 1;

	f->text = r->bytes + i;
	for (;;) {
		const uint8_t *q = memchr(r->bytes + i, r->quote, r->len - i);

		if (q == NULL)
			return false;
		i = (size_t)(q - r->bytes) + 1;
		if (i == r->len || r->bytes[i] != r->quote)
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

	while (
	    i < r->len && r->bytes[i] != r->separator && r->bytes[i] != '\n') {
		if (r->bytes[i] == r->quote)
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
	if (r->at < r->len && r->quote != '\0' && r->bytes[r->at] == r->quote)
		whole = quoted_field(r, f);
	else
		whole = plain_field(r, f);
	if (!whole)
		return -1;
	if (r->at < r->len && r->bytes[r->at] == r->separator) {
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
undouble(const struct csv_field *f, uint8_t quote, struct reads_row *out)
{
	char *text = out->scratch + out->filled;
	size_t len = 0;

	for (size_t i = 0; i < f->len; i++) {
		if (out->filled + len == sizeof out->scratch)
			return (struct reads_text){ 0 };
		text[len++] = (char)f->text[i];
		i += f->text[i] == quote;
	}
	out->filled += len;
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
	struct csv_row walk = csv_row_begin(r, row, len);
	struct csv_field f;
	int got;

	for (int16_t at = 0; (got = csv_row_next(&walk, &f)) == 1; at++) {
		for (size_t i = 0; i < READS_SOURCES; i++) {
			if (r->column[i] != at)
				continue;
			if (f.doubled)
				out->field[i] = undouble(&f, r->quote, out);
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
CSV_SCAN_INLINE size_t
find_ends(const uint8_t *row, size_t len, uint8_t separator, uint8_t quote,
    struct ends *ends)
{
	size_t n = 0;

	ends->at[0] = SIZE_MAX; /* 0 when 1 is added */
	for (size_t base = 0; base < len; base += CSV_SCAN_BYTES) {
		size_t left = len - base;
		struct csv_scan s = left < CSV_SCAN_BYTES
		    ? csv_scan_part(row + base, left, separator, quote)
		    : csv_scan(row + base, separator, quote);

		if (s.quote != 0)
			return 0;
		n += csv_scan_places(&ends->at[n + 1], base, s.comma);
		if (n > READS_COLUMNS_MAX)
			return READS_COLUMNS_MAX;
	}
	ends->at[++n] = len;
	return n;
}

/* Fields before `n`, and those that a map makes others of. */
CSV_SCAN_INLINE int
take_fields(const struct reads *r, size_t n, const struct record *record,
    struct reads_row *out, struct why *w)
{
	const uint8_t *row = record->bytes;
	size_t len = without_end(row, record->len);
	struct ends ends;
	size_t known;

	for (size_t i = 0; i < n; i++)
		out->field[i] = (struct reads_text){ 0 };
	out->filled = 0;
	if (len == 0)
		return 0;
	/* Numbers that the compiler knows make the native way a quick one. */
	known = r->map == NULL
	    ? find_ends(row, len, ',', '"', &ends)
	    : find_ends(row, len, r->separator, r->quote, &ends);
	if (known == 0)
		return walk_fields(r, row, len, out, w);
	for (size_t i = 0; i < n; i++) {
		int at = r->column[i];

		if (at < 0 || (size_t)at >= known)
			continue;
		out->field[i].text = (const char *)row + (ends.at[at] + 1);
		out->field[i].len = ends.at[at + 1] - (ends.at[at] + 1);
	}
	return 0;
}

/* Apart, so that each has a frame of its own. */
static __attribute__((noinline)) int
take_all(const struct reads *r, const struct record *row, struct reads_row *out,
    struct why *w)
{
	return take_fields(r, READS_ALL, row, out, w);
}

static __attribute__((noinline)) int
take_mapped(const struct reads *r, size_t n, const struct record *row,
    struct reads_row *out, struct why *w)
{
	if (take_fields(r, READS_SOURCES, row, out, w) != 0)
		return -1;
	if (without_end(row->bytes, row->len) > 0)
		map_values(r->map, n, out);
	return 0;
}

int
csv_row_fields(const struct reads *r, size_t n, const struct record *row,
    struct reads_row *out, struct why *w)
{
	if (r->map != NULL)
		return take_mapped(r, n, row, out, w);
	if (n > READS_FIELDS)
		return take_all(r, row, out, w);
	return take_fields(r, READS_FIELDS, row, out, w);
}

/* The field of one column, where the row has no quotes before its end; -1
 * when it has, 0 when the row does not reach it. */
CSV_SCAN_INLINE int
find_column(const struct record *record, int column, uint8_t separator,
    uint8_t quote, struct reads_text *out)
{
	const uint8_t *row = record->bytes;
	size_t len = record->len;
	size_t start = 0;

	for (size_t base = 0; base < len; base += CSV_SCAN_BYTES) {
		size_t left = len - base;
		struct csv_scan s = left < CSV_SCAN_BYTES
		    ? csv_scan_part(row + base, left, separator, quote)
		    : csv_scan(row + base, separator, quote);

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
known_field(const uint8_t *at, size_t len, uint8_t separator)
{
	const uint8_t *comma = memchr(at, separator, len);

	return (struct reads_text){ (const char *)at,
		comma == NULL ? without_end(at, len) : (size_t)(comma - at) };
}

/* The slow way, from `at` where the field of column 0 begins. */
static __attribute__((noinline)) bool
walk_to(const struct reads *r, int column, size_t at, const struct record *row,
    struct reads_text *out)
{
	struct csv_row walk = csv_row_begin(r, row->bytes, row->len);
	struct csv_field f = { 0 };

	walk.at = at;
	for (int i = 0; i <= column; i++) {
		int got = csv_row_next(&walk, &f);

		if (got != 1)
			return got == 0;
	}
	*out = (struct reads_text){ (const char *)f.text, f.len };
	return !f.doubled;
}

CSV_SCAN_INLINE bool
take_field(const struct reads *r, enum reads_field which,
    const struct record *row, uint8_t separator, uint8_t quote,
    struct reads_text *out)
{
	int column = r->column[which];
	size_t start = known_start(row, which);

	*out = (struct reads_text){ 0 };
	if (column < 0)
		return true;
	if (start > 0) {
		const uint8_t *at = row->bytes + (start - 1);

		/* No NUL is in a row, and NUL is no quote. */
		if (start <= row->len && *at != quote) {
			*out = known_field(at, row->len - start + 1, separator);
			return true;
		}
		return walk_to(r, 0, start - 1, row, out);
	}
	if (find_column(row, column, separator, quote, out) >= 0)
		return true;
	return walk_to(r, column, 0, row, out);
}

bool
csv_row_field(const struct reads *r, enum reads_field which,
    const struct record *row, struct reads_text *out)
{
	if (r->map == NULL)
		return take_field(r, which, row, ',', '"', out);
	if (map_changes(r->map, which))
		return false;
	return take_field(r, which, row, r->separator, r->quote, out);
}

enum reads_field
csv_row_long(const struct reads *r, const uint8_t *bytes, size_t len)
{
	struct record record = { .bytes = bytes, .len = (uint32_t)len };
	struct reads_row row;
	struct why w = { 0 };

	if (csv_row_fields(r, READS_FIELDS, &record, &row, &w) != 0)
		return READS_VRM;
	return map_long(&row);
}
