/**
 * What is decrypted of a segment: sizes of stretches, a zero byte, the bytes.
 * Source: segment.txt.
 */

#include "formats/segment.h"

#include <zstd.h>

#include "tests/fuzz/fuzz.h"

static const enum why_reason refusals[] = { WHY_COMPRESSION, WHY_SEGMENT_SIZE,
	WHY_NONE };

#define MAX_BYTES 65536
#define PAD_BYTES 8190

static int
open_in_steps(struct segment_opener *o, struct fuzz_steps steps,
    const uint8_t *data, size_t size, struct bytes *out, struct why *w)
{
	struct sink to;

	segment_opener_begin(o, out, MAX_BYTES);
	to = segment_opener_sink(o);
	while (size > 0) {
		size_t n = fuzz_step(&steps, size);

		if (to.write(to.self, data, n, w) != 0)
			return -1;
		data += n;
		size -= n;
	}
	return segment_opener_end(o, w);
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
	struct fuzz_steps whole = { 0 };
	struct why w = { 0 };

	fuzz_must(segment_packer_open(&p, &w) == 0 &&
		segment_pack(&p, plain->data, plain->len, &packed, &w) == 0,
	    "any bytes can be packed");
	fuzz_must(
	    open_in_steps(o, whole, packed.data, packed.len, &again, &w) == 0 &&
		fuzz_same(again.data, again.len, plain->data, plain->len),
	    "what was packed is what is opened");
	segment_packer_close(&p);
	bytes_clear(&packed);
	bytes_clear(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_steps steps = fuzz_steps(&data, &size);
	struct fuzz_steps whole = { 0 };
	struct segment_opener o;
	struct bytes one = { 0 };
	struct bytes two = { 0 };
	struct why w = { 0 };
	struct why w2 = { 0 };
	bool good;

	fuzz_must(segment_opener_open(&o, &w) == 0, "there is memory");
	good = fuzz_passed(open_in_steps(&o, whole, data, size, &one, &w), &w,
	    refusals);
	fuzz_must(fuzz_passed(open_in_steps(&o, steps, data, size, &two, &w2),
		      &w2, refusals) == good &&
		w.reason == w2.reason,
	    "how it comes in pieces does not matter");
	fuzz_must(one.len <= MAX_BYTES && two.len <= MAX_BYTES,
	    "no more comes out than may");
	if (good) {
		fuzz_must(fuzz_same(one.data, one.len, two.data, two.len),
		    "how it comes in pieces does not matter");
		check_form(data, size);
		check_again(&o, &one);
	}
	segment_opener_close(&o);
	bytes_clear(&one);
	bytes_clear(&two);
	return 0;
}
