#include "tool/report/quality_plot.h"

#include <inttypes.h>
#include <stdio.h>

#include "tool/say_out.h"

#define BARS   800 /* at most: a month by hour */

#define WIDTH  960
#define HEIGHT 240
#define LEFT   10
#define TOP    20
#define BOTTOM 30

/* --- hours --- */

struct bars {
	int64_t first; /* hour */
	int64_t step;  /* hours of a bar */
	size_t n;
	uint64_t reads[BARS];
	uint64_t most;
};

/* Whole days, where it is more than one. */
static void
take_hours(struct bars *b, const struct quality *q)
{
	int64_t last = q->hours[q->n_hours - 1].hour;

	*b = (struct bars){ .first = q->hours[0].hour, .step = 1 };
	while ((last - b->first) / b->step >= BARS)
		b->step += b->step < 24 ? 24 - b->step % 24 : b->step;
	if (b->step >= 24) {
		b->first -= (b->first % 24 + 24) % 24;
		while ((last - b->first) / b->step >= BARS)
			b->step *= 2;
	}
	b->n = (size_t)((last - b->first) / b->step) + 1;
	for (size_t i = 0; i < q->n_hours; i++) {
		size_t at = (size_t)((q->hours[i].hour - b->first) / b->step);

		b->reads[at] += q->hours[i].reads;
		if (b->reads[at] > b->most)
			b->most = b->reads[at];
	}
}

#define STEP_BYTES 40

static void
name_step(char out[STEP_BYTES], const struct bars *b)
{
	if (b->step < 48)
		(void)snprintf(out, STEP_BYTES, "%s",
		    b->step == 1 ? "hour" : "day");
	else
		(void)snprintf(out, STEP_BYTES, "stretch of %" PRId64 " days",
		    b->step / 24);
}

static void
put_bars(struct paper *p, const struct bars *b)
{
	double width = (double)(WIDTH - 2 * LEFT) / (double)b->n;

	for (size_t i = 0; i < b->n; i++) {
		double high =
		    (double)b->reads[i] / (double)b->most * (double)HEIGHT;

		if (b->reads[i] > 0)
			paper_shape(p,
			    &(struct paper_shape){ PAPER_BAR,
				.x = LEFT + width * (double)i,
				.y = TOP + HEIGHT - high, .width = width * 0.9,
				.height = high });
	}
	paper_shape(p,
	    &(struct paper_shape){ PAPER_LINE, .x = LEFT, .y = TOP + HEIGHT,
		.width = WIDTH - 2 * LEFT });
}

static void
put_label(struct paper *p, enum paper_anchor anchor, int64_t hour)
{
	const struct paper_shape at = { PAPER_LABEL, anchor,
		.x = anchor == PAPER_START ? LEFT : WIDTH - LEFT,
		.y = TOP + HEIGHT + 18 };
	char text[PAPER_TIME_BYTES];

	paper_time(text, hour * 3600);
	paper_named(p, &at, "%.16s", text);
}

#define ROW 6 /* bars of a row of the table */

static uint64_t
sum_row(const struct bars *b, size_t from)
{
	uint64_t sum = 0;

	for (size_t i = from; i < from + ROW && i < b->n; i++)
		sum += b->reads[i];
	return sum;
}

static void
put_hours(struct paper *p, const struct bars *b, const char *step)
{
	static const char *const headings[] = { "From (UTC)", "#1st", "#2nd",
		"#3rd", "#4th", "#5th", "#6th", "#Together", NULL };
	char text[PAPER_TIME_BYTES];
	char caption[48 + STEP_BYTES];

	(void)snprintf(caption, sizeof caption,
	    "The same as numbers: six times one %s a row", step);
	paper_table(p, caption, headings);
	for (size_t from = 0; from < b->n; from += ROW) {
		uint64_t sum = sum_row(b, from);

		if (sum == 0)
			continue;
		paper_time(text, (b->first + (int64_t)from * b->step) * 3600);
		paper_cell_say(p, "%.16s", text);
		for (size_t i = from; i < from + ROW; i++)
			if (i < b->n)
				paper_cell_number(p, b->reads[i]);
			else
				paper_cell(p, "");
		paper_cell_number(p, sum);
	}
	paper_table_end(p, NULL);
}

void
quality_plot_hours(struct paper *p, const struct quality *q)
{
	char most[SAY_OUT_NUMBER];
	char step[STEP_BYTES];
	struct bars b;

	if (q->n_hours == 0) {
		paper_say(p, PAPER_TEXT, "%s",
		    q->hours_whole ? "There are none."
				   : "There are too many hours to list.");
		return;
	}
	take_hours(&b, q);
	name_step(step, &b);
	say_out_number(most, b.most);
	paper_drawing(p, "Reads of all cameras", WIDTH, HEIGHT + TOP + BOTTOM);
	paper_about(p,
	    "Bars by %s, UTC, at most %s reads; the table below has the same "
	    "numbers.",
	    step, most);
	put_bars(p, &b);
	paper_named(p, &(struct paper_shape){ PAPER_LABEL, .x = LEFT, .y = 14 },
	    "%s reads", most);
	put_label(p, PAPER_START, b.first);
	put_label(p, PAPER_END, b.first + (int64_t)(b.n - 1) * b.step);
	put_hours(p, &b, step);
}

/* --- map --- */

/* Good enough for a drawing, without a library. */
static double
cosine(double degrees)
{
	double x = degrees * 3.14159265358979 / 180;
	double y = x * x;

	return 1 - y / 2 * (1 - y / 12 * (1 - y / 30 * (1 - y / 56)));
}

static double
root(double x)
{
	double y = 1;

	for (int i = 0; i < 40; i++)
		y = (y + x / y) / 2;
	return y;
}

#define MAP_WIDTH  960
#define MAP_HEIGHT 600
#define MARGIN	   40

/* What is drawn, in degrees, and how large a degree is. */
struct map {
	double south, north, west, east;
	double across; /* of a degree of longitude, next to one of latitude */
	double scale;  /* units of a degree of latitude */
	uint64_t most;
	size_t n;
};

static void
take_places(struct map *m, const struct quality *q)
{
	double wide;
	double high;

	*m = (struct map){ .south = 90,
		.north = -90,
		.west = 180,
		.east = -180 };
	for (size_t i = 0; i < q->n_cameras; i++) {
		const struct quality_camera *c = &q->cameras[i];
		double y = (double)c->latitude / 1e6;
		double x = (double)c->longitude / 1e6;

		if (!c->placed)
			continue;
		m->n++;
		m->south = y < m->south ? y : m->south;
		m->north = y > m->north ? y : m->north;
		m->west = x < m->west ? x : m->west;
		m->east = x > m->east ? x : m->east;
		m->most = c->reads > m->most ? c->reads : m->most;
	}
	m->across = cosine((m->south + m->north) / 2);
	wide = (m->east - m->west) * m->across;
	high = m->north - m->south;
	m->scale = (MAP_WIDTH - 2 * MARGIN) / (wide > 1e-4 ? wide : 1e-4);
	if (high * m->scale > MAP_HEIGHT - 2 * MARGIN)
		m->scale = (MAP_HEIGHT - 2 * MARGIN) / high;
}

static void
put_points(struct paper *p, const struct map *m, const struct quality *q)
{
	double left =
	    (MAP_WIDTH - (m->east - m->west) * m->across * m->scale) / 2;
	double top = (MAP_HEIGHT - (m->north - m->south) * m->scale) / 2;
	/* many would hide each other */
	double size = m->n > 400 ? 0.4 : m->n > 100 ? 0.7 : 1;

	for (size_t i = 0; i < q->n_cameras; i++) {
		const struct quality_camera *c = &q->cameras[i];
		double x = (double)c->longitude / 1e6 - m->west;
		double y = m->north - (double)c->latitude / 1e6;
		double share = (double)c->reads / (double)m->most;

		if (c->placed)
			paper_named(p,
			    &(struct paper_shape){ PAPER_DOT,
				.x = left + x * m->across * m->scale,
				.y = top + y * m->scale,
				.width = (2 + 8 * root(share)) * size },
			    "%s / %s / %s", c->feed, c->source, c->camera);
	}
}

void
quality_plot_map(struct paper *p, const struct quality *q)
{
	struct map m;

	take_places(&m, q);
	if (m.n == 0) {
		paper_say(p, PAPER_TEXT, "No camera has a position.");
		return;
	}
	paper_drawing(p, "Map of cameras", MAP_WIDTH, MAP_HEIGHT);
	paper_about(p,
	    "%zu cameras between latitudes %.4f and %.4f, longitudes %.4f and "
	    "%.4f, north above; a larger dot has more reads. The table below "
	    "has their positions.",
	    m.n, m.south, m.north, m.west, m.east);
	put_points(p, &m, q);
	paper_named(p, &(struct paper_shape){ PAPER_LABEL, .x = 8, .y = 18 },
	    "%.4f N, %.4f E", m.north, m.west);
	paper_named(p,
	    &(struct paper_shape){ PAPER_LABEL, PAPER_END, .x = MAP_WIDTH - 8,
		.y = MAP_HEIGHT - 8 },
	    "%.4f N, %.4f E", m.south, m.east);
}
