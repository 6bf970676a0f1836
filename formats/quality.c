#include "formats/quality.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "formats/quality_hash.h"
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
quality_found_join(struct quality_found *to, const struct quality_found *from)
{
	to->count += from->count;
	for (size_t i = 0; i < from->n; i++)
		keep_place(to, &from->first[i]);
}

void
quality_clear(struct quality *q)
{
	free(q->cameras);
	free(q->hours);
	free(q->camera_hours);
	*q = (struct quality){ 0 };
}

unsigned
quality_kinds(const struct quality *q)
{
	unsigned n = 0;

	for (enum quality_finding f = 0; f < QUALITY_FINDINGS; f++)
		n += q->found[f].count > 0;
	return n;
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
	s->days_whole = true;
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
	quality_seers_clear(&s->all.seers);
	quality_cells_clear(&s->all.hours);
	quality_cells_clear(&s->cells);
	quality_days_clear(&s->days);
	quality_keys_clear(&s->keys);
	free(s->images.slots);
	free(s);
}

bool
quality_is_image(const char *name)
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
	if (!quality_is_image(name))
		return 0;
	return quality_images_add(&s->images,
	    quality_hash_bytes(s->key, name, strlen(name)), w);
}

void
quality_sum_head(struct quality_sum *s, const char *name, uint64_t size,
    const uint8_t *head, size_t len)
{
	quality_images_head(&s->images,
	    quality_hash_bytes(s->key, name, strlen(name)), size, head, len);
}
