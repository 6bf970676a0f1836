#include "tests/unit/cutting.h"

/* Segments full of records, records of the largest size, many members. */

#define MIB ((size_t)1 << 20)
#define CSV "vrm,feed_id,source_id,camera_id,capture_time\n"

/* Records that a segment is full at: cutter.c leaves room for a member record
 * and the first record behind it. */
#define FULL (SALT_RECORDS_MAX - 2)

static struct bytes ends;  /* line ends alone */
static struct bytes blank; /* a read file of blank lines */
static struct bytes filler;

static void
make_bytes(void)
{
	struct why w = { 0 };

	bytes_reserve(&ends, 3 * MIB, &w);
	bytes_reserve(&filler, 34 * MIB, &w);
	if (w.reason != WHY_NONE)
		abort();
	ends.len = 3 * MIB;
	memset(ends.data, '\n', ends.len);
	filler.len = 34 * MIB;
	memset(filler.data, 'f', filler.len);
	bytes_add(&blank, CSV, sizeof CSV - 1, &w);
	bytes_add(&blank, ends.data, 2 * MIB, &w);
}

/* --- many records --- */

static size_t
most_records(void)
{
	size_t most = 0;

	for (unsigned i = 0; i < submitted; i++)
		if (segments[i].records.n > most)
			most = segments[i].records.n;
	return most;
}

static const struct {
	const char *rule;
	size_t len;
	size_t step;
	enum record_cut cut;
	unsigned segments;
} many[] = {
	/* one record more is the member's */
	{ "lines that just fill a segment", FULL - 1, 0, RECORD_LINES, 1 },
	{ "a line more", FULL, 0, RECORD_LINES, 2 },
	{ "lines that fill two", 2 * FULL - 1, 0, RECORD_LINES, 2 },
	{ "a line more than that", 2 * FULL, 0, RECORD_LINES, 3 },
	{ "lines, a few at a time", 2 * FULL, 1021, RECORD_LINES, 3 },
	{ "blank lines of a read file", 2 * MIB, 0, RECORD_READS, 3 },
	{ "blank lines, a few at a time", 2 * MIB, 1021, RECORD_READS, 3 },
};

static void
test_many(void)
{
	for (size_t i = 0; i < sizeof many / sizeof many[0]; i++) {
		bool csv = many[i].cut == RECORD_READS;
		struct put one = { .cut = many[i].cut,
			.data = csv ? blank.data : ends.data,
			.len = many[i].len + (csv ? sizeof CSV - 1 : 0) };
		struct why w = { 0 };

		begin(&w);
		put(&one, many[i].step, &w);
		end(many[i].rule, many[i].segments, &w);
		tap_ok(most_records() <= FULL,
		    "%s: no segment has more than %u records", many[i].rule,
		    FULL);
	}
}

/* Members that come when a segment is almost full of records. */
static void
test_almost_full(size_t missing)
{
	struct put first = { .cut = RECORD_LINES,
		.data = ends.data,
		.len = FULL - 1 - missing };
	const struct put next[] = {
		{ .cut = RECORD_PIECES, .data = filler.data, .len = MIB + 5 },
		{ .cut = RECORD_READS, .data = blank.data, .len = 60 },
		{ .cut = RECORD_FOLDER },
		{ .cut = RECORD_PIECES },
		{ .cut = RECORD_LINES, .data = ends.data, .len = 3 },
	};
	struct why w = { 0 };
	char rule[64];

	for (size_t i = 0; i < sizeof next / sizeof next[0]; i++) {
		begin(&w);
		put(&first, 0, &w);
		for (size_t n = 0; n < 4; n++)
			put(&next[i], 0, &w);
		snprintf(rule, sizeof rule,
		    "%zu records before the end, members of kind %c%s", missing,
		    next[i].cut, next[i].len == 0 ? ", empty" : "");
		end(rule, 0, &w);
		tap_ok(most_records() <= SALT_RECORDS_MAX,
		    "%s: never more than a segment may have", rule);
	}
}

/* --- long records --- */

static const struct {
	const char *rule;
	enum record_cut cut;
	size_t front; /* short lines before it */
	size_t len;   /* of the long one, with its line end if it has one */
	bool ended;
	enum why_reason reason;
} longs[] = {
	{ "a line of 1 MiB", RECORD_LINES, 2, MIB, true, WHY_NONE },
	{ "a last line of 1 MiB without its end", RECORD_LINES, 2, MIB, false,
	    WHY_NONE },
	{ "a line of 1 MiB and a byte", RECORD_LINES, 2, MIB + 1, true,
	    WHY_LIMIT },
	{ "a last line of 1 MiB and a byte without its end", RECORD_LINES, 2,
	    MIB + 1, false, WHY_LIMIT },
	{ "a row of 1 MiB", RECORD_READS, 0, MIB, true, WHY_NONE },
	{ "a last row of 1 MiB without its end", RECORD_READS, 0, MIB, false,
	    WHY_NONE },
	{ "a row of 1 MiB and a byte", RECORD_READS, 0, MIB + 1, true,
	    WHY_CSV_LINE },
	{ "a last row of 1 MiB and a byte without its end", RECORD_READS, 0,
	    MIB + 1, false, WHY_CSV_LINE },
};

/* A file of two records, or of a few lines, the last of them long. */
static void
long_one(struct bytes *out, size_t i, struct why *w)
{
	/* A row whose unknown last column is as long as it takes. */
	static const char head[] =
	    "vrm,feed_id,source_id,camera_id,capture_time,note\n";
	static const char row[] = "ZZ1,1,2,3,2026-03-01T12:00:00Z,";
	size_t n = longs[i].len - longs[i].ended;

	bytes_clear(out);
	if (longs[i].cut == RECORD_READS) {
		bytes_add(out, head, sizeof head - 1, w);
		bytes_add(out, row, sizeof row - 1, w);
		n -= sizeof row - 1;
	}
	bytes_add(out, ends.data, longs[i].front, w);
	bytes_add(out, filler.data, n, w);
	if (longs[i].ended)
		bytes_add(out, "\n", 1, w);
}

/* before: bytes of a member that comes first, so that the long record begins
 * anywhere in the segment, or moves on to the next one. */
static void
test_long(size_t i, size_t before, unsigned want_segments)
{
	struct bytes text = { 0 };
	struct put first = { .cut = RECORD_PIECES,
		.data = filler.data,
		.len = before };
	struct put one = { .cut = longs[i].cut };
	struct why w = { 0 };
	char rule[96];

	long_one(&text, i, &w);
	one.data = text.data;
	one.len = text.len;
	snprintf(rule, sizeof rule, "%s, %zu bytes into the segment",
	    longs[i].rule, before);
	begin(&w);
	put(&first, 0, &w);
	put(&one, 0, &w);
	if (longs[i].reason == WHY_NONE) {
		end(rule, want_segments, &w);
	} else {
		tap_text(why_name(w.reason), why_name(longs[i].reason),
		    "%s: is refused: %s", rule, w.text);
		cutter_close(&cutter, false, &w);
	}
	bytes_clear(&text);
}

/* Two long rows, so that the first fills the segment and the front of the
 * second moves on. */
static void
test_two_long(size_t before)
{
	static const char head[] =
	    "vrm,feed_id,source_id,camera_id,capture_time,note\n";
	static const char row[] = "ZZ1,1,2,3,2026-03-01T12:00:00Z,";
	struct put first = { .cut = RECORD_PIECES,
		.data = filler.data,
		.len = before };
	struct put one = { .cut = RECORD_READS };
	struct bytes text = { 0 };
	struct why w = { 0 };
	char rule[64];

	bytes_add(&text, head, sizeof head - 1, &w);
	for (int i = 0; i < 4; i++) {
		bytes_add(&text, row, sizeof row - 1, &w);
		bytes_add(&text, filler.data, MIB - sizeof row, &w);
		bytes_add(&text, "\n", 1, &w);
	}
	one.data = text.data;
	one.len = text.len;
	snprintf(rule, sizeof rule, "rows of 1 MiB behind %zu bytes", before);
	begin(&w);
	put(&first, 0, &w);
	put(&one, 0, &w);
	end(rule, 2, &w);
	bytes_clear(&text);
}

/* --- many members --- */

static void
test_members(void)
{
	const struct put kinds[] = {
		{ .cut = RECORD_FOLDER },
		{ .cut = RECORD_PIECES },
		{ .cut = RECORD_PIECES, .data = filler.data, .len = 1 },
		{ .cut = RECORD_LINES, .data = ends.data, .len = 1 },
	};
	struct why w = { 0 };

	begin(&w);
	for (size_t i = 0; i < 50000; i++)
		put(&kinds[i % 4], 0, &w);
	end("50,000 tiny members", 2, &w);
	tap_number(cutter.members, 50000, "they are counted");
}

int
main(void)
{
	make_bytes();
	test_many();
	for (size_t missing = 0; missing <= 4; missing++)
		test_almost_full(missing);
	test_almost_full(20);
	for (size_t i = 0; i < sizeof longs / sizeof longs[0]; i++) {
		test_long(i, 0, 1);
		test_long(i, 31 * MIB, 1);
		test_long(i, 32 * MIB - 1025, 2);
		test_long(i, 32 * MIB - 512, 2);
	}
	test_two_long(30 * MIB);
	test_two_long(31 * MIB - 2048);
	test_two_long(32 * MIB - 2048);
	test_members();
	cutting_clear();
	bytes_clear(&ends);
	bytes_clear(&blank);
	bytes_clear(&filler);
	return tap_done();
}
