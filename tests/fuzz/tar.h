#ifndef TESTS_FUZZ_TAR_H
#define TESTS_FUZZ_TAR_H

/**
 * A mutator for tars: a header whose sum is wrong is refused at once, so half
 * of what libFuzzer makes gets its sums mended. Only libFuzzer calls it.
 */

#include <string.h>

#include "formats/block.h"
#include "tests/fuzz/fuzz.h"

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size)
    __attribute__((weak));
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
    unsigned int seed);

/** Set the sum of each block that bears the magic of a header. */
static inline void
tar_mend(uint8_t *data, size_t size)
{
	for (size_t at = 0; at + BLOCK_BYTES <= size; at += BLOCK_BYTES) {
		if (memcmp(data + at + BLOCK_MAGIC, "ustar", 5) == 0)
			block_sum(data + at);
	}
}

static inline size_t
tar_mutate(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	size_t n = LLVMFuzzerMutate(data, size, max_size);

	if (seed % 2 == 0)
		tar_mend(data, n);
	return n;
}

#endif
