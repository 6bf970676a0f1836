#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/quality_inside.h"
#include "formats/text.h"

static int
take_findings(struct text_object *o, struct quality *q, struct why *w)
{
	struct text_array all;

	if (text_array(o, "findings", QUALITY_FINDINGS, &all, w) != 0)
		return -1;
	if (all.n != QUALITY_FINDINGS)
		return why_set(w, WHY_CONTENTS, "not all findings are there");
	for (enum quality_finding i = 0; i < QUALITY_FINDINGS; i++) {
		struct text_object one = text_at(&all, i);
		struct quality_found *f = &q->found[i];
		struct text_array places;
		const char *name;

		if (text_string(&one, "finding", 32, &name, w) != 0 ||
		    text_number(&one, "count", INT64_MAX, &f->count, w) != 0 ||
		    text_array(&one, "places", QUALITY_LINES, &places, w) != 0)
			return -1;
		if (strcmp(name, quality_finding_name(i)) != 0)
			return why_set(w, WHY_CONTENTS,
			    "finding \"%s\" where %s must be", name,
			    quality_finding_name(i));
		f->n = places.n;
		for (size_t at = 0; at < places.n; at++) {
			struct text_object place = text_at(&places, at);
			uint64_t file;

			if (text_number(&place, "file", q->files, &file, w) !=
				0 ||
			    text_number(&place, "line", INT64_MAX,
				&f->first[at].line, w) != 0 ||
			    text_end(&place, w) != 0)
				return -1;
			f->first[at].file = (uint32_t)file;
		}
		if (f->count < f->n)
			return why_set(w, WHY_CONTENTS,
			    "%s: more places than it counts", name);
		if (text_end(&one, w) != 0)
			return -1;
	}
	return 0;
}

static int
take_hour(struct text_object *o, const char *key, int64_t *hour, struct why *w)
{
	int64_t second;

	if (text_time(o, key, &second, w) != 0)
		return -1;
	if (second % 3600 != 0)
		return why_set(w, WHY_CONTENTS, "%s is no whole hour", key);
	*hour = second / 3600;
	return 0;
}

/* Append hours to a list that has room for `most`. */
static int
take_hours(struct text_object *o, struct quality_hour **list, size_t *n,
    struct why *w)
{
	struct text_array all;
	struct quality_hour *more;

	if (text_array(o, "hours", QUALITY_HOURS_MAX - *n, &all, w) != 0)
		return -1;
	if (all.n == 0)
		return 0;
	/* as much as ever is needed, at once: a list is made of many */
	more = *list != NULL ? *list : calloc(QUALITY_HOURS_MAX, sizeof *more);
	if (more == NULL)
		return why_memory(w);
	*list = more;
	for (size_t i = 0; i < all.n; i++) {
		struct text_object one = text_at(&all, i);
		struct quality_hour *h = &more[*n + i];

		if (take_hour(&one, "hour", &h->hour, w) != 0 ||
		    text_number(&one, "reads", INT64_MAX, &h->reads, w) != 0 ||
		    text_end(&one, w) != 0)
			return -1;
		if (h->reads == 0 || (i > 0 && h->hour <= h[-1].hour))
			return why_set(w, WHY_CONTENTS,
			    "hours are empty or out of order");
	}
	*n += all.n;
	return 0;
}

/* "-0.127800", as it is written. */
static bool
parse_degrees(const char *text, int32_t most, int32_t *out)
{
	bool minus = text[0] == '-';
	size_t len = strlen(text + minus);
	char digits[16];
	uint64_t value;

	if (len < 8 || len > 10 || text[minus + len - 7] != '.')
		return false;
	memcpy(digits, text + minus, len - 7);
	memcpy(digits + len - 7, text + minus + len - 6, 7);
	/* no leading zeros but one before the point */
	if (digits[0] == '0' && len > 8)
		return false;
	for (size_t i = 0; digits[0] == '0' && digits[1] != '\0' && i < 8; i++)
		memmove(digits, digits + 1, strlen(digits));
	if (!bytes_decimal(digits, (uint64_t)most, &value))
		return false;
	*out = minus ? -(int32_t)value : (int32_t)value;
	return true;
}

static int
take_position(struct text_object *o, struct quality_camera *c, struct why *w)
{
	const char *north;
	const char *east;

	if (text_string(o, "latitude", 15, &north, w) != 0 ||
	    text_string(o, "longitude", 15, &east, w) != 0)
		return -1;
	c->placed = north[0] != '\0';
	if (c->placed ? parse_degrees(north, 90000000, &c->latitude) &&
		    parse_degrees(east, 180000000, &c->longitude)
		      : east[0] == '\0')
		return 0;
	return why_set(w, WHY_CONTENTS, "no position of a camera");
}

static int
take_id(struct text_object *o, const char *key, char out[READS_ID_BYTES],
    struct why *w)
{
	const char *text;

	if (text_string(o, key, READS_ID_BYTES - 1, &text, w) != 0)
		return -1;
	memcpy(out, text, strlen(text) + 1);
	return 0;
}

static int
take_camera(struct text_object *o, struct quality *q, struct quality_camera *c,
    struct why *w)
{
	size_t before = q->n_camera_hours;

	if (take_id(o, "feed", c->feed, w) != 0 ||
	    take_id(o, "source", c->source, w) != 0 ||
	    take_id(o, "camera", c->camera, w) != 0 ||
	    text_number(o, "reads", INT64_MAX, &c->reads, w) != 0 ||
	    text_time(o, "first", &c->first_s, w) != 0 ||
	    text_time(o, "last", &c->last_s, w) != 0 ||
	    take_position(o, c, w) != 0 ||
	    take_hours(o, &q->camera_hours, &q->n_camera_hours, w) != 0)
		return -1;
	if (c->reads == 0 || c->first_s > c->last_s)
		return why_set(w, WHY_CONTENTS,
		    "a camera without reads, or turned round");
	c->n_hours = (uint32_t)(q->n_camera_hours - before);
	c->hour = c->n_hours == 0 ? 0 : (uint32_t)before;
	return text_end(o, w);
}

static int
take_cameras(struct text_object *o, struct quality *q, struct why *w)
{
	struct text_array all;

	if (text_array(o, "cameras", QUALITY_CAMERAS_MAX, &all, w) != 0)
		return -1;
	q->cameras = calloc(all.n + 1, sizeof *q->cameras);
	if (q->cameras == NULL)
		return why_memory(w);
	q->n_cameras = all.n;
	for (size_t i = 0; i < all.n; i++) {
		struct text_object one = text_at(&all, i);

		if (take_camera(&one, q, &q->cameras[i], w) != 0)
			return -1;
	}
	if (text_array(o, "gaps", QUALITY_GAPS, &all, w) != 0)
		return -1;
	q->n_gaps = all.n;
	for (size_t i = 0; i < all.n; i++) {
		struct text_object one = text_at(&all, i);
		uint64_t camera;

		if (text_number(&one, "camera", q->n_cameras, &camera, w) !=
			0 ||
		    take_hour(&one, "from", &q->gaps[i].from, w) != 0 ||
		    take_hour(&one, "to", &q->gaps[i].to, w) != 0 ||
		    text_end(&one, w) != 0)
			return -1;
		if (camera == 0 || q->gaps[i].from >= q->gaps[i].to)
			return why_set(w, WHY_CONTENTS,
			    "a gap of no camera, or turned round");
		q->gaps[i].camera = (uint32_t)(camera - 1);
	}
	return 0;
}

static int
take_window(struct text_object *o, struct quality *q, struct why *w)
{
	const char *from;
	const char *to;

	if (text_string(o, "from", 20, &from, w) != 0 ||
	    text_string(o, "to", 20, &to, w) != 0)
		return -1;
	q->windowed = from[0] != '\0' || to[0] != '\0';
	q->from_s = INT64_MIN;
	q->to_s = INT64_MAX;
	if ((from[0] == '\0' || text_time_parse(from, &q->from_s)) &&
	    (to[0] == '\0' || text_time_parse(to, &q->to_s)) &&
	    q->from_s < q->to_s)
		return 0;
	return why_set(w, WHY_CONTENTS, "from and to are no window");
}

static int
take_confidence(struct text_object *o, struct quality *q, struct why *w)
{
	struct text_object bins;

	if (text_child(o, "confidence", &bins, w) != 0)
		return -1;
	for (size_t i = 0; i <= QUALITY_BINS; i++)
		if (text_number(&bins, quality_write_bins[i], INT64_MAX,
			&q->confidence[i], w) != 0)
			return -1;
	return text_end(&bins, w);
}

static int
take(struct text_object *o, struct quality *q, struct why *w)
{
	const char *format;
	uint64_t files;

	if (text_string(o, "format", 64, &format, w) != 0)
		return -1;
	if (strcmp(format, QUALITY_FORMAT) != 0)
		return why_set(w, WHY_VERSION,
		    "a quality statement has format \"%s\"; this "
		    "reads " QUALITY_FORMAT,
		    format);
	if (text_time(o, "created", &q->created_s, w) != 0 ||
	    take_window(o, q, w) != 0 ||
	    text_number(o, "files", UINT32_MAX, &files, w) != 0 ||
	    text_number(o, "rows", INT64_MAX, &q->rows, w) != 0)
		return -1;
	q->files = (uint32_t)files;
	if (take_findings(o, q, w) != 0 ||
	    text_number(o, "duplicates_in", INT64_MAX, &q->duplicates_in, w) !=
		0 ||
	    take_confidence(o, q, w) != 0 ||
	    text_number(o, "plate_images", INT64_MAX, &q->plate_images, w) !=
		0 ||
	    text_number(o, "overview_images", INT64_MAX, &q->overview_images,
		w) != 0 ||
	    text_bool(o, "images", &q->images, w) != 0 ||
	    text_bool(o, "verifiable", &q->verifiable, w) != 0 ||
	    text_number(o, "verified", INT64_MAX, &q->verified, w) != 0 ||
	    text_bool(o, "cameras_whole", &q->cameras_whole, w) != 0 ||
	    text_bool(o, "hours_whole", &q->hours_whole, w) != 0 ||
	    text_bool(o, "camera_hours_whole", &q->camera_hours_whole, w) !=
		0 ||
	    text_bool(o, "gaps_whole", &q->gaps_whole, w) != 0 ||
	    take_hours(o, &q->hours, &q->n_hours, w) != 0 ||
	    take_cameras(o, q, w) != 0)
		return -1;
	return text_end(o, w);
}

/* There is one way to write it. */
static int
check_form(const struct quality *q, const void *data, size_t len, struct why *w)
{
	struct bytes again = { 0 };
	int rc = quality_write(q, &again, w);

	if (rc == 0 && (again.len != len || memcmp(again.data, data, len) != 0))
		rc = why_set(w, WHY_CONTENTS,
		    "a quality statement in another form");
	bytes_clear(&again);
	return rc;
}

int
quality_parse(struct quality *q, const void *data, size_t len, struct why *w)
{
	struct text_object root;
	struct text t = { 0 };
	int rc = -1;

	*q = (struct quality){ 0 };
	if (len > QUALITY_MAX)
		return why_set(w, WHY_LIMIT, "a quality statement of %zu bytes",
		    len);
	if (text_parse(&t, data, len, w) == 0) {
		root = text_root(&t);
		rc = take(&root, q, w);
		if (rc == 0)
			rc = check_form(q, data, len, w);
	}
	text_clear(&t);
	if (rc != 0)
		quality_clear(q);
	return rc;
}
