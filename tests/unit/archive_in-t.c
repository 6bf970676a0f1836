#include "formats/archive.h"

#include <inttypes.h>
#include <string.h>

#include "formats/bytes.h"
#include "tests/tap/tap.h"
#include "tests/unit/archive_feed.h"

/* A folder, a file of 700 bytes with extended header, an empty file. */
static void
sample(struct bytes *tar)
{
	struct stream_buffer buffer;
	struct archive_out out;
	struct why w = { 0 };
	struct archive_member folder = member("t/data", 0, 9, 0);

	folder.type = ARCHIVE_FOLDER;
	tar->len = 0;
	archive_out_open(&out, stream_to_buffer(&buffer, tar, 1 << 20), &w);
	write_member(&out, &folder, NULL, &w);
	add(&out, "t/data/\xc3\xa4", 700, 9, 5, &w);
	add(&out, "t/e", 0, 9, 0, &w);
	archive_out_close(&out, true, &w);
}

enum {
	DATA_AT = 512 + 1536,
	DATA_END = DATA_AT + 700,
	PADDED = DATA_AT + 1024
};

/* What an archive means: names, times and data, end to end. */
static int
meaning(const struct bytes *tar, struct bytes *out)
{
	struct feed f = { .data = tar->data, .len = tar->len };
	struct archive_member m;
	struct archive_in in;
	struct why w = { 0 };
	const uint8_t *data;
	size_t len;
	int rc;

	out->len = 0;
	if (archive_in_open(&in, feed_next, &f, &w) != 0)
		return -1;
	while ((rc = archive_in_member(&in, &m, &w)) == 1) {
		bytes_printf(out, &w, "%s %d %" PRId64 ".%u:", m.name, m.type,
		    m.mtime_s, m.mtime_ns);
		while (archive_in_data(&in, &data, &len, &w) == 1)
			bytes_add(out, data, len, &w);
	}
	archive_in_close(&in);
	return rc;
}

static void
test_every_flip(void)
{
	struct bytes tar = { 0 };
	struct bytes before = { 0 };
	struct bytes after = { 0 };
	int same = 0;
	int data = 0;

	sample(&tar);
	tap_number(meaning(&tar, &before), 0, "the sample has a meaning");
	for (size_t i = 0; i < tar.len * 8; i++) {
		tar.data[i / 8] ^= (uint8_t)(1 << i % 8);
		if (meaning(&tar, &after) == 0) {
			same += after.len == before.len &&
			    memcmp(after.data, before.data, after.len) == 0;
			data += i >= DATA_AT * 8 && i < DATA_END * 8;
		}
		tar.data[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	tap_number(same, 0, "no flipped bit goes unseen");
	tap_number(data, 700 * 8, "no flipped bit of data makes a fault");
	bytes_clear(&tar);
	bytes_clear(&before);
	bytes_clear(&after);
}

static void
test_every_cut(void)
{
	struct bytes tar = { 0 };
	size_t len;
	int accepted = 0;

	sample(&tar);
	len = tar.len;
	for (tar.len = 0; tar.len < len; tar.len++) {
		struct why w = { 0 };

		accepted += read_all(&tar, &w) != -1;
		accepted += w.reason != WHY_ARCHIVE;
	}
	tap_number(accepted, 0, "an archive cut short anywhere is refused");
	bytes_clear(&tar);
}

/* May a stretch end here? In data and padding, and between members. */
static bool
may_end(size_t at)
{
	return at == 512 || (at >= DATA_AT && at <= PADDED) ||
	    at == PADDED + 512;
}

static void
test_stretches(void)
{
	struct bytes tar = { 0 };
	struct archive_member m;
	int wrong = 0;

	sample(&tar);
	for (size_t i = 1; i < tar.len; i++) {
		struct why w = { 0 };
		struct bytes data = { 0 };
		struct feed f = { .data = tar.data,
			.len = tar.len,
			.cuts = { i } };
		int n = read_feed(&f, &m, &data, &w);

		if (may_end(i) &&
		    (n != 3 || data.len != 700 ||
			memcmp(data.data, content, 700) != 0))
			wrong++;
		if (!may_end(i) && (n != -1 || w.reason != WHY_ARCHIVE))
			wrong++;
		bytes_clear(&data);
	}
	tap_number(wrong, 0, "stretches end anywhere but in headers");
	for (size_t i = DATA_AT; i <= PADDED - 2; i++) {
		struct why w = { 0 };
		struct feed f = { .data = tar.data,
			.len = tar.len,
			.cuts = { i, i + 1, i + 2 } };

		wrong += read_feed(&f, &m, NULL, &w) != 3;
		tar.data[PADDED - 1] = 1;
		f = (struct feed){ .data = tar.data,
			.len = tar.len,
			.cuts = { i, i + 1, i + 2 } };
		wrong += read_feed(&f, &m, NULL, &w) != -1;
		tar.data[PADDED - 1] = 0;
	}
	tap_number(wrong, 0, "also several short ones");
	bytes_clear(&tar);
}

static void
test_in_place(void)
{
	struct bytes tar = { 0 };
	struct archive_member m;
	struct archive_in in;
	struct why w = { 0 };
	const uint8_t *data = NULL;
	size_t len = 0;
	struct feed f = { .cuts = { DATA_AT + 300 } };

	sample(&tar);
	f.data = tar.data;
	f.len = tar.len;
	archive_in_open(&in, feed_next, &f, &w);
	archive_in_member(&in, &m, &w);
	tap_ok(archive_in_data(&in, &data, &len, &w) == 0,
	    "a folder has no data");
	archive_in_member(&in, &m, &w);
	tap_ok(archive_in_data(&in, &data, &len, &w) == 1 &&
		data == tar.data + DATA_AT && len == 300,
	    "data is given in place up to the end of the stretch");
	tap_ok(archive_in_data(&in, &data, &len, &w) == 1 &&
		data == tar.data + DATA_AT + 300 && len == 400,
	    "and in the next stretch");
	tap_ok(archive_in_data(&in, &data, &len, &w) == 0, "to its end");
	tap_ok(archive_in_member(&in, &m, &w) == 1 &&
		archive_in_member(&in, &m, &w) == 0 &&
		archive_in_member(&in, &m, &w) == 0,
	    "the end is told again when asked again");
	tap_number((long long)in.members, 3, "members are counted");
	archive_in_close(&in);
	f = (struct feed){ .data = tar.data, .len = tar.len };
	archive_in_open(&in, feed_next, &f, &w);
	for (int i = 0; i < 3; i++)
		archive_in_member(&in, &m, &w);
	tap_ok(archive_in_member(&in, &m, &w) == 0,
	    "data that nobody takes is skipped");
	archive_in_close(&in);
	bytes_clear(&tar);
}

static int
broken_next(void *self, const void **data, size_t *len, struct why *w)
{
	int *calls = self;

	*data = content;
	*len = 0;
	return (*calls)-- > 0 ? 0 : why_set(w, WHY_SYSTEM, "broken");
}

static void
test_broken_source(void)
{
	struct archive_in in;
	struct why w = { 0 };
	int calls = 0;

	tap_ok(archive_in_open(&in, broken_next, &calls, &w) == -1 &&
		w.reason == WHY_SYSTEM,
	    "a source that fails is no verdict");
}

int
main(void)
{
	test_every_flip();
	test_every_cut();
	test_stretches();
	test_in_place();
	test_broken_source();
	return tap_done();
}
