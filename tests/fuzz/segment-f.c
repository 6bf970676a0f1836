/**
 * What is decrypted of a segment. Source: segment.txt.
 */

#include "formats/segment.h"

#include <zstd.h>

#include "tests/fuzz/fuzz.h"

static const enum why_reason refusals[] = { WHY_COMPRESSION, WHY_SEGMENT_SIZE,
	WHY_NONE };

#define MAX_BYTES 65536
#define PAD_BYTES 8190

static int
open_bytes(struct segment_opener *o, const uint8_t *data, size_t size,
    struct bytes *out, struct why *w)
{
	struct bytes packed = { 0 };
	int rc;

	fuzz_must(bytes_add(&packed, data, size, w) == 0, "there is memory");
	rc = segment_open(o, &packed, MAX_BYTES, out, w);
	bytes_clear(&packed);
	return rc;
}

/* One frame, and behind it just the padding that it may have. */
static void
check_form(const uint8_t *data, size_t size)
{
	size_t frame = ZSTD_findFrameCompressedSize(data, size);

	fuzz_must(!ZSTD_isError(frame) && frame + 8 <= size,
	    "a segment begins with a frame");
	data += frame;
	fuzz_must(memcmp(data, "\x50\x2a\x4d\x18", 4) == 0 &&
		bytes_get_u32(data + 4) == size - frame - 8 &&
		size - frame - 8 <= PAD_BYTES && size % 4096 == 0,
	    "the rest is padding to a multiple of 4096");
	for (size_t i = 8; i < size - frame; i++)
		fuzz_must(data[i] == 0, "padding is zero");
}

/* What came out goes in and comes out again. */
static void
check_again(struct segment_opener *o, const struct bytes *plain)
{
	struct segment_packer p;
	struct bytes packed = { 0 };
	struct bytes again = { 0 };
	struct why w = { 0 };

	fuzz_must(segment_packer_open(&p, &w) == 0 &&
		segment_pack(&p, plain->data, plain->len, &packed, &w) == 0,
	    "any bytes can be packed");
	fuzz_must(open_bytes(o, packed.data, packed.len, &again, &w) == 0 &&
		fuzz_same(again.data, again.len, plain->data, plain->len),
	    "what was packed is what is opened");
	segment_packer_close(&p);
	bytes_clear(&packed);
	bytes_clear(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct segment_opener o;
	struct bytes plain = { 0 };
	struct why w = { 0 };

	fuzz_must(segment_opener_open(&o, &w) == 0, "there is memory");
	if (fuzz_passed(open_bytes(&o, data, size, &plain, &w), &w, refusals)) {
		check_form(data, size);
		check_again(&o, &plain);
	} else {
		fuzz_must(plain.len == 0, "nothing comes out of a fault");
	}
	fuzz_must(plain.len <= MAX_BYTES, "no more comes out than may");
	segment_opener_close(&o);
	bytes_clear(&plain);
	return 0;
}
