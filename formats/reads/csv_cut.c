#include "formats/reads/csv.h"

#include <inttypes.h>

#include "formats/reads/csv_check.h"
#include "formats/reads/csv_scan.h"
#include "formats/reads/scan.h"

/* One call: what it works on, and the record it is in. */
struct cut {
	struct reads *reads;
	const struct reads_cut *how;
	const uint8_t *data;
	size_t len;
	struct records *out;
	size_t start;	 /* of the record */
	uint64_t inside; /* all ones when the last block ended inside quotes */
	bool broken;	 /* a line end inside quotes was seen */
	uint32_t commas; /* of the record so far, counted on above the most */
	/* Before the first field, then the commas, then the end. */
	size_t at[READS_COLUMNS_MAX + 2 + CSV_SCAN_BYTES];
};

/* What runs for each block, in a loop of its own for each kind of check. */
#define INLINE static inline __attribute__((always_inline))

enum step {
	STEP_FAULT = -1,
	STEP_ON,
	STEP_FULL
};

/* Line on which the record begins. */
static uint64_t
line_of(const struct cut *c)
{
	return c->reads->lines + scan_lines(c->data, c->start) + 1;
}

/* A fault was seen in the record: find out which, and say it. */
static int
explain(const struct cut *c, struct why *w)
{
	const struct reads_text text = { (const char *)c->data + c->start,
		c->len - c->start };

	csv_record_of(c->reads, &text, c->how->last, line_of(c) - 1, w);
	return why_set(w, WHY_CSV_LINE, "line %" PRIu64 ": not a CSV record",
	    line_of(c));
}

/* A row was refused: on which line does it begin? */
static int
in_line(const struct cut *c, struct why *w)
{
	return why_in(w, "line %" PRIu64, line_of(c));
}

INLINE size_t
raw_length(const struct cut *c, enum reads_field which)
{
	size_t column = (size_t)c->reads->column[which];

	return c->at[column + 1] - c->at[column] - 1;
}

INLINE int
check_time(const struct cut *c, struct why *w)
{
	struct reads *r = c->reads;
	const uint8_t *text = c->data + (c->at[r->column[READS_TIME]] + 1);
	size_t len = raw_length(c, READS_TIME);
	int64_t ms;

	if (len > 2 && text[0] == '"') {
		text++;
		len -= 2;
	}
	if (reads_time((const char *)text, len, r->zoned, r->zone_s, &ms)) {
		reads_saw(r, ms);
		return 0;
	}
	return csv_check_bad_time((const char *)text, len, w);
}

/* The record ends before `end`, its fields before `text_end`. */
INLINE int
check_row(struct cut *c, size_t text_end, size_t end, struct why *w)
{
	struct reads *r = c->reads;
	bool is_long = false;

	if (c->commas + 1 != r->columns &&
	    (c->commas + 1 > r->columns || c->commas + 1 < r->columns_min))
		return csv_check_bad_fields(r, c->commas + 1, w);
	c->at[0] = c->start - 1; /* wraps at 0, and back when 1 is added */
	c->at[c->commas + 1] = text_end;
	if (r->map != NULL)
		return csv_check_mapped(r,
		    &(struct csv_check){ c->data, c->at, c->commas, c->start,
			end },
		    w);
	for (enum reads_field i = READS_VRM; i <= READS_CAMERA; i++)
		is_long |= raw_length(c, i) > csv_columns[i].most;
	if (is_long &&
	    csv_check_long(r, c->data + c->start, end - c->start, w) != 0)
		return -1;
	if (r->sources != NULL)
		csv_check_sources(r,
		    &(struct csv_check){ c->data, c->at, c->commas, c->start,
			end });
	return check_time(c, w);
}

/* For struct record. */
INLINE uint16_t
field_at(const struct cut *c, enum reads_field which)
{
	size_t at;

	if (c->reads->column[which] < 0)
		return 0;
	at = c->at[c->reads->column[which]] + 1 - c->start;

	return at < UINT16_MAX ? (uint16_t)(at + 1) : 0;
}

/* The record ends before `end`: check it and put it out. */
INLINE enum step
end_record(struct cut *c, size_t end, bool check, struct why *w)
{
	struct records *out = c->out;
	struct record *one = &out->items[out->n];
	size_t text_end = end;

	if (end - c->start > RECORD_MAX_BYTES)
		return explain(c, w);
	text_end -= c->data[text_end - 1] == '\n';
	if (text_end > c->start && text_end < end)
		text_end -= c->data[text_end - 1] == '\r';
	*one = (struct record){
		.bytes = c->data + c->start,
		.len = (uint32_t)(end - c->start),
		.member = c->how->member,
		.kind = HASH_LEAF_RECORD,
	};
	/* A blank line is a record, and no row. */
	if (text_end > c->start) {
		if (check && check_row(c, text_end, end, w) != 0)
			return in_line(c, w);
		if (check) {
			one->vrm_at = field_at(c, READS_VRM);
			one->time_at = field_at(c, READS_TIME);
		}
		c->reads->rows++;
	}
	out->n++;
	c->start = end;
	c->commas = 0;
	return out->n == c->how->max_records ? STEP_FULL : STEP_ON;
}

INLINE void
add_commas(struct cut *c, size_t base, uint64_t commas)
{
	/* Too many are counted, not kept. */
	if (c->commas <= READS_COLUMNS_MAX)
		c->commas +=
		    csv_scan_places(&c->at[c->commas + 1], base, commas);
	else
		c->commas += (uint32_t)__builtin_popcountll(commas);
}

/* Separators of one block that are outside quotes. */
INLINE enum step
take_block(struct cut *c, size_t base, struct csv_scan s, bool check,
    struct why *w)
{
	uint64_t commas = s.comma;

	for (uint64_t lf = s.lf; lf != 0; lf &= lf - 1) {
		uint64_t before = (lf & -lf) - 1;
		enum step step;

		if (check) {
			add_commas(c, base, commas & before);
			commas &= ~before;
		}
		step = end_record(c, base + (unsigned)__builtin_ctzll(lf) + 1,
		    check, w);
		if (step != STEP_ON)
			return step;
	}
	if (check)
		add_commas(c, base, commas);
	return STEP_ON;
}

/* Byte before or behind a block; a line feed where there is none. */
static inline uint8_t
neighbour(const struct cut *c, size_t at)
{
	return at < c->len ? c->data[at] : '\n';
}

/*
 * Take what is inside quotes out of the masks. Returns where quotes are wrong:
 * one that opens must follow a separator, or a quote (then the two are one
 * inside a field); one that closes must stand before a separator, a line end,
 * a quote or the end of data. With data ending at `edge`, above it is nothing.
 */
static uint64_t
take_quotes(struct cut *c, size_t base, uint64_t edge, struct csv_scan *s)
{
	uint64_t inside = csv_scan_parity(s->quote) ^ c->inside;
	uint64_t opens = s->quote & inside;
	uint64_t closes = s->quote & ~inside;
	uint8_t before = neighbour(c, base - 1);
	uint8_t behind = neighbour(c, base + CSV_SCAN_BYTES);
	uint64_t good;

	c->broken |= (s->lf & inside) != 0;
	s->comma &= ~inside;
	s->lf &= ~inside;
	s->cr &= ~inside;
	good = (s->comma | s->lf | s->quote) << 1;
	good |= before == c->reads->separator || before == '\n' ||
	    before == c->reads->quote;
	opens &= ~good;
	good = (s->comma | s->lf | s->cr | s->quote) >> 1 | edge;
	if (behind == c->reads->separator || behind == '\n' || behind == '\r' ||
	    behind == c->reads->quote)
		good |= UINT64_C(1) << 63;
	closes &= ~good;
	c->inside = inside >> 63 != 0 ? UINT64_MAX : 0;
	return opens | closes;
}

/* Carriage returns outside quotes without a line feed behind. At the edge of
 * data, only a last one is known to have none. */
static uint64_t
lone_returns(const struct cut *c, size_t base, uint64_t edge, struct csv_scan s)
{
	uint64_t good = s.lf >> 1;

	if (neighbour(c, base + CSV_SCAN_BYTES) == '\n')
		good |= UINT64_C(1) << 63;
	if (c->how->last)
		good &= ~edge;
	else
		good |= edge;
	return s.cr & ~good;
}

INLINE enum step
cut_block(struct cut *c, size_t base, struct csv_scan s, bool check,
    struct why *w)
{
	size_t left = c->len - base;
	uint64_t edge = left <= CSV_SCAN_BYTES ? UINT64_C(1) << (left - 1) : 0;
	uint64_t bad = s.nul;
	enum step step;

	if ((s.quote | c->inside) != 0) {
		/* A copy, so that s itself can stay in registers. */
		struct csv_scan outside = s;

		bad |= take_quotes(c, base, edge, &outside);
		s = outside;
	}
	if (s.cr != 0)
		bad |= lone_returns(c, base, edge, s);
	if (bad != 0) {
		/* Records that end before it come first. */
		uint64_t before = (bad & -bad) - 1;

		s.comma &= before;
		s.lf &= before;
	}
	if (c->out->cap - c->out->n < CSV_SCAN_BYTES &&
	    records_reserve(c->out, CSV_SCAN_BYTES, w) != 0)
		return STEP_FAULT;
	step = take_block(c, base, s, check, w);
	if (step == STEP_ON && bad != 0)
		return explain(c, w);
	return step;
}

/* Cut all that is there, with one way to scan a block. The check is a constant
 * to cut_block, so that it is compiled for each. */
#define CUT(NAME, TARGET, SCAN, SEPARATOR, QUOTE)                             \
	TARGET static enum step NAME(struct cut *c, struct why *w)            \
	{                                                                     \
		enum step step = STEP_ON;                                     \
		const uint8_t separator = (SEPARATOR), quote = (QUOTE);       \
		for (size_t at = 0; step == STEP_ON && at < c->len;           \
		     at += CSV_SCAN_BYTES) {                                  \
			const uint8_t *data = c->data + at;                   \
			struct csv_scan s = c->len - at < CSV_SCAN_BYTES      \
			    ? csv_scan_part(data, c->len - at, separator,     \
				  quote)                                      \
			    : SCAN(data, separator, quote);                   \
			step = c->how->check ? cut_block(c, at, s, true, w)   \
					     : cut_block(c, at, s, false, w); \
		}                                                             \
		return step;                                                  \
	}

/* Commas and double quotes are numbers that the compiler knows. */
CUT(cut_anywhere, , csv_scan, ',', '"')
CUT(cut_other, , csv_scan, c->reads->separator, c->reads->quote)
#if defined __x86_64__
CUT(cut_avx2, CSV_SCAN_TARGET, csv_scan_avx2, ',', '"')
CUT(cut_other_avx2, CSV_SCAN_TARGET, csv_scan_avx2, c->reads->separator,
    c->reads->quote)
#endif

static enum step
cut_rows(struct cut *c, struct why *w)
{
	bool native = c->reads->separator == ',' && c->reads->quote == '"';

#if defined __x86_64__
	if (csv_scan_has_avx2())
		return native ? cut_avx2(c, w) : cut_other_avx2(c, w);
#endif
	return native ? cut_anywhere(c, w) : cut_other(c, w);
}

/* What is behind the last line end. */
static int
take_rest(struct cut *c, struct why *w)
{
	if (c->start == c->len)
		return 0;
	if (c->len - c->start > RECORD_MAX_BYTES)
		return explain(c, w);
	if (!c->how->last)
		return 0;
	if (c->inside != 0)
		return explain(c, w);
	if (records_reserve(c->out, 1, w) != 0)
		return -1;
	return end_record(c, c->len, c->how->check, w) < 0 ? -1 : 0;
}

/* The first record, with its mark. */
static int
cut_header(struct cut *c, struct why *w)
{
	size_t mark = csv_mark(c->data, c->len);
	struct reads_text text = { (const char *)c->data + mark,
		c->len - mark };
	int64_t len = csv_record_of(c->reads, &text, c->how->last, 0, w);
	struct record header = { .bytes = c->data,
		.member = c->how->member,
		.kind = HASH_LEAF_RECORD };

	if (len < 0)
		return -1;
	if (len == 0 && !c->how->last)
		return 0;
	if ((size_t)len + mark > RECORD_MAX_BYTES)
		return why_set(w, WHY_CSV_LINE,
		    "line 1: a record is longer than %u bytes",
		    RECORD_MAX_BYTES);
	header.len = (uint32_t)((size_t)len + mark);
	if (csv_header(c->reads, c->data, header.len, w) != 0 ||
	    records_add(c->out, &header, w) != 0)
		return -1;
	c->start = header.len;
	c->reads->begun = true;
	c->reads->lines = scan_lines(c->data, c->start);
	/* Lines are counted from here. */
	c->data += c->start;
	c->len -= c->start;
	c->start = 0;
	return 0;
}

/* NOLINTBEGIN(readability-function-size): as reads_cut. */
int
csv_cut(struct reads *r, const struct reads_cut *how, const uint8_t *data,
    size_t len, struct records *out, size_t *used, struct why *w)
{
	struct cut c = { .reads = r, .how = how, .out = out };
	size_t had = out->n;
	enum step step;

	*used = 0;
	c.data = data;
	c.len = len;
	if (how->max_records != 0 && out->n >= how->max_records)
		return 0;
	if (!r->begun && r->headed) {
		if (cut_header(&c, w) != 0)
			return -1;
		if (!r->begun || out->n == how->max_records) {
			*used = (size_t)(c.data - data);
			return 0;
		}
		had = out->n;
	}
	step = cut_rows(&c, w);
	if (step == STEP_FAULT || (step == STEP_ON && take_rest(&c, w) != 0))
		return -1;
	r->lines += c.broken ? scan_lines(c.data, c.start) : out->n - had;
	*used = (size_t)(c.data - data) + c.start;
	return 0;
}
/* NOLINTEND(readability-function-size) */
