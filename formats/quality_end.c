#include <stdlib.h>
#include <string.h>

#include "formats/quality_inside.h"

/* Source: quality.txt, 5. */
#define GAP_HOURS 6
#define GAP_TIMES 10

/* A cell under its camera's place in the statement. */
struct spot {
	uint32_t camera;
	int32_t hour;
	uint32_t reads;
};

static int
compare_cameras(const void *a, const void *b)
{
	const struct quality_camera *x =
	    &((const struct quality_seen *)a)->camera;
	const struct quality_camera *y =
	    &((const struct quality_seen *)b)->camera;
	int by = strcmp(x->feed, y->feed);

	if (by == 0)
		by = strcmp(x->source, y->source);
	return by != 0 ? by : strcmp(x->camera, y->camera);
}

static int
compare_spots(const void *a, const void *b)
{
	const struct spot *x = a;
	const struct spot *y = b;

	if (x->camera != y->camera)
		return x->camera < y->camera ? -1 : 1;
	return x->hour < y->hour ? -1 : x->hour > y->hour;
}

static int
compare_hours(const void *a, const void *b)
{
	const struct quality_hour *x = a;
	const struct quality_hour *y = b;

	return x->hour < y->hour ? -1 : x->hour > y->hour;
}

static int
compare_numbers(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a;
	int32_t y = *(const int32_t *)b;

	return x < y ? -1 : x > y;
}

/* What no text can hold is a question mark. */
static void
make_text(char *id)
{
	if (quality_scan_is_utf8((const uint8_t *)id, strlen(id)))
		return;
	for (; *id != '\0'; id++)
		if ((unsigned char)*id > 0x7f)
			*id = '?';
}

static int64_t
seconds(int64_t ms)
{
	return ms / 1000 - (ms % 1000 < 0);
}

static int
put_cameras(struct quality_seers *from, struct quality *out, struct why *w)
{
	out->cameras = calloc(from->n + 1, sizeof *out->cameras);
	if (out->cameras == NULL)
		return why_memory(w);
	if (from->n > 0)
		qsort(from->items, from->n, sizeof *from->items,
		    compare_cameras);
	for (size_t i = 0; i < from->n; i++) {
		struct quality_camera *c = &out->cameras[i];

		*c = from->items[i].camera;
		c->reads = from->items[i].reads;
		c->placed = from->items[i].placed;
		c->first_s = seconds(from->items[i].first_ms);
		c->last_s = seconds(from->items[i].last_ms);
		make_text(c->feed);
		make_text(c->source);
		make_text(c->camera);
	}
	out->n_cameras = from->n;
	return 0;
}

static int
put_hours(const struct quality_cells *from, struct quality *out, struct why *w)
{
	out->hours = calloc(from->n + 1, sizeof *out->hours);
	if (out->hours == NULL)
		return why_memory(w);
	for (size_t i = 0; i < from->cap; i++)
		if (from->slots[i].reads != 0)
			out->hours[out->n_hours++] =
			    (struct quality_hour){ (int32_t)from->slots[i].hour,
				    from->slots[i].reads };
	qsort(out->hours, out->n_hours, sizeof *out->hours, compare_hours);
	return 0;
}

/* Silences of one camera, whose hours these are. between: room for n. */
static void
find_gaps(const struct spot *s, size_t n, int32_t *between, struct quality *out)
{
	struct quality_found *found = &out->found[QUALITY_GAP];
	int64_t longest;

	if (n < 2)
		return;
	for (size_t i = 1; i < n; i++)
		between[i - 1] = s[i].hour - s[i - 1].hour;
	qsort(between, n - 1, sizeof *between, compare_numbers);
	longest = (int64_t)GAP_TIMES * between[(n - 2) / 2];
	if (longest < GAP_HOURS)
		longest = GAP_HOURS;
	for (size_t i = 1; i < n; i++) {
		if (s[i].hour - s[i - 1].hour <= longest)
			continue;
		found->count++;
		if (out->n_gaps < QUALITY_GAPS)
			out->gaps[out->n_gaps++] =
			    (struct quality_gap){ s[i].camera, s[i - 1].hour,
				    s[i].hour };
	}
}

static int
put_camera_hours(const struct spot *spots, size_t n, struct quality *out,
    struct why *w)
{
	out->camera_hours = calloc(n + 1, sizeof *out->camera_hours);
	if (out->camera_hours == NULL)
		return why_memory(w);
	for (size_t i = 0; i < n; i++) {
		struct quality_camera *c = &out->cameras[spots[i].camera];

		if (c->n_hours++ == 0)
			c->hour = (uint32_t)i;
		out->camera_hours[i] =
		    (struct quality_hour){ spots[i].hour, spots[i].reads };
	}
	out->n_camera_hours = n;
	out->camera_hours_whole = true;
	return 0;
}

/* The cameras are sorted already; their hashes find their new places. */
static int
renumber(struct quality_seers *s, struct why *w)
{
	struct quality_seers fresh = { 0 };

	for (size_t i = 0; i < s->n; i++) {
		struct quality_seen *one =
		    quality_seers_find(&fresh, s->items[i].hash, w);

		if (one == NULL) {
			quality_seers_clear(&fresh);
			return -1;
		}
		*one = s->items[i];
	}
	quality_seers_clear(s);
	*s = fresh;
	return 0;
}

static int
put_cells(struct quality_sum *s, struct quality *out, struct why *w)
{
	const struct quality_cells *from = &s->all.cells;
	struct spot *spots = calloc(from->n + 1, sizeof *spots);
	int32_t *between = calloc(from->n + 1, sizeof *between);
	size_t n = 0;
	int rc = -1;

	if (spots == NULL || between == NULL) {
		why_memory(w);
		goto out;
	}
	if (renumber(&s->all.seers, w) != 0)
		goto out;
	for (size_t i = 0; i < from->cap; i++) {
		const struct quality_cell *c = &from->slots[i];
		const struct quality_seen *seen;

		if (c->reads == 0)
			continue;
		seen = quality_seers_find(&s->all.seers, c->of, w);
		if (seen == NULL)
			goto out;
		spots[n++] =
		    (struct spot){ (uint32_t)(seen - s->all.seers.items),
			    (int32_t)c->hour, c->reads };
	}
	qsort(spots, n, sizeof *spots, compare_spots);
	for (size_t i = 0, from_at = 0; i < n; i++)
		if (i + 1 == n || spots[i + 1].camera != spots[i].camera) {
			find_gaps(spots + from_at, i + 1 - from_at, between,
			    out);
			from_at = i + 1;
		}
	rc = n <= QUALITY_HOURS_MAX ? put_camera_hours(spots, n, out, w) : 0;
out:
	free(spots);
	free(between);
	return rc;
}

int
quality_sum_end(struct quality_sum *s, struct quality *out, struct why *w)
{
	const struct quality_tally *all = &s->all;

	*out = (struct quality){ .created_s = s->ask.now_s,
		.windowed = s->ask.windowed,
		.from_s = s->ask.from_s,
		.to_s = s->ask.to_s,
		.files = all->files,
		.rows = all->rows,
		.plate_images = all->plate_images,
		.overview_images = all->overview_images,
		.images = s->ask.images,
		.verifiable = all->verifiable,
		.verified = all->verified,
		.cameras_whole = s->cameras_whole,
		.hours_whole = s->hours_whole,
		.gaps_whole = s->cells_whole };
	memcpy(out->found, all->found, sizeof out->found);
	memcpy(out->confidence, all->confidence, sizeof out->confidence);
	if (quality_keys_end(&s->keys, &out->found[QUALITY_DUPLICATE], w) != 0)
		goto fail;
	out->duplicates_in = UINT64_C(1) << s->keys.level;
	if (s->ask.images)
		quality_images_end(&s->images, out);
	if (put_cameras(&s->all.seers, out, w) != 0 ||
	    put_hours(&all->hours, out, w) != 0)
		goto fail;
	if (s->cells_whole && put_cells(s, out, w) != 0)
		goto fail;
	return 0;
fail:
	quality_clear(out);
	return -1;
}
