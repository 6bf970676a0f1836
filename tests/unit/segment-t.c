#include "formats/segment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap/tap.h"
#include "tests/unit/spec.h"

static struct segment_packer packer;
static struct segment_opener opener;

/* Rows that shrink, or noise that does not. */
static void
fill(uint8_t *data, size_t len, bool noise)
{
	uint64_t x = 88172645463325252u;

	for (size_t i = 0; i < len; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		data[i] = noise ? (uint8_t)x : (uint8_t)('0' + x % 10);
	}
}

static void
test_sizes(void)
{
	static const size_t sizes[] = { 1, 2, 255, 256, 257, 511, 4096, 65535,
		65536, 65791, 65792, 600000, 3 << 20, SEGMENT_MAX_BYTES };
	uint8_t *plain = malloc(SEGMENT_MAX_BYTES + 1);
	struct bytes sealed = { 0 };
	struct bytes out = { 0 };

	for (int noise = 0; noise < 2; noise++) {
		fill(plain, SEGMENT_MAX_BYTES, noise);
		for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
			struct why w = { 0 };
			bool same;

			segment_pack(&packer, plain, sizes[i], &sealed, &w);
			tap_ok(sealed.len % 4096 == 0,
			    "%zu bytes of %s make whole pages", sizes[i],
			    noise ? "noise" : "digits");
			segment_open(&opener, &sealed, sizes[i], &out, &w);
			same = out.len == sizes[i] &&
			    memcmp(out.data, plain, sizes[i]) == 0;
			tap_ok(same, "and come back");
			tap_text(w.text, "", "without a fault");
		}
	}
	bytes_clear(&sealed);
	bytes_clear(&out);
	free(plain);
}

static void
test_storing(void)
{
	size_t len = 8 << 20;
	uint8_t *plain = malloc(len);
	struct bytes sealed = { 0 };
	struct why w = { 0 };
	const uint8_t *memory;

	fill(plain, len, true);
	segment_pack(&packer, plain, len, &sealed, &w);
	tap_ok(sealed.len >= len && sealed.len < len + 65536,
	    "noise is stored at its size");
	memory = sealed.data;
	fill(plain, len, false);
	segment_pack(&packer, plain, len, &sealed, &w);
	tap_ok(sealed.len < len / 2, "digits shrink");
	tap_ok(sealed.data == memory, "memory is used again");
	fill(plain, len / 2, true);
	segment_pack(&packer, plain, len, &sealed, &w);
	tap_ok(sealed.len < len * 4 / 5, "half of noise still shrinks");
	plain = realloc(plain, SEGMENT_MAX_BYTES + 1);
	tap_ok(segment_pack(&packer, plain, SEGMENT_MAX_BYTES + 1, &sealed,
		   &w) == -1 &&
		w.reason == WHY_SEGMENT_SIZE,
	    "a segment above the limit is not packed");
	bytes_clear(&sealed);
	free(plain);
}

/* The length is the compressed one plus a random 0..4095, rounded up. */
static void
test_padding(void)
{
	uint8_t plain[1000];
	struct bytes sealed = { 0 };
	struct why w = { 0 };
	int pages[4] = { 0 };

	fill(plain, sizeof plain, true);
	for (int i = 0; i < 4000; i++) {
		segment_pack(&packer, plain, sizeof plain, &sealed, &w);
		pages[sealed.len / 4096 < 4 ? sealed.len / 4096 : 3]++;
	}
	/* About 1020 bytes: one page with probability 3077/4096, or two. */
	tap_ok(pages[1] > 2850 && pages[1] < 3160,
	    "the padding is random: %d of 4000 in one page", pages[1]);
	tap_number(pages[1] + pages[2], 4000, "and never more than needed");
	bytes_clear(&sealed);
}

static void
make_vector(struct bytes *sealed)
{
	spec_hex("formats/segment.txt", "4", sealed);
}

static void
test_vector(void)
{
	struct bytes sealed = { 0 };
	struct bytes out = { 0 };
	struct why w = { 0 };

	make_vector(&sealed);
	tap_number((long long)sealed.len, 4096, "the example fills a page");
	tap_ok(segment_open(&opener, &sealed, 8, &out, &w) == 0 && out.len == 8,
	    "the example is opened");
	tap_text(w.text, "", "without a fault");
	tap_bytes(out.data, "sealbag\n", 8, "it says sealbag");
	tap_ok(segment_open(&opener, &sealed, 7, &out, &w) == -1 &&
		w.reason == WHY_SEGMENT_SIZE,
	    "more than was allowed is refused");
	tap_text(w.text, "8 bytes, more than the 7 allowed", "with a sentence");
	bytes_clear(&sealed);
	bytes_clear(&out);
}

static void
test_every_change(void)
{
	struct bytes sealed = { 0 };
	struct bytes out = { 0 };
	int wrong = 0;

	make_vector(&sealed);
	for (size_t i = 0; i < sealed.len * 8; i++) {
		struct why w = { 0 };
		bool data = i / 8 >= 9 && i / 8 < 17;

		sealed.data[i / 8] ^= (uint8_t)(1 << i % 8);
		if ((segment_open(&opener, &sealed, 1 << 20, &out, &w) == 0) !=
		    data) {
			tap_note("byte %zu: %s", i / 8, w.text);
			wrong++;
		}
		sealed.data[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	tap_number(wrong, 0, "each flipped bit outside of data is refused");
	for (sealed.len = 0; sealed.len < 4096; sealed.len++) {
		struct why w = { 0 };

		wrong += segment_open(&opener, &sealed, 1 << 20, &out, &w) == 0;
		wrong += w.reason != WHY_COMPRESSION;
	}
	tap_number(wrong, 0, "a segment cut short anywhere is refused");
	bytes_clear(&sealed);
	bytes_clear(&out);
}

#define MAGIC "\x28\xb5\x2f\xfd"
#define PAD   "\x50\x2a\x4d\x18"

static void
test_odd(void)
{
	static const struct {
		const char *rule;
		const char *bytes;
		size_t len;
		const char *sentence;
	} rows[] = {
		{ "nothing", "", 0, "the segment is cut short" },
		{ "padding first", PAD "\0\0\0\0" MAGIC "\x20\x01\x09\0\0x", 18,
		    "no zstd frame" },
		{ "an older format", "\x27\xb5\x2f\xfd\x20\x08\x41", 7,
		    "no zstd frame" },
		{ "a size that is not stated", MAGIC "\0\x40\x09\0\0x", 10,
		    "the frame does not state its size" },
		{ "a checksum", MAGIC "\x24\x01\x09\0\0x\0\0\0\0", 14,
		    "the frame has a dictionary, a checksum or unknown "
		    "flags" },
		{ "a dictionary", MAGIC "\x21\x05\x01\x09\0\0x", 11,
		    "the frame has a dictionary, a checksum or unknown "
		    "flags" },
		{ "a reserved flag", MAGIC "\x28\x01\x09\0\0x", 10,
		    "the frame has a dictionary, a checksum or unknown "
		    "flags" },
		{ "a window of 16 MiB", MAGIC "\x80\x70\x01\0\0\0\x09\0\0x", 14,
		    "the frame wants a window above 8 MiB" },
		{ "more than is stated", MAGIC "\x20\x01\x11\0\0xx", 11,
		    "the frame is damaged" },
		{ "a bomb", MAGIC "\x20\x01\xfb\xff\x0fx", 10,
		    "the frame is damaged" },
		{ "less than is stated", MAGIC "\x20\x02\x09\0\0x", 10,
		    "the frame is damaged" },
		{ "a second frame",
		    MAGIC "\x20\x01\x09\0\0x" MAGIC "\x20\x01\x09\0\0x", 20,
		    "no padding behind the frame" },
		{ "another skippable frame",
		    MAGIC "\x20\x01\x09\0\0x"
			  "\x51\x2a\x4d\x18\0\0\0\0",
		    18, "no padding behind the frame" },
		{ "padding of 8191 bytes",
		    MAGIC "\x20\x01\x09\0\0x" PAD "\xff\x1f\0\0", 18,
		    "no padding behind the frame" },
		{ "padding that holds something",
		    MAGIC "\x20\x01\x09\0\0x" PAD "\x02\0\0\0\0a", 20,
		    "padding is not zero" },
		{ "two paddings",
		    MAGIC "\x20\x01\x09\0\0x" PAD "\0\0\0\0" PAD "\0\0\0\0", 26,
		    "bytes behind the padding" },
		{ "padding to no whole page",
		    MAGIC "\x20\x01\x09\0\0x" PAD "\x01\0\0\0\0", 19,
		    "the padding does not end at a multiple of 4096 bytes" },
		{ "no padding", MAGIC "\x20\x01\x09\0\0x", 10,
		    "the segment is cut short" },
	};
	struct bytes out = { 0 };

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct why w = { 0 };
		struct bytes sealed = { 0 };

		bytes_add(&sealed, rows[i].bytes, rows[i].len, &w);
		tap_ok(segment_open(&opener, &sealed, 1 << 20, &out, &w) ==
			    -1 &&
			w.reason == WHY_COMPRESSION,
		    "%s is refused", rows[i].rule);
		tap_text(w.text, rows[i].sentence, "with a sentence");
		tap_number((long long)out.len, 0, "and nothing comes out");
		bytes_clear(&sealed);
	}
	bytes_clear(&out);
}

int
main(void)
{
	struct why w = { 0 };

	segment_packer_open(&packer, &w);
	segment_opener_open(&opener, &w);
	test_sizes();
	test_storing();
	test_padding();
	test_vector();
	test_every_change();
	test_odd();
	segment_packer_close(&packer);
	segment_opener_close(&opener);
	return tap_done();
}
