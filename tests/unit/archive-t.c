#include "formats/archive.h"

#include <inttypes.h>
#include <locale.h>
#include <string.h>
#include <sys/mman.h>

#include "formats/bytes.h"
#include "tests/tap/tap.h"
#include "tests/unit/archive_feed.h"

#define TOP "0123456789abcdef0123456789abcdef/"

static void
test_names(void)
{
	char deep[1200] = "";
	char wide[] = "0123456789abcdef/0123456789abcdef/0123456789abcdef/"
		      "0123456789abcdef/0123456789abcdef/0123456789abcdef";
	char part[300];
	const char *names[] = { "a", TOP "data/a b;c=d.csv", wide, deep, part,
		TOP "data/\xc3\xa4.csv",	     /* composed */
		TOP "data/a\xcc\x88.csv",	     /* decomposed */
		TOP "data/\xe2\x84\xaa\xcd\xbe.csv", /* would become ASCII */
		TOP "data/\xf0\x9f\x9a\x97", "\xe8\xbb\x8a/\xe8\xbb\x8a" };
	struct bytes tar = { 0 };
	struct stream_buffer buffer;
	struct why w = { 0 };

	for (int i = 0; i < 60; i++)
		memcpy(deep + 17 * i, "0123456789abcdef/", 17);
	deep[60 * 17 - 1] = '\0';
	memset(part, 'x', 255);
	part[255] = '\0';
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		for (int type = ARCHIVE_FILE; type <= ARCHIVE_FOLDER; type++) {
			struct archive_member m = member(names[i], 0, 1, 5);
			struct archive_member got = { .size = 9 };
			struct archive_out out;
			struct feed f = { 0 };

			m.type = (enum archive_type)type;
			tar.len = 0;
			archive_out_open(&out,
			    stream_to_buffer(&buffer, &tar, 1 << 20), &w);
			write_member(&out, &m, NULL, &w);
			archive_out_close(&out, true, &w);
			f.data = tar.data;
			f.len = tar.len;
			tap_number(read_feed(&f, &got, NULL, &w), 1,
			    "a name is read");
			tap_text(got.name, names[i], "it comes back");
			tap_ok(got.type == m.type && got.size == 0 &&
				got.mtime_s == 1 && got.mtime_ns == 5,
			    "and so does the rest");
			tap_text(w.text, "", "without a fault");
		}
	}
	bytes_clear(&tar);
}

static void
test_other_locale(void)
{
	locale_t utf8 = newlocale(LC_ALL_MASK, "C.UTF-8", (locale_t)0);
	locale_t before = uselocale(utf8);

	tap_note("the same in a locale of UTF-8");
	test_names();
	uselocale(before);
	freelocale(utf8);
}

static void
test_times_and_sizes(void)
{
	static const struct {
		int64_t s;
		uint32_t ns;
		uint64_t size;
	} rows[] = {
		{ 0, 0, 0 },
		{ 1, 0, 1 },
		{ INT64_C(0x7ffffffe), 0, 511 },
		{ INT64_C(0x7fffffff), 0, 512 },
		{ INT64_C(0x7fffffff), 999999999, 513 },
		{ INT64_C(0x1fffffffe), 0, 1023 },
		{ INT64_C(0x1ffffffff), 0, 1024 },
		{ INT64_C(0x200000000), 120000000, 1025 },
		{ ARCHIVE_TIME_MAX_S, 1, 2000 },
		{ -1, 0, 1 },
		{ ARCHIVE_TIME_MIN_S, 0, 1 },
	};
	struct bytes tar = { 0 };
	struct stream_buffer buffer;
	struct why w = { 0 };

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct archive_member got;
		struct archive_out out;
		struct bytes data = { 0 };
		struct feed f = { 0 };

		bytes_reserve(&data, 1, &w);
		tar.len = 0;
		archive_out_open(&out, stream_to_buffer(&buffer, &tar, 1 << 20),
		    &w);
		add(&out, "x", rows[i].size, rows[i].s, rows[i].ns, &w);
		archive_out_close(&out, true, &w);
		f.data = tar.data;
		f.len = tar.len;
		tap_number(read_feed(&f, &got, &data, &w), 1,
		    "a member of %" PRIu64 " bytes is read", rows[i].size);
		tap_text(w.text, "", "without a fault");
		tap_ok(got.size == rows[i].size && data.len == rows[i].size &&
			memcmp(data.data, content, data.len) == 0,
		    "its bytes come back");
		tap_ok(got.mtime_s == rows[i].s && got.mtime_ns == rows[i].ns,
		    "its time %" PRId64 ".%09u comes back", rows[i].s,
		    rows[i].ns);
		bytes_clear(&data);
	}
	bytes_clear(&tar);
}

/* A file of 9 GiB and 1 byte: one GiB of address space, again and again. */
#define GIB (UINT64_C(1) << 30)

struct large {
	const uint8_t *region;
	struct bytes header;
	struct bytes tail;
	uint64_t at; /* calls */
};

static int
large_write(void *self, const void *data, size_t len, struct why *w)
{
	struct large *l = self;

	if (data == l->region)
		return 0;
	return bytes_add(l->header.len == 0 ? &l->header : &l->tail, data, len,
	    w);
}

static int
large_next(void *self, const void **data, size_t *len, struct why *w)
{
	struct large *l = self;
	uint64_t call = l->at++;

	(void)w;
	*data = call == 0 ? l->header.data
	    : call < 11	  ? l->region
			  : l->tail.data;
	*len = call == 0 ? l->header.len
	    : call < 10	 ? GIB
	    : call == 10 ? 1
	    : call == 11 ? l->tail.len
			 : 0;
	return 0;
}

static void
test_large(void)
{
	struct large l = { 0 };
	struct archive_member m = member("large", 9 * GIB + 1, 1, 0);
	struct archive_member got;
	struct archive_out out;
	struct archive_in in;
	struct why w = { 0 };
	const uint8_t *data;
	uint64_t total = 0;
	size_t len;
	void *region = mmap(NULL, GIB, PROT_READ,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (region == MAP_FAILED) {
		tap_skip("no GiB of address space");
		return;
	}
	l.region = region;
	archive_out_open(&out,
	    (struct sink){ .write = large_write, .self = &l }, &w);
	archive_out_member(&out, &m, &w);
	for (int i = 0; i < 9; i++)
		archive_out_data(&out, region, GIB, &w);
	archive_out_data(&out, region, 1, &w);
	tap_ok(archive_out_finish(&out, &w) == 0, "9 GiB are written");
	tap_ok(archive_out_close(&out, true, &w) == 0, "with an end mark");
	tap_number((long long)l.header.len, 1536, "the header has a record");
	tap_bytes(l.header.data + 512, "19 size=9663676417\n", 19,
	    "of the size");
	archive_in_open(&in, large_next, &l, &w);
	tap_ok(archive_in_member(&in, &got, &w) == 1 && got.size == m.size,
	    "the size comes back");
	while (archive_in_data(&in, &data, &len, &w) == 1)
		total += len;
	tap_ok(total == m.size, "so do the bytes");
	tap_ok(archive_in_member(&in, &got, &w) == 0, "and the end");
	tap_text(w.text, "", "without a fault");
	archive_in_close(&in);
	bytes_clear(&l.header);
	bytes_clear(&l.tail);
	munmap(region, GIB);
}

int
main(void)
{
	test_names();
	test_other_locale();
	test_times_and_sizes();
	test_large();
	return tap_done();
}
