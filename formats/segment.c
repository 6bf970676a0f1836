#include "formats/segment.h"

#include <string.h>
#include <zstd.h>
#include <zstd_errors.h>

/* Source: segment.txt, 2. */
#define LEVEL	   2
#define WINDOW_MAX (UINT32_C(8) << 20)

/* Samples that tell whether a segment shrinks. Source: segment.txt, 2.2. */
#define PROBE_SAMPLES	   8
#define PROBE_SAMPLE_BYTES 65536
#define PROBE_PERCENT	   97

/* Source: segment.txt, 3. */
#define PAD_UNIT	 4096
#define PAD_HEADER_BYTES 8
#define PAD_MAGIC	 UINT32_C(0x184d2a50)
#define PAD_MAX_BYTES	 (2 * (PAD_UNIT - 1))

/* Magic number and descriptor of a zstd frame (RFC 8878, 3.1.1.1). */
#define DESCRIPTOR_BYTES 5

static int
zstd_failed(size_t code, struct why *w)
{
	if (ZSTD_getErrorCode(code) == ZSTD_error_memory_allocation)
		return why_memory(w);
	return why_set(w, WHY_SYSTEM, "zstd: %s", ZSTD_getErrorName(code));
}

int
segment_packer_open(struct segment_packer *p, struct why *w)
{
	p->zstd = ZSTD_createCCtx();
	return p->zstd == NULL ? why_memory(w) : 0;
}

void
segment_packer_close(struct segment_packer *p)
{
	ZSTD_freeCCtx(p->zstd);
	p->zstd = NULL;
}

/* Append one frame that states its size. */
static int
compress(struct segment_packer *p, int level, const uint8_t *plain, size_t len,
    struct bytes *out, struct why *w)
{
	size_t bound = ZSTD_compressBound(len);
	size_t rc;

	if (bytes_reserve(out, bound, w) != 0)
		return -1;
	rc = ZSTD_CCtx_setParameter(p->zstd, ZSTD_c_compressionLevel, level);
	if (!ZSTD_isError(rc))
		rc = ZSTD_compress2(p->zstd, out->data + out->len, bound, plain,
		    len);
	if (ZSTD_isError(rc))
		return zstd_failed(rc, w);
	out->len += rc;
	return 0;
}

/* Which level the segment deserves. out is room to work in. */
static int
probe(struct segment_packer *p, const uint8_t *plain, size_t len, int *level,
    struct bytes *out, struct why *w)
{
	size_t step = len / PROBE_SAMPLES;

	*level = LEVEL;
	if (step < PROBE_SAMPLE_BYTES)
		return 0;
	for (size_t i = 0; i < PROBE_SAMPLES; i++) {
		if (compress(p, LEVEL, plain + i * step, PROBE_SAMPLE_BYTES,
			out, w) != 0)
			return -1;
	}
	if (out->len * 100 >
	    (size_t)PROBE_SAMPLES * PROBE_SAMPLE_BYTES * PROBE_PERCENT)
		*level = ZSTD_minCLevel();
	out->len = 0;
	return 0;
}

/* Append the padding frame. */
static int
pad(struct bytes *out, struct why *w)
{
	uint8_t chance[4];
	size_t least = out->len + PAD_HEADER_BYTES;
	size_t total;
	size_t zeros;

	if (bytes_random(chance, sizeof chance, w) != 0)
		return -1;
	total = least + bytes_get_u32(chance) % PAD_UNIT;
	total = (total + PAD_UNIT - 1) / PAD_UNIT * PAD_UNIT;
	zeros = total - least;
	if (bytes_reserve(out, PAD_HEADER_BYTES + zeros, w) != 0)
		return -1;
	bytes_put_u32(out->data + out->len, PAD_MAGIC);
	bytes_put_u32(out->data + out->len + 4, (uint32_t)zeros);
	memset(out->data + least, 0, zeros);
	out->len = total;
	return 0;
}

size_t
segment_packed_max(size_t plain)
{
	return ZSTD_compressBound(plain) + PAD_HEADER_BYTES + PAD_MAX_BYTES;
}

int
segment_pack(struct segment_packer *p, const uint8_t *plain, size_t len,
    struct bytes *out, struct why *w)
{
	/* Room for all at once, so that nothing is copied to grow. */
	size_t room = segment_packed_max(len);
	int level;

	out->len = 0;
	if (len > SEGMENT_MAX_BYTES)
		return why_set(w, WHY_SEGMENT_SIZE, "a segment of %zu bytes",
		    len);
	if (bytes_reserve(out, room, w) != 0 ||
	    probe(p, plain, len, &level, out, w) != 0 ||
	    compress(p, level, plain, len, out, w) != 0)
		return -1;
	return pad(out, w);
}

int
segment_opener_open(struct segment_opener *o, struct why *w)
{
	o->zstd = ZSTD_createDCtx();
	return o->zstd == NULL ? why_memory(w) : 0;
}

void
segment_opener_close(struct segment_opener *o)
{
	ZSTD_freeDCtx(o->zstd);
	o->zstd = NULL;
}

static int
cut_short(struct why *w)
{
	return why_set(w, WHY_COMPRESSION, "the segment is cut short");
}

static int
frame_failed(size_t code, struct why *w)
{
	switch (ZSTD_getErrorCode(code)) {
	case ZSTD_error_memory_allocation:
		return why_memory(w);
	case ZSTD_error_srcSize_wrong:
		return cut_short(w);
	default:
		return why_set(w, WHY_COMPRESSION, "the frame is damaged");
	}
}

/* The window that a frame states which is not of a single segment. Source: RFC
 * 8878, 3.1.1.1.2. */
static uint64_t
window_bytes(uint8_t descriptor)
{
	uint64_t base = UINT64_C(1) << (10 + (descriptor >> 3));

	return base + base / 8 * (descriptor & 7);
}

/* Magic number, descriptor, window and size. */
static int
check_header(const struct bytes *packed, size_t max, size_t *size,
    struct why *w)
{
	const uint8_t *at = packed->data;
	unsigned long long content;
	uint64_t window;

	if (packed->len < DESCRIPTOR_BYTES + 1)
		return cut_short(w);
	if (bytes_get_u32(at) != ZSTD_MAGICNUMBER)
		return why_set(w, WHY_COMPRESSION, "no zstd frame");
	if ((at[4] & 0x1f) != 0)
		return why_set(w, WHY_COMPRESSION,
		    "the frame has a dictionary, a checksum or unknown flags");
	content = ZSTD_getFrameContentSize(at, packed->len);
	if (content == ZSTD_CONTENTSIZE_ERROR)
		return cut_short(w);
	if (content == ZSTD_CONTENTSIZE_UNKNOWN)
		return why_set(w, WHY_COMPRESSION,
		    "the frame does not state its size");
	if (content > max)
		return why_set(w, WHY_SEGMENT_SIZE,
		    "%llu bytes, more than the %zu allowed", content, max);
	/* A single segment's window is its content. */
	window = (at[4] & 0x20) != 0 ? content : window_bytes(at[5]);
	if (window > WINDOW_MAX)
		return why_set(w, WHY_COMPRESSION,
		    "the frame wants a window above 8 MiB");
	*size = (size_t)content;
	return 0;
}

/* The padding behind the frame, to the end. */
static int
check_pad(const struct bytes *packed, size_t frame, struct why *w)
{
	const uint8_t *at = packed->data + frame;
	size_t left = packed->len - frame;
	size_t zeros;

	if (left < PAD_HEADER_BYTES)
		return cut_short(w);
	zeros = bytes_get_u32(at + 4);
	if (bytes_get_u32(at) != PAD_MAGIC || zeros > PAD_MAX_BYTES)
		return why_set(w, WHY_COMPRESSION,
		    "no padding behind the frame");
	at += PAD_HEADER_BYTES;
	left -= PAD_HEADER_BYTES;
	for (size_t i = 0; i < zeros && i < left; i++) {
		if (at[i] != 0)
			return why_set(w, WHY_COMPRESSION,
			    "padding is not zero");
	}
	if (left < zeros)
		return cut_short(w);
	if (left > zeros)
		return why_set(w, WHY_COMPRESSION, "bytes behind the padding");
	if (packed->len % PAD_UNIT != 0)
		return why_set(w, WHY_COMPRESSION,
		    "the padding does not end at a multiple of %d bytes",
		    PAD_UNIT);
	return 0;
}

/* In one go: what is decompressed is its own window, and nothing is copied. */
int
segment_open(struct segment_opener *o, const struct bytes *packed, size_t max,
    struct bytes *out, struct why *w)
{
	size_t size = 0;
	size_t frame;
	size_t got;

	out->len = 0;
	if (check_header(packed, max, &size, w) != 0)
		return -1;
	frame = ZSTD_findFrameCompressedSize(packed->data, packed->len);
	if (ZSTD_isError(frame))
		return frame_failed(frame, w);
	if (bytes_reserve(out, size, w) != 0)
		return -1;
	got =
	    ZSTD_decompressDCtx(o->zstd, out->data, size, packed->data, frame);
	if (ZSTD_isError(got))
		return frame_failed(got, w);
	if (got != size)
		return why_set(w, WHY_COMPRESSION,
		    "the frame does not have the size it states");
	if (check_pad(packed, frame, w) != 0)
		return -1;
	out->len = size;
	return 0;
}
