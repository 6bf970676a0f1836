#ifndef FORMATS_BLOCK_H
#define FORMATS_BLOCK_H

/**
 * The 512-byte header block of a tar, as both tars of a bundle have it.
 * Source: bundle.txt, 3.1.
 */

#include <stdint.h>

#define BLOCK_BYTES 512

/** Where the fields lie. Source: bundle.txt, 3.1. */
enum block_field {
	BLOCK_NAME = 0,
	BLOCK_MODE = 100,
	BLOCK_UID = 108,
	BLOCK_GID = 116,
	BLOCK_SIZE = 124,
	BLOCK_TIME = 136,
	BLOCK_SUM = 148,
	BLOCK_TYPE = 156,
	BLOCK_MAGIC = 257,
	BLOCK_DEVICE = 329,
	BLOCK_PREFIX = 345,
	BLOCK_END = 500,
};

#define BLOCK_NAME_BYTES   100
#define BLOCK_PREFIX_BYTES 155
/** Largest number of a size or time field. */
#define BLOCK_NUMBER_MAX ((UINT64_C(1) << 33) - 1)

/** Fill a block for a plain file of mode 0644. name: 1..100 bytes. size and
 *  time_s: 0..BLOCK_NUMBER_MAX. */
void block_fill(uint8_t out[BLOCK_BYTES], const char *name, uint64_t size,
    uint64_t time_s);

/** Write a size or time field: eleven octal digits and a blank. */
void
block_put(uint8_t block[BLOCK_BYTES], enum block_field field, uint64_t value);

/** Set the sum again after a change. */
void block_sum(uint8_t block[BLOCK_BYTES]);

/** Zero bytes that follow a member of this size, 0..511. */
uint32_t block_padding(uint64_t size);

#endif
