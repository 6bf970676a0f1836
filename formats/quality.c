#include "formats/quality.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "formats/quality_inside.h"

/* Source: quality.txt, 3. */
static const struct {
	const char *name;
	const char *text;
} findings[QUALITY_FINDINGS] = {
	[QUALITY_UNREADABLE] = { "unreadable-rows",
	    "rows that cannot be read" },
	[QUALITY_DUPLICATE] = { "duplicate-reads",
	    "reads that were there before" },
	[QUALITY_GAP] = { "camera-gaps", "gaps in what a camera saw" },
	[QUALITY_NAIVE] = { "naive-times", "times that name no zone" },
	[QUALITY_FUTURE] = { "future-times", "times that are yet to come" },
	[QUALITY_WINDOW] = { "outside-window",
	    "reads outside the stated window" },
	[QUALITY_CHANGE] = { "clock-change", "reads around a clock change" },
	[QUALITY_RANGE] = { "coordinates-impossible",
	    "coordinates that cannot be" },
	[QUALITY_ZERO] = { "coordinates-zero", "coordinates that are 0, 0" },
	[QUALITY_HALF] = { "coordinates-half",
	    "coordinates of which one is missing" },
	[QUALITY_MISSING] = { "images-missing",
	    "images that rows name and that are not there" },
	[QUALITY_ORPHAN] = { "images-orphan", "images that no row names" },
	[QUALITY_PLATE_LARGE] = { "plate-images-large",
	    "plate images over the limits" },
	[QUALITY_OVERVIEW_LARGE] = { "overview-images-large",
	    "overview images over the limit" },
	[QUALITY_SHAPE] = { "plate-shapes",
	    "plates of a shape that is not their country's" },
	[QUALITY_CONFIDENCE] = { "confidence-values",
	    "values of confidence that are none" },
	[QUALITY_CREDENTIALS] = { "credentials",
	    "credentials, in columns or rows" },
	[QUALITY_FORMULA] = { "formula-cells",
	    "cells that a spreadsheet would run" },
	[QUALITY_ENCODING] = { "encoding-invalid", "rows that are no UTF-8" },
	[QUALITY_CP1252] = { "encoding-cp1252",
	    "of these, rows that may be in code page 1252" },
	[QUALITY_MARK] = { "byte-order-mark",
	    "files that begin with a byte order mark" },
};

const char *
quality_finding_name(enum quality_finding f)
{
	return findings[f].name;
}

const char *
quality_finding_text(enum quality_finding f)
{
	return findings[f].text;
}

static bool
is_before(const struct quality_place *a, const struct quality_place *b)
{
	return a->file != b->file ? a->file < b->file : a->line < b->line;
}

/* Keep the first places, each once. */
static void
keep_place(struct quality_found *f, const struct quality_place *place)
{
	size_t at = f->n;

	while (at > 0 && is_before(place, &f->first[at - 1]))
		at--;
	if (at == QUALITY_LINES)
		return;
	if (at > 0 && !is_before(&f->first[at - 1], place))
		return;
	if (f->n < QUALITY_LINES)
		f->n++;
	memmove(&f->first[at + 1], &f->first[at],
	    (f->n - 1 - at) * sizeof *f->first);
	f->first[at] = *place;
}

void
quality_found_add(struct quality_found *f, uint64_t count, uint32_t file,
    uint64_t line)
{
	const struct quality_place place = { file, line };

	f->count += count;
	keep_place(f, &place);
}

void
quality_clear(struct quality *q)
{
	free(q->cameras);
	free(q->hours);
	free(q->camera_hours);
	*q = (struct quality){ 0 };
}

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
tally_clear(struct quality_tally *t)
{
	quality_seers_clear(&t->seers);
	quality_cells_clear(&t->cells);
	quality_cells_clear(&t->hours);
	bytes_clear(&t->keys);
	records_clear(&t->scratch);
}

void
quality_tally_free(struct quality_tally *t)
{
	if (t != NULL)
		tally_clear(t);
	free(t);
}

struct quality_sum *
quality_sum_new(const struct quality_ask *ask, struct why *w)
{
	struct quality_sum *s = calloc(1, sizeof *s);

	if (s == NULL) {
		why_memory(w);
		return NULL;
	}
	s->ask = *ask;
	s->cameras_whole = true;
	s->hours_whole = true;
	s->cells_whole = true;
	if (bytes_random(&s->key, sizeof s->key, w) == 0)
		return s;
	free(s);
	return NULL;
}

void
quality_sum_free(struct quality_sum *s)
{
	if (s == NULL)
		return;
	tally_clear(&s->all);
	bytes_clear(&s->keys.room);
	free(s->images.slots);
	free(s);
}

static bool
is_image(const char *name)
{
	static const char *const endings[] = { ".jpg", ".jpeg", ".png",
		".bmp" };
	size_t len = strlen(name);

	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
		size_t n = strlen(endings[i]);

		if (len > n && strcasecmp(name + len - n, endings[i]) == 0)
			return true;
	}
	return false;
}

int
quality_sum_file(struct quality_sum *s, const char *name, struct why *w)
{
	if (!is_image(name))
		return 0;
	return quality_images_add(&s->images,
	    quality_hash(s->key, name, strlen(name)), w);
}

void
quality_sum_head(struct quality_sum *s, const char *name, uint64_t size,
    const uint8_t *head, size_t len)
{
	quality_images_head(&s->images,
	    quality_hash(s->key, name, strlen(name)), size, head, len);
}

static int
add_cameras(struct quality_sum *s, const struct quality_tally *t, struct why *w)
{
	for (size_t i = 0; i < t->seers.n && s->cameras_whole; i++) {
		const struct quality_seen *from = &t->seers.items[i];
		struct quality_seen *to =
		    quality_seers_find(&s->all.seers, from->hash, w);
		if (to == NULL)
			return -1;
		if (from->placed &&
		    (!to->placed || is_before(&from->place, &to->place))) {
			to->camera = from->camera;
			to->place = from->place;
			to->placed = true;
		} else if (to->reads == 0) {
			to->camera = from->camera;
		}
		to->reads += from->reads;
		if (from->first_ms < to->first_ms)
			to->first_ms = from->first_ms;
		if (from->last_ms > to->last_ms)
			to->last_ms = from->last_ms;
		if (s->all.seers.n > QUALITY_CAMERAS_MAX) {
			s->cameras_whole = false;
			s->cells_whole = false;
			quality_seers_clear(&s->all.seers);
			quality_cells_clear(&s->all.cells);
		}
	}
	return 0;
}

/* Returns 1 when there are too many, and none is kept. */
static int
add_cells(struct quality_cells *to, const struct quality_cells *from,
    size_t max, struct why *w)
{
	for (size_t i = 0; i < from->cap; i++) {
		const struct quality_cell *c = &from->slots[i];

		if (c->reads == 0)
			continue;
		if (quality_cells_add(to, c->of, c->hour, c->reads, w) != 0)
			return -1;
		if (to->n > max) {
			quality_cells_clear(to);
			return 1;
		}
	}
	return 0;
}

static void
tally_reset(struct quality_tally *t)
{
	memset(t->found, 0, sizeof t->found);
	memset(t->confidence, 0, sizeof t->confidence);
	t->files = 0;
	t->rows = t->plate_images = t->overview_images = t->verified = 0;
	t->verifiable = false;
	quality_seers_reset(&t->seers);
	quality_cells_reset(&t->cells);
	quality_cells_reset(&t->hours);
	t->keys.len = 0;
}

static int
add_tables(struct quality_sum *s, struct quality_tally *t, struct why *w)
{
	int over;

	if (add_cameras(s, t, w) != 0)
		return -1;
	if (s->cells_whole) {
		over =
		    add_cells(&s->all.cells, &t->cells, QUALITY_CELLS_MAX, w);
		if (over < 0)
			return -1;
		s->cells_whole = over == 0;
	}
	if (s->hours_whole) {
		over =
		    add_cells(&s->all.hours, &t->hours, QUALITY_HOURS_MAX, w);
		if (over < 0)
			return -1;
		s->hours_whole = over == 0;
	}
	return quality_keys_add(&s->keys,
	    (const struct quality_key *)(const void *)t->keys.data,
	    t->keys.len / sizeof(struct quality_key), w);
}

int
quality_sum_add(struct quality_sum *s, struct quality_tally *t, struct why *w)
{
	struct quality_tally *all = &s->all;

	for (size_t f = 0; f < QUALITY_FINDINGS; f++) {
		all->found[f].count += t->found[f].count;
		for (size_t i = 0; i < t->found[f].n; i++)
			keep_place(&all->found[f], &t->found[f].first[i]);
	}
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
	tally_reset(t);
	return 0;
}
