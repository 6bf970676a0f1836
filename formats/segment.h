#ifndef FORMATS_SEGMENT_H
#define FORMATS_SEGMENT_H

/**
 * From a segment's plaintext to what gpg encrypts, and back: one zstd frame
 * and one skippable frame of padding. The only place with <zstd.h>. Source:
 * segment.txt.
 */

#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/why.h"

#define SEGMENT_TARGET_BYTES (UINT32_C(32) << 20)
#define SEGMENT_MAX_BYTES    (UINT32_C(40) << 20)

/** A compressor; one a thread. */
struct segment_packer {
	void *zstd;
};
int segment_packer_open(struct segment_packer *p, struct why *w);
void segment_packer_close(struct segment_packer *p);

/** Replace out, whose memory is used again, by the frame and its padding. len:
 *  at most SEGMENT_MAX_BYTES. Probes first whether the bytes shrink and stores
 *  them (minimal level) when they do not. */
int segment_pack(struct segment_packer *p, const uint8_t *plain, size_t len,
    struct bytes *out, struct why *w);

/** Most bytes that a segment of so many plain ones has, compressed and padded.
 */
size_t segment_packed_max(size_t plain);

/** A strict decompressor; one a thread: exactly one zstd frame with its size
 *  stated in the header, window at most 8 MiB, no dictionary, then exactly one
 *  skippable frame of zeros to a multiple of 4096 bytes, then nothing. */
struct segment_opener {
	void *zstd;
};
int segment_opener_open(struct segment_opener *o, struct why *w);
void segment_opener_close(struct segment_opener *o);
/** Replace out, whose memory is used again, by the plaintext of `packed`, of
 *  at most `max` bytes. WHY_COMPRESSION, or WHY_SEGMENT_SIZE above max: then
 *  nothing was allocated. After a failure out is empty. */
int segment_open(struct segment_opener *o, const struct bytes *packed,
    size_t max, struct bytes *out, struct why *w);

#endif
