#include <stdlib.h>
#include <string.h>

#include "formats/quality_hash.h"
#include "formats/quality_inside.h"

/* --- items by hash --- */

static struct quality_slot *
slots_of(const struct quality_slots *s)
{
	return (struct quality_slot *)(void *)s->room.data;
}

static void
put(struct quality_slots *s, uint64_t hash, size_t item)
{
	struct quality_slot *slots = slots_of(s);
	size_t at = (size_t)hash & (s->cap - 1);

	while (slots[at].item != 0)
		at = (at + 1) & (s->cap - 1);
	slots[at] = (struct quality_slot){ hash, item };
	s->n++;
}

static int
grow_slots(struct quality_slots *s, struct why *w)
{
	struct quality_slots more = { .cap = s->cap == 0 ? 256 : 2 * s->cap };
	size_t len = more.cap * sizeof(struct quality_slot);

	if (bytes_reserve(&more.room, len, w) != 0)
		return -1;
	memset(more.room.data, 0, len);
	for (size_t i = 0; i < s->cap; i++)
		if (slots_of(s)[i].item != 0)
			put(&more, slots_of(s)[i].hash,
			    (size_t)slots_of(s)[i].item);
	bytes_clear(&s->room);
	*s = more;
	return 0;
}

int
quality_slots_add(struct quality_slots *s, uint64_t hash, size_t item,
    struct why *w)
{
	if (2 * s->n >= s->cap && grow_slots(s, w) != 0)
		return -1;
	put(s, hash, item);
	return 0;
}

/* --- cells --- */

static struct quality_cell *
find_cell(struct quality_cells *c, uint32_t camera, int32_t hour)
{
	uint64_t of = (uint64_t)camera << 32 | (uint32_t)hour;
	size_t at = (size_t)(quality_hash_mix(of, of, 0) & (c->cap - 1));

	while (c->slots[at].reads != 0 &&
	    (c->slots[at].camera != camera || c->slots[at].hour != hour))
		at = (at + 1) & (c->cap - 1);
	return &c->slots[at];
}

static int
grow_cells(struct quality_cells *c, struct why *w)
{
	struct quality_cells more = { .cap = c->cap == 0 ? 256 : 2 * c->cap,
		.n = c->n };

	more.slots = calloc(more.cap, sizeof *more.slots);
	if (more.slots == NULL)
		return why_memory(w);
	for (size_t i = 0; i < c->cap; i++)
		if (c->slots[i].reads != 0)
			*find_cell(&more, c->slots[i].camera,
			    c->slots[i].hour) = c->slots[i];
	free(c->slots);
	*c = more;
	return 0;
}

int
quality_cells_add(struct quality_cells *c, const struct quality_cell *one,
    struct why *w)
{
	struct quality_cell *cell;

	if (2 * c->n >= c->cap && grow_cells(c, w) != 0)
		return -1;
	cell = find_cell(c, one->camera, one->hour);
	c->n += cell->reads == 0;
	cell->camera = one->camera;
	cell->hour = one->hour;
	cell->reads += one->reads;
	return 0;
}

void
quality_cells_clear(struct quality_cells *c)
{
	free(c->slots);
	*c = (struct quality_cells){ 0 };
}

/* --- cameras --- */

/* From the start in memory that children do not get: each row writes there,
 * and behind every fork its pages would fault. */
#define SEERS_LEAST ((size_t)1 << 14)

static int
grow_seers(struct quality_seers *s, struct why *w)
{
	size_t cap = s->cap == 0 ? 256 : 2 * s->cap;
	size_t most = cap < SEERS_LEAST ? SEERS_LEAST : cap;
	struct quality_id *ids = realloc(s->ids, cap * sizeof *ids);

	if (ids == NULL)
		return why_memory(w);
	s->ids = ids;
	s->room.len = s->n * sizeof(struct quality_seen);
	if (bytes_reserve(&s->room,
		most * sizeof(struct quality_seen) - s->room.len, w) != 0)
		return -1;
	s->cap = cap;
	return 0;
}

size_t
quality_seers_take(struct quality_seers *s, uint64_t hash, struct why *w)
{
	size_t item = quality_slots_find(&s->slots, hash);

	if (item != 0)
		return item;
	if (s->n == s->cap && grow_seers(s, w) != 0)
		return 0;
	item = s->n + 1;
	if (quality_slots_add(&s->slots, hash, item, w) != 0)
		return 0;
	*quality_seers_item(s, item) = (struct quality_seen){ .hash = hash,
		.first_ms = INT64_MAX,
		.last_ms = INT64_MIN };
	s->ids[s->n++] = (struct quality_id){ .number = 0 };
	return item;
}

void
quality_seers_clear(struct quality_seers *s)
{
	bytes_clear(&s->room);
	bytes_clear(&s->slots.room);
	bytes_clear(&s->texts.room);
	free(s->ids);
	*s = (struct quality_seers){ 0 };
}
