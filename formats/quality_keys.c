#include <stdlib.h>
#include <string.h>

#include "formats/quality_inside.h"

/* Memory is taken in such pieces, which children do not get. */
#define SLAB_BYTES  ((size_t)2 << 20)
#define SLAB_CHUNKS (SLAB_BYTES / sizeof(struct quality_chunk))

_Static_assert(sizeof(struct quality_chunk) == 2048, "chunks fill a slab");

static bool
is_kept(uint64_t hash, unsigned level)
{
	return (hash & ((UINT64_C(1) << level) - 1)) == 0;
}

/* --- memory --- */

static int
more_slabs(struct quality_slabs *s, size_t more, struct why *w)
{
	size_t cap = s->n + more > 2 * s->cap ? s->n + more : 2 * s->cap;
	struct bytes *items;

	if (s->n + more <= s->cap)
		return 0;
	items = realloc(s->items, cap * sizeof *items);
	if (items == NULL)
		return why_memory(w);
	s->items = items;
	s->cap = cap;
	return 0;
}

static struct quality_chunk *
take_chunk(struct quality_slabs *s, struct why *w)
{
	struct quality_chunk *c = s->unused;

	if (c != NULL) {
		s->unused = c->next;
		return c;
	}
	if (s->n == 0 || s->used == SLAB_CHUNKS) {
		struct bytes slab = { 0 };

		if (more_slabs(s, 1, w) != 0 ||
		    bytes_reserve(&slab, SLAB_BYTES, w) != 0)
			return NULL;
		s->items[s->n++] = slab;
		s->used = 0;
	}
	c = (struct quality_chunk *)(void *)s->items[s->n - 1].data;
	return c + s->used++;
}

static void
give_chunk(struct quality_slabs *s, struct quality_chunk *c)
{
	c->next = s->unused;
	s->unused = c;
}

/* All slabs but the one that is being used. */
static int
move_slabs(struct quality_slabs *to, struct quality_slabs *from, bool all,
    struct why *w)
{
	size_t n = all || from->n == 0 ? from->n : from->n - 1;

	if (n == 0)
		return 0;
	if (more_slabs(to, n, w) != 0)
		return -1;
	memcpy(to->items + to->n, from->items, n * sizeof *from->items);
	to->n += n;
	from->n -= n;
	if (from->n > 0)
		from->items[0] = from->items[n];
	return 0;
}

static void
clear_slabs(struct quality_slabs *s)
{
	for (size_t i = 0; i < s->n; i++)
		bytes_clear(&s->items[i]);
	free(s->items);
}

/* --- one thread's --- */

static void
close_chunk(struct quality_basket *b, size_t heap)
{
	struct quality_chunk *c = b->open[heap];

	if (c == NULL)
		return;
	c->n = (uint32_t)(b->to[heap].at - c->items);
	c->next = b->full;
	b->full = c;
	b->open[heap] = NULL;
	b->to[heap] = (struct quality_room){ 0 };
}

int
quality_basket_more(struct quality_basket *b, size_t heap, struct why *w)
{
	struct quality_chunk *c = take_chunk(&b->slabs, w);

	if (c == NULL)
		return -1;
	close_chunk(b, heap);
	c->heap = (uint16_t)heap;
	c->level = (uint16_t)b->level;
	b->open[heap] = c;
	b->to[heap] =
	    (struct quality_room){ c->items, c->items + QUALITY_CHUNK };
	return 0;
}

void
quality_basket_clear(struct quality_basket *b)
{
	clear_slabs(&b->slabs);
	*b = (struct quality_basket){ 0 };
}

/* --- all of them --- */

/* What is kept of a heap, in as few chunks as it fills. */
static uint64_t
sift_heap(struct quality_keys *k, struct quality_chunk *first)
{
	struct quality_chunk *to = first;
	uint64_t kept = 0;
	uint32_t n = 0;

	for (struct quality_chunk *c = first; c != NULL; c = c->next) {
		uint32_t had = c->n;

		for (uint32_t i = 0; i < had; i++) {
			if (!is_kept(c->items[i].hash, k->level))
				continue;
			if (n == QUALITY_CHUNK) {
				to->n = n;
				to = to->next;
				n = 0;
			}
			to->items[n++] = c->items[i];
			kept++;
		}
	}
	to->n = n;
	while (to->next != NULL) {
		struct quality_chunk *c = to->next;

		to->next = c->next;
		give_chunk(&k->slabs, c);
	}
	return kept;
}

/* Half of them go, by chance. */
static void
raise_level(struct quality_keys *k)
{
	k->level++;
	k->n = 0;
	for (size_t h = 0; h < QUALITY_HEAPS; h++)
		if (k->heaps[h] != NULL)
			k->n += sift_heap(k, k->heaps[h]);
}

static void
take_one(struct quality_keys *to, struct quality_chunk *c)
{
	if (c->level < to->level) {
		c->next = NULL;
		(void)sift_heap(to, c);
	}
	c->next = to->heaps[c->heap];
	to->heaps[c->heap] = c;
	to->n += c->n;
}

int
quality_keys_take(struct quality_keys *to, struct quality_basket *from,
    bool all, struct why *w)
{
	if (move_slabs(&to->slabs, &from->slabs, all, w) != 0)
		return -1;
	for (size_t h = 0; all && h < QUALITY_HEAPS; h++)
		close_chunk(from, h);
	while (from->full != NULL) {
		struct quality_chunk *c = from->full;

		from->full = c->next;
		take_one(to, c);
		/* room for the next one */
		if (!all && to->slabs.unused != NULL) {
			c = to->slabs.unused;
			to->slabs.unused = c->next;
			give_chunk(&from->slabs, c);
		}
	}
	while (to->n > QUALITY_KEYS_MAX)
		raise_level(to);
	from->level = to->level;
	return 0;
}

/* Of two that are equal, the later one was there before. slots: cap of them,
 * more than there are keys. */
static void
count_heap(const struct quality_chunk *first, struct quality_key *slots,
    size_t cap, struct quality_found *found)
{
	memset(slots, 0, cap * sizeof *slots);
	for (const struct quality_chunk *c = first; c != NULL; c = c->next)
		for (uint32_t i = 0; i < c->n; i++) {
			struct quality_key one = c->items[i];
			size_t at = (size_t)(one.hash >> 24) & (cap - 1);

			while (
			    slots[at].place != 0 && slots[at].hash != one.hash)
				at = (at + 1) & (cap - 1);
			if (slots[at].place != 0) {
				if (one.place < slots[at].place) {
					struct quality_key was = slots[at];

					slots[at] = one;
					one = was;
				}
				quality_found_add(found, 1,
				    (uint32_t)(one.place >> 32),
				    one.place & UINT32_MAX);
			} else {
				slots[at] = one;
			}
		}
}

int
quality_keys_end(struct quality_keys *k, struct quality_found *found,
    struct why *w)
{
	struct bytes slots = { 0 };

	for (size_t h = 0; h < QUALITY_HEAPS; h++) {
		size_t cap = 16;
		size_t n = 0;

		for (struct quality_chunk *c = k->heaps[h]; c != NULL;
		     c = c->next)
			n += c->n;
		while (cap < n + n / 2)
			cap *= 2;
		if (n == 0)
			continue;
		if (bytes_reserve(&slots, cap * sizeof(struct quality_key),
			w) != 0) {
			bytes_clear(&slots);
			return -1;
		}
		count_heap(k->heaps[h],
		    (struct quality_key *)(void *)slots.data, cap, found);
	}
	found->count <<= k->level;
	bytes_clear(&slots);
	return 0;
}

void
quality_keys_clear(struct quality_keys *k)
{
	clear_slabs(&k->slabs);
	*k = (struct quality_keys){ 0 };
}
