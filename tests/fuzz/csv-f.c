/*
 * Read files: whatever comes, csv_cut finds the records or the fault that
 * csv_record finds, all at once and in pieces, with checks and without, and
 * the two ways to look into a row agree. The first byte says how large the
 * pieces are. Source: record.txt, 3.
 */

#include "formats/reads/csv.h"

#include "tests/fuzz/fuzz.h"

static const enum why_reason refusals[] = { WHY_CSV_QUOTE, WHY_CSV_LINE,
	WHY_CSV_NUL, WHY_CSV_HEADER, WHY_CSV_FIELDS, WHY_TIME, WHY_NONE };

/* How a file is cut. */
struct way {
	const char *zone;
	bool check;
	size_t step;
	size_t few; /* records at a time; 0: as many as there are */
};

/* What came of it. */
struct outcome {
	struct reads reads;
	struct records out;
	struct why why;
	size_t used;
	int rc;
};

static int
cut_piece(struct outcome *o, const struct way *way, const uint8_t *data,
    size_t end, bool last)
{
	struct reads_cut how = { .check = way->check, .last = last };
	size_t used;
	size_t had;

	do {
		had = o->out.n;
		if (way->few != 0)
			how.max_records = had + way->few;
		o->rc = reads_cut(&o->reads, &how, data + o->used,
		    end - o->used, &o->out, &used, &o->why);
		if (o->rc != 0)
			return -1;
		o->used += used;
		fuzz_must(o->used <= end, "only what is there is cut");
		fuzz_must(way->few == 0 || o->out.n <= how.max_records,
		    "there are no more records than were asked for");
	} while (way->few != 0 && o->out.n == how.max_records);
	return 0;
}

static void
cut(struct outcome *o, const struct way *way, const uint8_t *data, size_t size)
{
	size_t end = 0;

	*o = (struct outcome){ 0 };
	fuzz_must(reads_begin(&o->reads, "csv", way->zone, &o->why) == 0,
	    "there is CSV");
	do {
		end = size - end < way->step ? size : end + way->step;
		if (cut_piece(o, way, data, end, end == size) != 0)
			break;
	} while (end < size);
	fuzz_passed(o->rc, &o->why, refusals);
}

static void
check_same(const struct outcome *a, const struct outcome *b)
{
	fuzz_must(a->rc == b->rc && a->why.reason == b->why.reason &&
		strcmp(a->why.text, b->why.text) == 0,
	    "pieces give the same fault");
	if (a->rc != 0)
		return;
	fuzz_must(a->used == b->used && a->out.n == b->out.n &&
		a->reads.rows == b->reads.rows,
	    "pieces give the same records and rows");
	for (size_t i = 0; i < a->out.n; i++)
		fuzz_must(a->out.items[i].bytes == b->out.items[i].bytes &&
			a->out.items[i].len == b->out.items[i].len,
		    "pieces give the same records");
}

/* Byte by byte, against what was cut. */
static void
compare(const struct outcome *o, const uint8_t *data, size_t size)
{
	struct why plain = { 0 };
	uint64_t lines = 0;
	size_t at = 0;
	size_t n = 0;

	while (at < size) {
		size_t mark = at == 0 ? csv_mark(data, size) : 0;
		int64_t one = csv_record(data + at + mark, size - at - mark,
		    true, lines, &plain);

		if (one < 0)
			break;
		one += (int64_t)mark;
		fuzz_must(n >= o->out.n ||
			(o->out.items[n].bytes == data + at &&
			    o->out.items[n].len == (uint32_t)one),
		    "a record ends where it ends byte by byte");
		for (int64_t i = 0; i < one; i++)
			lines += data[at + (size_t)i] == '\n';
		at += (size_t)one;
		n++;
	}
	/* The plain way knows records, not what a header must name. */
	if (o->why.reason == WHY_CSV_HEADER)
		return;
	fuzz_must(plain.reason == o->why.reason &&
		strcmp(plain.text, o->why.text) == 0,
	    "a fault is that which is found byte by byte");
	if (o->rc != 0)
		return;
	fuzz_must(o->used == size && n == o->out.n,
	    "the records, end to end, are the file");
	/* A last line without its end may be counted or not. */
	fuzz_must(lines == o->reads.lines ||
		(data[size - 1] != '\n' && lines + 1 == o->reads.lines),
	    "lines are counted");
}

/* The text of one column, letter by letter; false when the row ends before. */
static bool
plain_field(const struct record *row, int column, struct bytes *out)
{
	const uint8_t *s = row->bytes;
	bool quoted = false;
	struct why w = { 0 };

	for (size_t i = 0; i < row->len; i++) {
		if (!quoted && (s[i] == '\r' || s[i] == '\n'))
			break;
		if (!quoted && s[i] == ',') {
			if (column-- == 0)
				return true;
			continue;
		}
		if (s[i] == '"') {
			/* Two inside quotes are one. */
			if (!quoted || i + 1 == row->len || s[i + 1] != '"') {
				quoted = !quoted;
				continue;
			}
			i++;
		}
		if (column == 0)
			bytes_add(out, s + i, 1, &w);
	}
	return column == 0;
}

/* A blank line has no fields, and a long one more than scratch holds. */
static void
check_field(const struct reads *r, enum reads_field which,
    const struct record *row, const struct reads_text *got)
{
	bool blank = row->bytes[0] == '\n' ||
	    (row->len == 2 && memcmp(row->bytes, "\r\n", 2) == 0);
	struct bytes want = { 0 };
	int column = r->column[which];
	bool there = !blank && column >= 0 && plain_field(row, column, &want);

	fuzz_must(there == (got->text != NULL) &&
		(!there || fuzz_same(want.data, want.len, got->text, got->len)),
	    "a field is what is read letter by letter");
	bytes_clear(&want);
}

static void
look_into(const struct reads *r, const struct record *row)
{
	struct reads_row fields;
	struct reads_key key;
	struct why w = { 0 };
	uint8_t bytes[READS_KEY_BYTES];
	char path[NAME_MAX_BYTES + 1];

	fuzz_must(reads_fields(r, row->bytes, row->len, &fields, &w) == 0,
	    "a row that was cut can be taken apart");
	for (enum reads_field i = 0; i < READS_FIELDS; i++) {
		const struct reads_text *a = &fields.field[i];
		struct reads_text b;

		if (row->len < sizeof fields.scratch)
			check_field(r, i, row, a);
		if (reads_field(r, i, row, &b))
			fuzz_must((a->text == NULL) == (b.text == NULL) &&
				fuzz_same(a->text, a->len, b.text, b.len),
			    "one field alone is what it is among all");
		if (reads_image_path("data/a/r.csv", a, path))
			fuzz_must(strncmp(path, "data/a/", 7) == 0 &&
				name_check(path, strlen(path), WHY_MEMBER_NAME,
				    &w) == 0,
			    "an image lies below the folder of its file");
	}
	fuzz_must(!reads_key(r, &fields, &key) ||
		reads_key_bytes(&key, bytes) <= sizeof bytes,
	    "a key has at most so many bytes");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct way ways[] = {
		{ "+01:00", false, SIZE_MAX, 0 },
		{ "+01:00", true, SIZE_MAX, 0 },
		{ "", true, SIZE_MAX, 0 },
	};
	struct outcome whole[3];
	struct outcome pieces;
	size_t step;

	if (size == 0)
		return 0;
	step = data[0] == 0 ? SIZE_MAX : data[0];
	data++;
	size--;
	for (size_t i = 0; i < 3; i++) {
		struct way way = ways[i];

		cut(&whole[i], &way, data, size);
		way.step = step;
		way.few = i == 0 ? 0 : step % 3;
		cut(&pieces, &way, data, size);
		check_same(&whole[i], &pieces);
		records_clear(&pieces.out);
	}
	compare(&whole[0], data, size);
	fuzz_must(whole[0].rc == 0 || whole[1].rc != 0,
	    "checks refuse more, not less");
	fuzz_must(whole[1].rc == 0 || whole[2].rc != 0,
	    "without a zone more is refused, not less");
	if (whole[0].rc == 0) {
		fuzz_must(reads_recognise("r.CSV", data, size) != NULL,
		    "what can be cut is known for a read file");
		for (size_t i = 1; i < whole[0].out.n; i++)
			look_into(&whole[0].reads, &whole[0].out.items[i]);
	}
	for (size_t i = 0; i < 3; i++)
		records_clear(&whole[i].out);
	return 0;
}
