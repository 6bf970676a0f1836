#ifndef FORMATS_ARENA_H
#define FORMATS_ARENA_H

/** Small pieces of memory that stay where they are until all go at once. */

#include <stddef.h>
#include <stdint.h>

#include "formats/why.h"

struct arena_block;

/** All zero is empty. */
struct arena {
	struct arena_block *blocks;
};

/** Keep a copy. NULL with WHY_MEMORY. len: 0..1 MiB. */
uint8_t *
arena_keep(struct arena *a, const void *data, size_t len, struct why *w);

/** Forget all, keep one block for the next use. */
void arena_reset(struct arena *a);
void arena_clear(struct arena *a);

#endif
