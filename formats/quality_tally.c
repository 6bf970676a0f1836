#include <stdlib.h>
#include <string.h>

#include "formats/quality_inside.h"

struct quality_tally *
quality_tally_new(struct quality_sum *s, struct why *w)
{
	struct quality_tally *t = calloc(1, sizeof *t);

	if (t == NULL) {
		why_memory(w);
		return NULL;
	}
	t->sum = s;
	return t;
}

static void
clear(struct quality_tally *t)
{
	quality_seers_clear(&t->seers);
	bytes_clear(&t->spots);
	quality_cells_clear(&t->hours);
	quality_basket_clear(&t->keys);
	records_clear(&t->scratch);
}

void
quality_tally_free(struct quality_tally *t)
{
	if (t != NULL)
		clear(t);
	free(t);
}

/* --- hours --- */

int
quality_tally_spot(struct quality_tally *t, struct quality_seen *s,
    struct why *w)
{
	const struct quality_spot spot = {
		(uint32_t)(s - quality_seers_item(&t->seers, 1)), s->hour,
		s->in_hour
	};

	if (s->in_hour == 0)
		return 0;
	s->in_hour = 0;
	return bytes_add(&t->spots, &spot, sizeof spot, w);
}

static int
flush_hour(struct quality_tally *t, struct why *w)
{
	const struct quality_cell cell = { .reads = t->in_hour,
		.hour = t->hour };

	t->in_hour = 0;
	if (cell.reads == 0 || !t->sum->hours_whole)
		return 0;
	if (t->hours.n <= QUALITY_HOURS_MAX)
		return quality_cells_add(&t->hours, &cell, w);
	t->sum->hours_whole = false;
	return 0;
}

int
quality_tally_hour(struct quality_tally *t, int32_t hour, struct why *w)
{
	if (flush_hour(t, w) != 0)
		return -1;
	t->hour = hour;
	t->change = quality_value_clock_change(hour);
	return 0;
}

/* --- cameras --- */

static void
drop_cameras(struct quality_sum *s)
{
	s->cameras_whole = false;
	s->days_whole = false;
	s->cells_whole = false;
	quality_seers_clear(&s->all.seers);
	quality_cells_clear(&s->cells);
	quality_days_clear(&s->days);
}

/* Number of the tally's camera in the sum, counted from 1; 0 on failure, and
 * where there are too many. */
static size_t
number_of(struct quality_sum *s, struct quality_tally *t, size_t at,
    struct why *w)
{
	struct quality_seers *all = &s->all.seers;
	struct quality_id *id = &t->seers.ids[at];
	uint64_t hash = quality_seers_item(&t->seers, at + 1)->hash;
	size_t had = all->n;

	if (id->number != 0)
		return id->number;
	id->number = (uint32_t)quality_seers_take(all, hash, w);
	if (id->number == 0)
		return 0;
	if (all->n > had) {
		all->ids[had].camera = id->camera;
		all->ids[had].camera.placed = false;
	}
	if (all->n <= QUALITY_CAMERAS_MAX)
		return id->number;
	drop_cameras(s);
	return 0;
}

static int
add_spot(struct quality_sum *s, size_t number, const struct quality_spot *spot,
    struct why *w)
{
	const struct quality_cell cell = { .camera = (uint32_t)number - 1,
		.hour = spot->hour,
		.reads = spot->reads };

	if (quality_days_add(&s->days, cell.camera, cell.hour, w) != 0)
		return -1;
	if (s->days.n > QUALITY_DAYS_MAX) {
		s->days_whole = false;
		quality_days_clear(&s->days);
	}
	if (!s->cells_whole)
		return 0;
	if (quality_cells_add(&s->cells, &cell, w) != 0)
		return -1;
	if (s->cells.n > QUALITY_HOURS_MAX) {
		s->cells_whole = false;
		quality_cells_clear(&s->cells);
	}
	return 0;
}

static int
take_spots(struct quality_sum *s, struct quality_tally *t, struct why *w)
{
	const struct quality_spot *spots =
	    (const struct quality_spot *)(const void *)t->spots.data;
	size_t n = t->spots.len / sizeof *spots;

	for (size_t i = 0; i < n && s->days_whole; i++) {
		size_t number = number_of(s, t, spots[i].item, w);

		if (number == 0 && s->cameras_whole)
			return -1;
		if (number != 0 && add_spot(s, number, &spots[i], w) != 0)
			return -1;
	}
	t->spots.len = 0;
	return 0;
}

static bool
is_before(const struct quality_place *a, const struct quality_place *b)
{
	return a->file != b->file ? a->file < b->file : a->line < b->line;
}

static int
add_cameras(struct quality_sum *s, struct quality_tally *t, struct why *w)
{
	for (size_t i = 0; i < t->seers.n && s->cameras_whole; i++) {
		const struct quality_seen *from =
		    quality_seers_item(&t->seers, i + 1);
		const struct quality_id *id = &t->seers.ids[i];
		size_t number = number_of(s, t, i, w);
		struct quality_seen *to;
		struct quality_id *to_id;

		if (number == 0)
			return s->cameras_whole ? -1 : 0;
		to = quality_seers_item(&s->all.seers, number);
		to_id = &s->all.seers.ids[number - 1];
		if (id->camera.placed &&
		    (!to_id->camera.placed ||
			is_before(&id->place, &to_id->place))) {
			to_id->camera = id->camera;
			to_id->place = id->place;
		}
		to->reads += from->reads;
		if (from->first_ms < to->first_ms)
			to->first_ms = from->first_ms;
		if (from->last_ms > to->last_ms)
			to->last_ms = from->last_ms;
	}
	return 0;
}

/* --- sum --- */

int
quality_sum_take(struct quality_sum *s, struct quality_tally *t, struct why *w)
{
	if (quality_keys_take(&s->keys, &t->keys, false, w) != 0)
		return -1;
	return take_spots(s, t, w);
}

static int
add_hours(struct quality_sum *s, const struct quality_cells *from,
    struct why *w)
{
	struct quality_cells *to = &s->all.hours;

	for (size_t i = 0; i < from->cap && s->hours_whole; i++) {
		if (from->slots[i].reads == 0)
			continue;
		if (quality_cells_add(to, &from->slots[i], w) != 0)
			return -1;
		if (to->n > QUALITY_HOURS_MAX) {
			s->hours_whole = false;
			quality_cells_clear(to);
		}
	}
	return 0;
}

static int
add_tables(struct quality_sum *s, struct quality_tally *t, struct why *w)
{
	for (size_t i = 1; i <= t->seers.n; i++)
		if (quality_tally_spot(t, quality_seers_item(&t->seers, i),
			w) != 0)
			return -1;
	if (take_spots(s, t, w) != 0 || add_cameras(s, t, w) != 0 ||
	    flush_hour(t, w) != 0 || add_hours(s, &t->hours, w) != 0)
		return -1;
	return quality_keys_take(&s->keys, &t->keys, true, w);
}

int
quality_sum_add(struct quality_sum *s, struct quality_tally *t, struct why *w)
{
	struct quality_tally *all = &s->all;

	for (size_t f = 0; f < QUALITY_FINDINGS; f++)
		quality_found_join(&all->found[f], &t->found[f]);
	for (size_t i = 0; i <= QUALITY_BINS; i++)
		all->confidence[i] += t->confidence[i];
	if (all->files < t->files)
		all->files = t->files;
	all->rows += t->rows;
	all->plate_images += t->plate_images;
	all->overview_images += t->overview_images;
	all->verifiable |= t->verifiable;
	all->verified += t->verified;
	if (add_tables(s, t, w) != 0)
		return -1;
	clear(t);
	*t = (struct quality_tally){ .sum = s };
	return 0;
}
