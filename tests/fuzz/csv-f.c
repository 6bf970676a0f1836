/*
 * Read files: whatever comes, csv_cut finds the records or the fault that
 * csv_record finds, all at once and in pieces, and the two ways to look into a
 * row agree. The first byte says how large the pieces are.
 */

#include <stdlib.h>
#include <string.h>

#include "formats/reads.h"
#include "formats/reads/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
look_into(const struct reads *r, const struct record *row)
{
	struct reads_row fields;
	struct reads_key key;
	struct why w = { 0 };
	uint8_t bytes[READS_KEY_BYTES];
	char path[NAME_MAX_BYTES + 1];

	/* Quotes of a record that was cut are right. */
	if (reads_fields(r, row->bytes, row->len, &fields, &w) != 0)
		abort();
	for (enum reads_field i = 0; i < READS_FIELDS; i++) {
		const struct reads_text *a = &fields.field[i];
		struct reads_text b;

		if (!reads_field(r, i, row, &b))
			continue;
		if ((a->text == NULL) != (b.text == NULL) || a->len != b.len ||
		    (a->len > 0 && memcmp(a->text, b.text, a->len) != 0))
			abort();
	}
	if (reads_key(r, &fields, &key) &&
	    reads_key_bytes(&key, bytes) > sizeof bytes)
		abort();
	(void)reads_image_path("data/r.csv", &fields.field[READS_PLATE_IMAGE],
	    path);
}

/* A file, and how many bytes of it are given at a time. */
struct feed {
	const uint8_t *data;
	size_t len;
	size_t step;
	bool check;
};

/* Cut it into out. Returns bytes cut, or -1. */
static int64_t
cut(struct reads *r, const struct feed *f, struct records *out, struct why *w)
{
	size_t done = 0;
	size_t end = 0;

	do {
		struct reads_cut how = { .check = f->check };
		size_t used;

		end = f->len - end < f->step ? f->len : end + f->step;
		how.last = end == f->len;
		if (reads_cut(r, &how, f->data + done, end - done, out, &used,
			w) != 0)
			return -1;
		done += used;
	} while (end < f->len);
	return (int64_t)done;
}

/* Byte by byte, against what was cut. */
static void
compare(const uint8_t *data, size_t size, int64_t done,
    const struct records *out, const struct why *quick)
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
		if (n < out->n &&
		    (out->items[n].bytes != data + at ||
			out->items[n].len != (uint32_t)one))
			abort();
		for (int64_t i = 0; i < one; i++)
			lines += data[at + (size_t)i] == '\n';
		at += (size_t)one;
		n++;
	}
	/* The plain way knows records, not what a header must name. */
	if (quick->reason == WHY_CSV_HEADER)
		return;
	if (plain.reason != quick->reason ||
	    strcmp(plain.text, quick->text) != 0)
		abort();
	if (done >= 0 && ((size_t)done != size || n != out->n))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct records out = { 0 };
	struct reads r;
	struct why w = { 0 };
	size_t step;
	int64_t done;

	if (size == 0)
		return 0;
	step = data[0] == 0 ? size : data[0];
	data++;
	size--;
	(void)reads_recognise("x.csv", data, size);
	if (reads_begin(&r, "csv", "+01:00", &w) != 0)
		abort();
	done = cut(&r, &(struct feed){ data, size, step, false }, &out, &w);
	compare(data, size, done, &out, &w);
	if (done >= 0 && out.n > 0) {
		for (size_t i = 1; i < out.n; i++)
			look_into(&r, &out.items[i]);
	}
	out.n = 0;
	why_clear(&w);
	if (reads_begin(&r, "csv", "", &w) != 0)
		abort();
	(void)cut(&r, &(struct feed){ data, size, step, true }, &out, &w);
	records_clear(&out);
	return 0;
}
