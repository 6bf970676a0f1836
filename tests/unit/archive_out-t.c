#include "formats/archive.h"

#include <string.h>

#include "formats/block.h"
#include "formats/bytes.h"
#include "tests/tap/tap.h"
#include "tests/unit/archive_feed.h"
#include "tests/unit/spec.h"

#define TOP "0123456789abcdef0123456789abcdef/"

/* A header is one whatever the release of libarchive: bundle.txt, 4.2. */
static void
test_vectors(void)
{
	static const struct {
		const char *name;
		int64_t s;
		uint32_t ns;
		size_t blocks;
		const char *records;
		const char *stand_in;
		const char *prefix;
	} rows[] = {
		{ "data/a.csv", 1767323045, 0, 1, NULL, "data/a.csv", "" },
		{ "data/a.csv", INT64_C(4294967296), 0, 1, NULL, "data/a.csv",
		    "" },
		{ "data/a.csv", 1767323045, 120000000, 3,
		    "23 mtime=1767323045.12\n", "data/a.csv", "" },
		{ "data/\xc3\xa4.csv", 1767323045, 0, 3,
		    "20 path=data/\xc3\xa4.csv\n", "data/__.csv", "" },
		{ TOP TOP TOP TOP "a", 0, 0, 1, NULL, TOP TOP TOP "a",
		    "0123456789abcdef0123456789abcdef" },
	};
	struct bytes tar = { 0 };
	struct stream_buffer buffer;
	struct why w = { 0 };

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		uint8_t want[BLOCK_BYTES];
		struct archive_out out;
		size_t n =
		    rows[i].records == NULL ? 0 : strlen(rows[i].records);

		tar.len = 0;
		archive_out_open(&out, stream_to_buffer(&buffer, &tar, 1 << 20),
		    &w);
		add(&out, rows[i].name, 0, rows[i].s, rows[i].ns, &w);
		archive_out_close(&out, true, &w);
		tap_number((long long)tar.len,
		    (long long)(rows[i].blocks + 2) * BLOCK_BYTES,
		    "row %zu has its number of blocks", i);
		block_fill(want, rows[i].stand_in, 0, (uint64_t)rows[i].s);
		memcpy(want + BLOCK_PREFIX, rows[i].prefix,
		    strlen(rows[i].prefix));
		block_sum(want);
		tap_bytes(tar.data + (rows[i].blocks - 1) * BLOCK_BYTES, want,
		    BLOCK_BYTES, "row %zu has its header", i);
		if (n == 0)
			continue;
		block_fill(want, "PaxHeader", n, 0);
		want[BLOCK_TYPE] = 'x';
		block_sum(want);
		tap_bytes(tar.data, want, BLOCK_BYTES,
		    "row %zu has its extended header", i);
		tap_bytes(tar.data + BLOCK_BYTES, rows[i].records, n,
		    "row %zu has its records", i);
	}
	tap_text(w.text, "", "nothing failed");
	bytes_clear(&tar);
}

static void
test_example(void)
{
	struct bytes example = { 0 };
	struct bytes tar = { 0 };
	struct stream_buffer buffer;
	struct archive_out out;
	struct archive_member m =
	    member("data/\xc3\xa4.txt", 5, 1767323045, 120000000);
	struct why w = { 0 };

	spec_hex("formats/bundle.txt", "4.4", &example);
	archive_out_open(&out, stream_to_buffer(&buffer, &tar, 1 << 20), &w);
	write_member(&out, &m, "hello", &w);
	tap_number((long long)tar.len, (long long)example.len,
	    "the example of bundle.txt has as many bytes");
	tap_bytes(tar.data, example.data, example.len,
	    "a member is written as in the example");
	archive_out_close(&out, false, &w);
	bytes_clear(&example);
	bytes_clear(&tar);
}

/* A sink that remembers where data lay. */
struct seen {
	const void *last;
	size_t len;
	uint64_t total;
};

static int
seen_write(void *self, const void *data, size_t len, struct why *w)
{
	struct seen *s = self;

	(void)w;
	s->last = data;
	s->len = len;
	s->total += len;
	return 0;
}

static void
test_passing_through(void)
{
	struct seen seen = { 0 };
	struct sink sink = { .write = seen_write, .self = &seen };
	struct archive_out out;
	struct archive_member m = member("a", 2000, 7, 7);
	struct why w = { 0 };

	archive_out_open(&out, sink, &w);
	tap_number((long long)seen.total, 0, "opening writes nothing");
	archive_out_member(&out, &m, &w);
	tap_number((long long)seen.len, 1536, "a header comes in one write");
	archive_out_data(&out, content, 700, &w);
	tap_ok(seen.last == content && seen.len == 700,
	    "the sink sees the pointer it was given");
	archive_out_data(&out, content + 700, 1300, &w);
	tap_ok(seen.last == content + 700 && seen.len == 1300, "and the next");
	archive_out_finish(&out, &w);
	tap_number((long long)seen.total, 1536 + 2048, "padding follows");
	archive_out_close(&out, false, &w);
	tap_number((long long)seen.total, 1536 + 2048,
	    "a failed archive has no end mark");
	archive_out_open(&out, sink, &w);
	archive_out_member(&out, &m, &w);
	tap_ok(archive_out_data(&out, content, 2000, &w) == 0 &&
		archive_out_data(&out, content, 1, &w) == -1 &&
		w.reason == WHY_INPUT_CHANGED,
	    "more bytes than were announced are refused");
	archive_out_close(&out, false, &w);
	why_clear(&w);
	archive_out_open(&out, sink, &w);
	archive_out_member(&out, &m, &w);
	archive_out_data(&out, content, 1999, &w);
	tap_ok(archive_out_finish(&out, &w) == -1 &&
		w.reason == WHY_INPUT_CHANGED,
	    "and fewer");
	archive_out_close(&out, false, &w);
}

static int
full_write(void *self, const void *data, size_t len, struct why *w)
{
	(void)self;
	(void)data;
	(void)len;
	return why_set(w, WHY_DISK_FULL, "full");
}

static void
test_failing_sink(void)
{
	struct archive_out out;
	struct archive_member m = member("a", 5, 7, 7);
	struct why w = { 0 };

	archive_out_open(&out, (struct sink){ .write = full_write }, &w);
	tap_ok(archive_out_member(&out, &m, &w) == -1 &&
		w.reason == WHY_DISK_FULL,
	    "the reason of a failing sink is told");
	archive_out_close(&out, false, &w);
	why_clear(&w);
	archive_out_open(&out, (struct sink){ .write = full_write }, &w);
	tap_ok(archive_out_close(&out, true, &w) == -1 &&
		w.reason == WHY_DISK_FULL,
	    "also at the end");
}

static void
test_unwritable(void)
{
	static const struct {
		const char *name;
		int64_t s;
		uint32_t ns;
		uint64_t size;
		enum why_reason reason;
	} rows[] = {
		{ "a", -2, 5, 0, WHY_TIME },
		{ "a", ARCHIVE_TIME_MAX_S + 1, 0, 0, WHY_TIME },
		{ "a", 0, 1000000000, 0, WHY_TIME },
		{ "a", 0, 0, ARCHIVE_SIZE_MAX + 1, WHY_LIMIT },
		{ "\xff", 0, 0, 0, WHY_INPUT_NAME },
	};
	struct seen seen = { 0 };
	struct sink sink = { .write = seen_write, .self = &seen };

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct archive_member m =
		    member(rows[i].name, rows[i].size, rows[i].s, rows[i].ns);
		struct archive_out out;
		struct why w = { 0 };

		archive_out_open(&out, sink, &w);
		tap_ok(archive_out_member(&out, &m, &w) == -1,
		    "unwritable row %zu is refused", i);
		tap_number(w.reason, rows[i].reason, "and its reason is told");
		archive_out_close(&out, false, &w);
	}
	tap_number((long long)seen.total, 0, "nothing was written");
}

int
main(void)
{
	test_vectors();
	test_example();
	test_passing_through();
	test_failing_sink();
	test_unwritable();
	return tap_done();
}
