#include "formats/segment.h"

#include <stdbool.h>
#include <string.h>
#include <zstd.h>
#include <zstd_errors.h>

/* Source: segment.txt, 2. */
#define LEVEL	       2
#define WINDOW_LOG_MAX 23

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

int
segment_pack(struct segment_packer *p, const uint8_t *plain, size_t len,
    struct bytes *out, struct why *w)
{
	/* Room for all at once, so that nothing is copied to grow. */
	size_t room =
	    ZSTD_compressBound(len) + PAD_HEADER_BYTES + PAD_MAX_BYTES;
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

enum state {
	HEADER,
	FRAME,
	PAD_HEADER,
	PAD,
	DONE
};

int
segment_opener_open(struct segment_opener *o, struct why *w)
{
	size_t rc;

	*o = (struct segment_opener){ .zstd = ZSTD_createDCtx() };
	if (o->zstd == NULL)
		return why_memory(w);
	rc = ZSTD_DCtx_setParameter(o->zstd, ZSTD_d_windowLogMax,
	    WINDOW_LOG_MAX);
	if (!ZSTD_isError(rc))
		return 0;
	segment_opener_close(o);
	return zstd_failed(rc, w);
}

void
segment_opener_close(struct segment_opener *o)
{
	ZSTD_freeDCtx(o->zstd);
	*o = (struct segment_opener){ 0 };
}

void
segment_opener_begin(struct segment_opener *o, struct bytes *out,
    size_t max_bytes)
{
	ZSTD_DCtx_reset(o->zstd, ZSTD_reset_session_only);
	out->len = 0;
	o->out = out;
	o->max = max_bytes;
	o->size = o->total = o->held = 0;
	o->skip_left = 0;
	o->state = HEADER;
}

/* Move bytes to o->hold until it has `want`. Returns whether it has. */
static bool
hold(struct segment_opener *o, size_t want, const uint8_t **at, size_t *len)
{
	size_t n = want - o->held < *len ? want - o->held : *len;

	memcpy(o->hold + o->held, *at, n);
	o->held += n;
	*at += n;
	*len -= n;
	return o->held == want;
}

static int
frame_failed(size_t code, struct why *w)
{
	switch (ZSTD_getErrorCode(code)) {
	case ZSTD_error_memory_allocation:
		return why_memory(w);
	case ZSTD_error_frameParameter_windowTooLarge:
		return why_set(w, WHY_COMPRESSION,
		    "the frame wants a window above 8 MiB");
	default:
		return why_set(w, WHY_COMPRESSION, "the frame is damaged");
	}
}

/* Decompress what there is; *used bytes of it belong to the frame. */
static int
decompress(struct segment_opener *o, const uint8_t *data, size_t len,
    size_t *used, struct why *w)
{
	ZSTD_inBuffer in = { .src = data, .size = len };
	ZSTD_outBuffer out = { .dst = o->out->data,
		.size = o->size,
		.pos = o->out->len };
	size_t before;
	size_t rc;

	do {
		before = in.pos + out.pos;
		rc = ZSTD_decompressStream(o->zstd, &out, &in);
		if (ZSTD_isError(rc))
			return frame_failed(rc, w);
	} while (rc != 0 && in.pos + out.pos > before);
	o->out->len = out.pos;
	*used = in.pos;
	if (rc == 0 && out.pos == o->size)
		o->state = PAD_HEADER;
	else if (rc == 0 || in.pos < in.size)
		return why_set(w, WHY_COMPRESSION,
		    "the frame does not have the size it states");
	return 0;
}

/* How long the header of the frame is, from its descriptor. */
static size_t
header_bytes(uint8_t descriptor)
{
	bool single = (descriptor >> 5 & 1) != 0;
	size_t size = (size_t)1 << (descriptor >> 6);

	if (descriptor >> 6 == 0)
		return DESCRIPTOR_BYTES + 1;
	return DESCRIPTOR_BYTES + (single ? 0U : 1U) + size;
}

/* Magic number and descriptor are held. */
static int
check_descriptor(const struct segment_opener *o, struct why *w)
{
	if (bytes_get_u32(o->hold) != ZSTD_MAGICNUMBER)
		return why_set(w, WHY_COMPRESSION, "no zstd frame");
	if ((o->hold[4] & 0x1f) != 0)
		return why_set(w, WHY_COMPRESSION,
		    "the frame has a dictionary, a checksum or unknown flags");
	return 0;
}

/* The whole header is held: begin. */
static int
open_frame(struct segment_opener *o, struct why *w)
{
	unsigned long long size = ZSTD_getFrameContentSize(o->hold, o->held);
	size_t used;

	if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN)
		return why_set(w, WHY_COMPRESSION,
		    "the frame does not state its size");
	if (size > o->max)
		return why_set(w, WHY_SEGMENT_SIZE,
		    "%llu bytes, more than the %zu allowed", size, o->max);
	o->size = (size_t)size;
	if (bytes_reserve(o->out, o->size, w) != 0)
		return -1;
	o->state = FRAME;
	if (decompress(o, o->hold, o->held, &used, w) != 0)
		return -1;
	o->held = 0;
	return 0;
}

/* Take what belongs to the header of the frame. */
static int
read_header(struct segment_opener *o, const uint8_t **at, size_t *len,
    struct why *w)
{
	if (o->held < DESCRIPTOR_BYTES) {
		if (!hold(o, DESCRIPTOR_BYTES, at, len))
			return 0;
		if (check_descriptor(o, w) != 0)
			return -1;
	}
	if (!hold(o, header_bytes(o->hold[4]), at, len))
		return 0;
	return open_frame(o, w);
}

static int
open_pad(struct segment_opener *o, struct why *w)
{
	o->skip_left = bytes_get_u32(o->hold + 4);
	if (bytes_get_u32(o->hold) != PAD_MAGIC || o->skip_left > PAD_MAX_BYTES)
		return why_set(w, WHY_COMPRESSION,
		    "no padding behind the frame");
	o->state = o->skip_left == 0 ? DONE : PAD;
	return 0;
}

static int
skip_pad(struct segment_opener *o, const uint8_t **at, size_t *len,
    struct why *w)
{
	size_t n = o->skip_left < *len ? o->skip_left : *len;

	for (size_t i = 0; i < n; i++) {
		if ((*at)[i] != 0)
			return why_set(w, WHY_COMPRESSION,
			    "padding is not zero");
	}
	*at += n;
	*len -= n;
	o->skip_left -= (uint32_t)n;
	if (o->skip_left == 0)
		o->state = DONE;
	return 0;
}

static int
opener_write(void *self, const void *data, size_t len, struct why *w)
{
	struct segment_opener *o = self;
	const uint8_t *at = data;
	size_t used;

	o->total += len;
	while (len > 0) {
		int rc = 0;

		switch ((enum state)o->state) {
		case HEADER:
			rc = read_header(o, &at, &len, w);
			break;
		case FRAME:
			rc = decompress(o, at, len, &used, w);
			if (rc == 0) {
				at += used;
				len -= used;
			}
			break;
		case PAD_HEADER:
			if (hold(o, PAD_HEADER_BYTES, &at, &len))
				rc = open_pad(o, w);
			break;
		case PAD:
			rc = skip_pad(o, &at, &len, w);
			break;
		case DONE:
		default:
			return why_set(w, WHY_COMPRESSION,
			    "bytes behind the padding");
		}
		if (rc != 0)
			return -1;
	}
	return 0;
}

struct sink
segment_opener_sink(struct segment_opener *o)
{
	return (struct sink){ .write = opener_write, .self = o };
}

int
segment_opener_end(struct segment_opener *o, struct why *w)
{
	if (o->state != DONE)
		return why_set(w, WHY_COMPRESSION, "the segment is cut short");
	if (o->total % PAD_UNIT != 0)
		return why_set(w, WHY_COMPRESSION,
		    "the padding does not end at a multiple of %d bytes",
		    PAD_UNIT);
	return 0;
}
