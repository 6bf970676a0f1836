#include <stdlib.h>
#include <string.h>

#include "formats/quality_inside.h"

/* Fold a product of 64 bits each. */
static uint64_t
fold(uint64_t a, uint64_t b)
{
	unsigned __int128 m = (unsigned __int128)a * b;

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

#define ODD_A UINT64_C(0xa0761d6478bd642f)
#define ODD_B UINT64_C(0xe7037ed1a0b428db)

uint64_t
quality_hash(uint64_t key, const void *data, size_t len)
{
	const uint8_t *at = data;
	uint64_t h = key ^ ODD_A;
	uint64_t pair[2];

	for (size_t left = len; left > 0;) {
		size_t n = left < sizeof pair ? left : sizeof pair;

		if (n < sizeof pair)
			pair[0] = pair[1] = 0;
		memcpy(pair, at, n);
		h = fold(pair[0] ^ ODD_B ^ key, pair[1] ^ h);
		at += n;
		left -= n;
	}
	return fold(h ^ ODD_A, ODD_B ^ len);
}

static size_t
slot_of(uint64_t of, uint32_t hour, size_t cap)
{
	return (size_t)(fold(of ^ hour, ODD_A) & (cap - 1));
}

static struct quality_cell *
find_cell(struct quality_cells *c, uint64_t of, uint32_t hour)
{
	size_t at = slot_of(of, hour, c->cap);

	while (c->slots[at].reads != 0 &&
	    (c->slots[at].of != of || c->slots[at].hour != hour))
		at = (at + 1) & (c->cap - 1);
	return &c->slots[at];
}

static int
grow_cells(struct quality_cells *c, struct why *w)
{
	struct quality_cells more = { .cap = c->cap == 0 ? 1024 : 4 * c->cap,
		.n = c->n };

	more.slots = calloc(more.cap, sizeof *more.slots);
	if (more.slots == NULL)
		return why_memory(w);
	for (size_t i = 0; i < c->cap; i++)
		if (c->slots[i].reads != 0)
			*find_cell(&more, c->slots[i].of, c->slots[i].hour) =
			    c->slots[i];
	free(c->slots);
	*c = more;
	return 0;
}

int
quality_cells_add(struct quality_cells *c, uint64_t of, uint32_t hour,
    uint32_t reads, struct why *w)
{
	struct quality_cell *cell;

	if (2 * c->n >= c->cap && grow_cells(c, w) != 0)
		return -1;
	cell = find_cell(c, of, hour);
	c->n += cell->reads == 0;
	cell->of = of;
	cell->hour = hour;
	if (cell->reads > UINT32_MAX - reads)
		cell->reads = UINT32_MAX;
	else
		cell->reads += reads;
	return 0;
}

void
quality_cells_reset(struct quality_cells *c)
{
	if (c->n > 0)
		memset(c->slots, 0, c->cap * sizeof *c->slots);
	c->n = 0;
}

void
quality_cells_clear(struct quality_cells *c)
{
	free(c->slots);
	*c = (struct quality_cells){ 0 };
}

static int
grow_seers(struct quality_seers *s, struct why *w)
{
	size_t cap = s->cap == 0 ? 256 : 2 * s->cap;
	struct quality_seen *items =
	    aligned_alloc(_Alignof(struct quality_seen), cap * sizeof *items);
	struct quality_slot *slots;

	if (items == NULL)
		return why_memory(w);
	if (s->n > 0)
		memcpy(items, s->items, s->n * sizeof *items);
	free(s->items);
	s->items = items;
	slots = calloc(4 * cap, sizeof *slots);
	if (slots == NULL)
		return why_memory(w);
	for (size_t i = 0; i < s->n; i++) {
		size_t at = (size_t)items[i].hash & (4 * cap - 1);

		while (slots[at].item != 0)
			at = (at + 1) & (4 * cap - 1);
		slots[at] =
		    (struct quality_slot){ items[i].hash, (uint32_t)i + 1 };
	}
	free(s->slots);
	s->slots = slots;
	s->slots_cap = 4 * cap;
	s->cap = cap;
	return 0;
}

struct quality_seen *
quality_seers_find(struct quality_seers *s, uint64_t hash, struct why *w)
{
	size_t at;

	if (s->n == s->cap && grow_seers(s, w) != 0)
		return NULL;
	at = (size_t)hash & (s->slots_cap - 1);
	for (; s->slots[at].item != 0; at = (at + 1) & (s->slots_cap - 1))
		if (s->slots[at].hash == hash)
			return &s->items[s->slots[at].item - 1];
	s->items[s->n] = (struct quality_seen){ .hash = hash,
		.first_ms = INT64_MAX,
		.last_ms = INT64_MIN };
	s->slots[at] = (struct quality_slot){ hash, (uint32_t)++s->n };
	return &s->items[s->n - 1];
}

void
quality_seers_reset(struct quality_seers *s)
{
	if (s->n > 0)
		memset(s->slots, 0, s->slots_cap * sizeof *s->slots);
	s->n = 0;
}

void
quality_seers_clear(struct quality_seers *s)
{
	free(s->items);
	free(s->slots);
	*s = (struct quality_seers){ 0 };
}
