#ifndef FORMATS_FRAME_H
#define FORMATS_FRAME_H

/**
 * The outer frame of a bundle: an uncompressed POSIX tar in which every byte
 * of every header is fixed by name, size and time, so that whoever reads it
 * compares instead of believing. Source: bundle.txt, 3.
 */

#include <stdint.h>

#include "formats/bytes.h"
#include "formats/why.h"

#define FRAME_BLOCK_BYTES  512
#define FRAME_NAME_BYTES   32 /* with the final NUL */
#define FRAME_MEMBER_MAX   ((UINT64_C(1) << 33) - 1)
#define FRAME_SEGMENTS_MAX 262144
#define FRAME_EARLIER_MAX  8

/** The canonical header block. time_s: 0..2^33-1. size: 0..FRAME_MEMBER_MAX */
void frame_header(uint8_t out[FRAME_BLOCK_BYTES], const char *name,
    uint64_t size, int64_t time_s);

/** Zero bytes that follow a member of this size, 0..511. */
uint32_t frame_padding(uint64_t size);

/** "segments/00000000.gpg" for a number below FRAME_SEGMENTS_MAX. */
void frame_segment_name(char out[FRAME_NAME_BYTES], uint64_t number);

/** "earlier/000.json" for a number below FRAME_EARLIER_MAX; and that of its
 *  signature. */
void frame_earlier_name(char out[FRAME_NAME_BYTES], size_t number);
void frame_earlier_signature_name(char out[FRAME_NAME_BYTES], size_t number);

/** Where one member's bytes lie in the file. */
struct frame_member {
	uint64_t offset;
	uint64_t size;
};

/** A seal under which the same was sent before. */
struct frame_earlier {
	struct frame_member seal;
	struct frame_member signature;
};

/** Where everything lies, found by walking the headers. */
struct frame {
	struct frame_member readme;
	struct frame_member contents;
	struct frame_earlier earlier[FRAME_EARLIER_MAX];
	size_t n_earlier;
	struct frame_member seal;
	struct frame_member signature;
	struct frame_member *segments; /* owned */
	uint64_t n_segments;
	int64_t time_s;
	uint64_t file_bytes;
};

/**
 * Walk the frame of an open regular file. Every header must be canonical,
 * names in the order of bundle.txt, all padding zero, the end two zero blocks
 * and nothing after. A missing signature of a seal is WHY_UNSIGNED, a file too
 * short WHY_TRUNCATED, bytes behind the end WHY_TRAILING, no README.txt at the
 * start WHY_NOT_A_BUNDLE, the rest WHY_FRAME with the offset.
 */
int frame_read(struct frame *f, int fd, struct why *w);
void frame_clear(struct frame *f);

#endif
