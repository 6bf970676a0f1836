#include "formats/arena.h"

#include <stdlib.h>
#include <string.h>

/* Holds one record of the largest size beside many small ones. */
#define BLOCK_BYTES (UINT32_C(2) << 20)

struct arena_block {
	struct arena_block *next;
	size_t used;
	uint8_t data[BLOCK_BYTES];
};

uint8_t *
arena_keep(struct arena *a, const void *data, size_t len, struct why *w)
{
	struct arena_block *b = a->blocks;
	uint8_t *at;

	if (len > BLOCK_BYTES) {
		why_set(w, WHY_LIMIT, "a record of %zu bytes is too long", len);
		return NULL;
	}
	if (b == NULL || BLOCK_BYTES - b->used < len) {
		b = malloc(sizeof(*b));
		if (b == NULL) {
			why_memory(w);
			return NULL;
		}
		b->next = a->blocks;
		b->used = 0;
		a->blocks = b;
	}
	at = b->data + b->used;
	memcpy(at, data, len);
	b->used += len;
	return at;
}

static void
free_after(struct arena_block *b)
{
	struct arena_block *next;

	for (; b != NULL; b = next) {
		next = b->next;
		free(b);
	}
}

void
arena_reset(struct arena *a)
{
	if (a->blocks == NULL)
		return;
	free_after(a->blocks->next);
	a->blocks->next = NULL;
	a->blocks->used = 0;
}

void
arena_clear(struct arena *a)
{
	free_after(a->blocks);
	a->blocks = NULL;
}
