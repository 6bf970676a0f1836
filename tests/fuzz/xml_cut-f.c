/*
 * Read files in XML: whatever comes, pieces give the same records or the same
 * fault as all at once, with checks and without, records are the file, and a
 * row is the same row alone, and where its neighbours are gone. What stands
 * before the first zero byte says how large the pieces are. Source: reads.txt,
 * 10.
 */

#include "formats/reads/xml.h"

#include "tests/fuzz/fuzz.h"

static const enum why_reason refusals[] = { WHY_READ_XML, WHY_READ_FIELDS,
	WHY_READ_ENCODING, WHY_TIME, WHY_NONE };

/* What came of it. */
struct outcome {
	struct reads reads;
	struct records out;
	struct why why;
	int rc;
};

static struct outcome
cut(bool check, struct fuzz_steps steps, const uint8_t *data, size_t size)
{
	struct outcome o = { 0 };
	size_t end = 0;
	size_t done = 0;

	if (size == 0)
		data = (const uint8_t *)"";
	fuzz_must(reads_begin(&o.reads, "hikvision", "+01:00", &o.why) == 0,
	    "there is such a format");
	do {
		struct reads_cut how = { .check = check };
		size_t used;

		end += fuzz_step(&steps, size - end);
		how.last = end == size;
		o.rc = reads_cut(&o.reads, &how, data + done, end - done,
		    &o.out, &used, &o.why);
		if (o.rc != 0)
			break;
		done += used;
		fuzz_must(done <= end, "only what is there is cut");
	} while (end < size);
	fuzz_passed(o.rc, &o.why, refusals);
	fuzz_must(o.rc != 0 || done == size, "all of it is cut");
	return o;
}

static void
check_same(const struct outcome *a, const struct outcome *b)
{
	fuzz_must(a->rc == b->rc && a->why.reason == b->why.reason &&
		strcmp(a->why.text, b->why.text) == 0,
	    "pieces give the same fault");
	if (a->rc != 0)
		return;
	fuzz_must(a->out.n == b->out.n && a->reads.rows == b->reads.rows,
	    "pieces give the same records and rows");
	for (size_t i = 0; i < a->out.n; i++)
		fuzz_must(a->out.items[i].bytes == b->out.items[i].bytes &&
			a->out.items[i].len == b->out.items[i].len,
		    "pieces give the same records");
}

static void
take(const struct reads *r, const struct record *one, struct reads_row *row)
{
	struct why w = { 0 };

	fuzz_must(reads_fields_all(r, one->bytes, one->len, row, &w) == 0,
	    "a row that was cut can be looked into");
}

/* A row and what is read of it elsewhere. */
static void
check_row(const struct reads *r, const struct record *a, const struct record *b)
{
	struct reads_row x;
	struct reads_row y;

	take(r, a, &x);
	take(r, b, &y);
	for (size_t i = 0; i < READS_ALL; i++)
		fuzz_must((x.field[i].text == NULL) ==
			    (y.field[i].text == NULL) &&
			fuzz_same(x.field[i].text, x.field[i].len,
			    y.field[i].text, y.field[i].len),
		    "a row is the same row elsewhere");
}

/* A row alone is a file of one read. */
static void
check_alone(const struct outcome *o, const struct record *one)
{
	struct fuzz_steps all = { 0 };
	struct outcome alone = cut(false, all, one->bytes, one->len);
	struct reads_row row;
	struct reads_text vrm;

	fuzz_must(alone.rc == 0 && alone.reads.rows == 1 && alone.out.n == 1,
	    "a row alone is a file");
	check_row(&o->reads, one, &alone.out.items[0]);
	take(&o->reads, one, &row);
	fuzz_must(!reads_field(&o->reads, READS_VRM, one, &vrm) ||
		fuzz_same(vrm.text, vrm.len, row.field[READS_VRM].text,
		    row.field[READS_VRM].len),
	    "the quick way finds the same plate");
	records_clear(&alone.out);
}

/* Every second row goes, from the first or from the second on: what stays is
 * a file, as a deletion leaves it. */
static void
check_left(const struct outcome *o, size_t first)
{
	struct fuzz_steps all = { 0 };
	struct bytes left = { 0 };
	struct outcome again;
	struct why w = { 0 };
	size_t rows = 0;
	size_t kept = 0;

	for (size_t i = 0; i < o->out.n; i++) {
		const struct record *one = &o->out.items[i];

		if (reads_is_row(&o->reads, one) && rows++ % 2 == first)
			continue;
		fuzz_must(bytes_add(&left, one->bytes, one->len, &w) == 0,
		    "there is memory");
		kept += reads_is_row(&o->reads, one);
	}
	again = cut(false, all, left.data, left.len);
	fuzz_must(again.rc == 0 && again.reads.rows == kept,
	    "what a deletion leaves is a file");
	records_clear(&again.out);
	bytes_clear(&left);
}

/* A row without some elements is a row, of the same read. */
static void
check_emptied(const struct outcome *o, const struct record *one)
{
	static const char *const names[] = { "confidence", "a", "ANPR.b",
		"camera_name" };
	struct fuzz_steps all = { 0 };
	struct reads_empty e = { 0 };
	struct bytes text = { 0 };
	struct outcome alone;
	struct reads_row row;
	struct reads_row again;
	struct why w = { 0 };
	bool changed;
	bool found;

	for (size_t i = 0; i < 4; i++)
		fuzz_must(reads_empty_column(&o->reads, NULL, names[i], &e,
			      &found, &w) == 0,
		    "it can be asked for");
	fuzz_must(reads_empty_row(&o->reads, &e, one, &text, &changed, &w) == 0,
	    "a row that was cut can be written");
	fuzz_must(changed == (text.len != one->len) && text.len <= one->len,
	    "what goes makes it shorter");
	alone = cut(false, all, text.data, text.len);
	fuzz_must(alone.rc == 0 && alone.reads.rows == 1 && alone.out.n == 1,
	    "what stays is a row");
	take(&o->reads, one, &row);
	take(&o->reads, &alone.out.items[0], &again);
	for (enum reads_field i = 0; i < READS_ALL; i++)
		fuzz_must(reads_empties(&o->reads, &e, i)
			? again.field[i].text == NULL
			: fuzz_same(row.field[i].text, row.field[i].len,
			      again.field[i].text, again.field[i].len),
		    "what goes is what was asked for");
	records_clear(&alone.out);
	bytes_clear(&text);
}

static void
look(const struct outcome *o, const uint8_t *data)
{
	uint64_t rows = 0;
	size_t at = 0;

	for (size_t i = 0; i < o->out.n; i++) {
		const struct record *one = &o->out.items[i];

		fuzz_must(one->bytes == data + at && one->len > 0,
		    "records are the file");
		at += one->len;
		if (!reads_is_row(&o->reads, one))
			continue;
		rows++;
		check_alone(o, one);
		check_emptied(o, one);
	}
	fuzz_must(rows == o->reads.rows, "rows are counted");
	check_left(o, 0);
	check_left(o, 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_steps all = { 0 };
	struct fuzz_steps steps = fuzz_steps(&data, &size);
	struct outcome whole[2];

	for (size_t i = 0; i < 2; i++) {
		struct outcome parts;

		whole[i] = cut(i == 1, all, data, size);
		parts = cut(i == 1, steps, data, size);
		check_same(&whole[i], &parts);
		records_clear(&parts.out);
	}
	fuzz_must(whole[0].rc == 0 || whole[1].rc != 0,
	    "checks refuse more, not less");
	if (whole[0].rc == 0)
		look(&whole[0], data);
	fuzz_must(whole[1].rc != 0 || whole[1].reads.rows == 0 ||
		reads_recognise("r.xml", data, size) != NULL,
	    "what passes with a read is known for a read file");
	for (size_t i = 0; i < 2; i++)
		records_clear(&whole[i].out);
	return 0;
}
