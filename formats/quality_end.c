#include <stdlib.h>
#include <string.h>

#include "formats/quality_inside.h"

/* A camera of the sum, on its way to its place. */
struct sorted {
	const struct quality_id *id;
	uint32_t number; /* from 0 */
};

static int
compare_cameras(const void *a, const void *b)
{
	const struct quality_camera *x =
	    &((const struct sorted *)a)->id->camera;
	const struct quality_camera *y =
	    &((const struct sorted *)b)->id->camera;
	int by = strcmp(x->feed, y->feed);

	if (by == 0)
		by = strcmp(x->source, y->source);
	return by != 0 ? by : strcmp(x->camera, y->camera);
}

static int
compare_cells(const void *a, const void *b)
{
	const struct quality_cell *x = a;
	const struct quality_cell *y = b;

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

/* place: takes where each camera stands, by its number in the sum. */
static int
put_cameras(const struct quality_seers *from, uint32_t *place,
    struct quality *out, struct why *w)
{
	struct sorted *sorted = calloc(from->n + 1, sizeof *sorted);

	out->cameras = calloc(from->n + 1, sizeof *out->cameras);
	if (out->cameras == NULL || sorted == NULL) {
		free(sorted);
		return why_memory(w);
	}
	for (size_t i = 0; i < from->n; i++)
		sorted[i] = (struct sorted){ &from->ids[i], (uint32_t)i };
	qsort(sorted, from->n, sizeof *sorted, compare_cameras);
	for (size_t i = 0; i < from->n; i++) {
		struct quality_camera *c = &out->cameras[i];
		uint32_t number = sorted[i].number;
		const struct quality_seen *seen =
		    quality_seers_item(from, number + 1);

		place[number] = (uint32_t)i;
		*c = sorted[i].id->camera;
		c->reads = seen->reads;
		c->first_s = seconds(seen->first_ms);
		c->last_s = seconds(seen->last_ms);
		make_text(c->feed);
		make_text(c->source);
		make_text(c->camera);
	}
	out->n_cameras = from->n;
	free(sorted);
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
			    (struct quality_hour){ from->slots[i].hour,
				    from->slots[i].reads };
	qsort(out->hours, out->n_hours, sizeof *out->hours, compare_hours);
	return 0;
}

static int
put_cells(const struct quality_cells *from, const uint32_t *place,
    struct quality *out, struct why *w)
{
	struct quality_cell *cells = calloc(from->n + 1, sizeof *cells);
	size_t n = 0;

	out->camera_hours = calloc(from->n + 1, sizeof *out->camera_hours);
	if (out->camera_hours == NULL || cells == NULL) {
		free(cells);
		return why_memory(w);
	}
	for (size_t i = 0; i < from->cap; i++)
		if (from->slots[i].reads != 0) {
			cells[n] = from->slots[i];
			cells[n].camera = place[cells[n].camera];
			n++;
		}
	qsort(cells, n, sizeof *cells, compare_cells);
	for (size_t i = 0; i < n; i++) {
		struct quality_camera *c = &out->cameras[cells[i].camera];

		if (c->n_hours++ == 0)
			c->hour = (uint32_t)i;
		out->camera_hours[i] =
		    (struct quality_hour){ cells[i].hour, cells[i].reads };
	}
	out->n_camera_hours = n;
	free(cells);
	return 0;
}

static int
put_tables(const struct quality_sum *s, struct quality *out, struct why *w)
{
	uint32_t *place = calloc(s->all.seers.n + 1, sizeof *place);
	int rc = -1;

	if (place == NULL)
		return why_memory(w);
	if (put_cameras(&s->all.seers, place, out, w) != 0 ||
	    put_hours(&s->all.hours, out, w) != 0)
		goto out;
	if (s->cells_whole && put_cells(&s->cells, place, out, w) != 0)
		goto out;
	rc = s->days_whole ? quality_days_gaps(&s->days, place, out, w) : 0;
out:
	free(place);
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
		.camera_hours_whole = s->cells_whole,
		.gaps_whole = s->days_whole };
	memcpy(out->found, all->found, sizeof out->found);
	memcpy(out->confidence, all->confidence, sizeof out->confidence);
	if (quality_keys_end(&s->keys, &out->found[QUALITY_DUPLICATE], w) != 0)
		goto fail;
	out->duplicates_in = UINT64_C(1) << s->keys.level;
	if (s->ask.images)
		quality_images_end(&s->images, out);
	if (put_tables(s, out, w) != 0)
		goto fail;
	return 0;
fail:
	quality_clear(out);
	return -1;
}
