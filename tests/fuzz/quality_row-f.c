/**
 * The quality pass over any read file: it ends with a statement that can be
 * read, and the same one however the file is cut and whoever looks at it. The
 * first byte says how large the pieces are. Source: quality.txt, 2.
 */

#include "tests/fuzz/fuzz.h"

#include "formats/quality.h"
#include "formats/reads/csv.h"

#define NOW INT64_C(1780000000)

/* One file on its way: pieces go to the two tallies in turn. */
struct pass {
	struct quality_sum *sum;
	struct quality_tally *tallies[2];
	struct reads reads;
	struct quality_run run;
	struct records records;
};

static void
must(int rc)
{
	fuzz_must(rc == 0, "the pass fails at nothing but memory");
}

static void
look(struct pass *p, unsigned who, uint64_t line)
{
	struct why w = { 0 };

	if (p->records.n == 0)
		return;
	if (p->run.begins)
		quality_header_read(&p->run.header, &p->reads,
		    p->records.items);
	p->run.reads = &p->reads;
	p->run.line = line;
	p->run.items = p->records.items;
	p->run.n = p->records.n;
	must(quality_tally_run(p->tallies[who], &p->run, &w));
	must(quality_sum_take(p->sum, p->tallies[who], &w));
	p->run.begins = false;
}

/* False: reads_cut refused it. */
static bool
cut(struct pass *p, const uint8_t *data, size_t size, size_t step)
{
	bool csv = p->reads.syntax == &csv_syntax;
	struct why w = { 0 };
	size_t end = 0;
	size_t at = 0;

	p->run.unchecked = csv;
	for (unsigned who = 0; end < size; who ^= step != SIZE_MAX) {
		struct reads_cut how = { .check = !csv };
		uint64_t line = p->reads.lines + 1;
		/* exactly as long, so that reading beyond it is seen */
		uint8_t *piece;
		size_t used;
		int rc;

		end = size - end < step ? size : end + step;
		how.last = end == size;
		p->records.n = 0;
		piece = malloc(end - at + 1);
		fuzz_must(piece != NULL, "there is memory");
		memcpy(piece, data + at, end - at);
		rc = reads_cut(&p->reads, &how, piece, end - at, &p->records,
		    &used, &w);
		if (rc == 0) {
			look(p, who, line);
			at += used;
		}
		free(piece);
		if (rc != 0)
			return false;
	}
	return true;
}

static bool
state(const char *format, const uint8_t *data, size_t size, size_t step,
    struct bytes *text)
{
	const struct quality_ask ask = { .now_s = NOW,
		.windowed = true,
		.from_s = NOW - 86400,
		.to_s = INT64_MAX,
		.images = true };
	struct pass p = {
		.run = { .name = "data/a/r.csv", .file = 1, .begins = true }
	};
	struct why w = { 0 };
	struct quality q;
	bool whole;

	p.sum = quality_sum_new(&ask, &w);
	must(quality_sum_file(p.sum, "data/a/p.jpg", &w));
	must(reads_begin(&p.reads, format, "+01:00", &w));
	for (int i = 0; i < 2; i++)
		p.tallies[i] = quality_tally_new(p.sum, &w);
	whole = cut(&p, data, size, step);
	quality_sum_head(p.sum, "data/a/p.jpg", size, data, size);
	for (int i = 0; i < 2; i++) {
		must(quality_sum_add(p.sum, p.tallies[i], &w));
		quality_tally_free(p.tallies[i]);
	}
	must(quality_sum_end(p.sum, &q, &w));
	must(quality_write(&q, text, &w));
	quality_clear(&q);
	quality_sum_free(p.sum);
	records_clear(&p.records);
	return whole;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes one = { 0 };
	struct bytes two = { 0 };
	const char *format;
	struct quality q;
	struct why w = { 0 };
	size_t step;
	bool whole;

	if (size < 2)
		return 0;
	step = data[0] == 0 ? SIZE_MAX : data[0];
	data++;
	size--;
	format = reads_recognise("r.csv", data, size);
	if (format == NULL)
		format = reads_recognise("r.ndjson", data, size);
	if (format == NULL)
		return 0;
	whole = state(format, data, size, SIZE_MAX, &one);
	fuzz_must(quality_parse(&q, one.data, one.len, &w) == 0,
	    "a statement can be read");
	quality_clear(&q);
	/* of what is refused, pieces before the fault were looked at */
	if (state(format, data, size, step, &two) && whole)
		fuzz_must(fuzz_same(one.data, one.len, two.data, two.len),
		    "pieces give the same statement");
	bytes_clear(&one);
	bytes_clear(&two);
	return 0;
}
