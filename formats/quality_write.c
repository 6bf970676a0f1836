#include <stdio.h>
#include <stdlib.h>

#include "formats/quality_inside.h"
#include "formats/text.h"

const char *const quality_write_bins[QUALITY_BINS + 1] = { "0", "10", "20",
	"30", "40", "50", "60", "70", "80", "90", "absent" };

static void
write_findings(const struct quality *q, struct text_out *o)
{
	text_out_open(o, "findings", '[');
	for (enum quality_finding i = 0; i < QUALITY_FINDINGS; i++) {
		const struct quality_found *f = &q->found[i];

		text_out_open(o, NULL, '{');
		text_out_string(o, "finding", quality_finding_name(i));
		text_out_number(o, "count", f->count);
		text_out_open(o, "places", '[');
		for (size_t at = 0; at < f->n; at++) {
			text_out_open(o, NULL, '{');
			text_out_number(o, "file", f->first[at].file);
			text_out_number(o, "line", f->first[at].line);
			text_out_close(o);
		}
		text_out_close(o);
		text_out_close(o);
	}
	text_out_close(o);
}

static void
write_hours(struct text_out *o, const struct quality_hour *hours, size_t n)
{
	text_out_open(o, "hours", '[');
	for (size_t i = 0; i < n; i++) {
		text_out_open(o, NULL, '{');
		text_out_time(o, "hour", hours[i].hour * 3600);
		text_out_number(o, "reads", hours[i].reads);
		text_out_close(o);
	}
	text_out_close(o);
}

static void
write_degrees(struct text_out *o, const char *key, bool known, int32_t value)
{
	char text[16] = "";
	int32_t size = abs(value);

	if (known)
		(void)snprintf(text, sizeof text, "%s%d.%06d",
		    value < 0 ? "-" : "", size / 1000000, size % 1000000);
	text_out_string(o, key, text);
}

static void
write_cameras(const struct quality *q, struct text_out *o)
{
	text_out_open(o, "cameras", '[');
	for (size_t i = 0; i < q->n_cameras; i++) {
		const struct quality_camera *c = &q->cameras[i];

		text_out_open(o, NULL, '{');
		text_out_string(o, "feed", c->feed);
		text_out_string(o, "source", c->source);
		text_out_string(o, "camera", c->camera);
		text_out_number(o, "reads", c->reads);
		text_out_time(o, "first", c->first_s);
		text_out_time(o, "last", c->last_s);
		write_degrees(o, "latitude", c->placed, c->latitude);
		write_degrees(o, "longitude", c->placed, c->longitude);
		write_hours(o,
		    c->n_hours == 0 ? NULL : &q->camera_hours[c->hour],
		    c->n_hours);
		text_out_close(o);
	}
	text_out_close(o);
	text_out_open(o, "gaps", '[');
	for (size_t i = 0; i < q->n_gaps; i++) {
		text_out_open(o, NULL, '{');
		text_out_number(o, "camera", q->gaps[i].camera + 1);
		text_out_time(o, "from", q->gaps[i].from * 3600);
		text_out_time(o, "to", q->gaps[i].to * 3600);
		text_out_close(o);
	}
	text_out_close(o);
}

static void
put_side(struct text_out *o, const char *key, bool stated, int64_t time_s)
{
	char text[TEXT_TIME_BYTES] = "";

	if (stated)
		text_time_format(text, time_s);
	text_out_string(o, key, text);
}

int
quality_write(const struct quality *q, struct bytes *out, struct why *w)
{
	struct text_out o = { .to = out, .indent = 1 };

	text_out_open(&o, NULL, '{');
	text_out_string(&o, "format", QUALITY_FORMAT);
	text_out_time(&o, "created", q->created_s);
	put_side(&o, "from", q->windowed && q->from_s != INT64_MIN, q->from_s);
	put_side(&o, "to", q->windowed && q->to_s != INT64_MAX, q->to_s);
	text_out_number(&o, "files", q->files);
	text_out_number(&o, "rows", q->rows);
	write_findings(q, &o);
	text_out_number(&o, "duplicates_in", q->duplicates_in);
	text_out_open(&o, "confidence", '{');
	for (size_t i = 0; i <= QUALITY_BINS; i++)
		text_out_number(&o, quality_write_bins[i], q->confidence[i]);
	text_out_close(&o);
	text_out_number(&o, "plate_images", q->plate_images);
	text_out_number(&o, "overview_images", q->overview_images);
	text_out_bool(&o, "images", q->images);
	text_out_bool(&o, "verifiable", q->verifiable);
	text_out_number(&o, "verified", q->verified);
	text_out_bool(&o, "cameras_whole", q->cameras_whole);
	text_out_bool(&o, "hours_whole", q->hours_whole);
	text_out_bool(&o, "camera_hours_whole", q->camera_hours_whole);
	text_out_bool(&o, "gaps_whole", q->gaps_whole);
	write_hours(&o, q->hours, q->n_hours);
	write_cameras(q, &o);
	text_out_close(&o);
	return text_out_end(&o, w);
}
