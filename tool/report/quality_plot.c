#include "tool/report/quality_plot.h"

#include <inttypes.h>

#include "formats/text.h"

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

static void
put_step(struct html *h, const struct bars *b)
{
	if (b->step == 1)
		html_put(h, "hour");
	else if (b->step == 24)
		html_put(h, "day");
	else
		html_put(h, "%" PRId64 " days", b->step / 24);
}

static void
put_bars(struct html *h, const struct bars *b)
{
	double width = (double)(WIDTH - 2 * LEFT) / (double)b->n;

	html_put(h,
	    "<figure>\n<svg role=\"img\" aria-labelledby=\"hours-title "
	    "hours-desc\" viewBox=\"0 0 %d %d\" "
	    "xmlns=\"http://www.w3.org/2000/svg\">\n"
	    "<title id=\"hours-title\">Reads by ",
	    WIDTH, HEIGHT + TOP + BOTTOM);
	put_step(h, b);
	html_put(h, "</title>\n<desc id=\"hours-desc\">%zu bars, at most ",
	    b->n);
	html_number(h, b->most);
	html_put(h, " reads; the table below has the same numbers.</desc>\n");
	for (size_t i = 0; i < b->n; i++) {
		double high =
		    (double)b->reads[i] / (double)b->most * (double)HEIGHT;

		if (b->reads[i] == 0)
			continue;
		html_put(h,
		    "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" "
		    "height=\"%.2f\" fill=\"#1f4e79\"/>\n",
		    LEFT + width * (double)i, TOP + HEIGHT - high, width * 0.9,
		    high);
	}
	html_put(h,
	    "<path d=\"M%d %d H%d\" stroke=\"#1a1a1a\"/>\n"
	    "<text x=\"%d\" y=\"%d\">",
	    LEFT, TOP + HEIGHT, WIDTH - LEFT, LEFT, TOP - 6);
	html_number(h, b->most);
	html_put(h, " reads</text>\n");
}

static void
put_label(struct html *h, double x, const char *anchor, int64_t hour)
{
	char text[TEXT_TIME_BYTES];

	text_time_format(text, hour * 3600);
	html_put(h,
	    "<text x=\"%.2f\" y=\"%d\" text-anchor=\"%s\">%.10s %.5s</text>\n",
	    x, TOP + HEIGHT + 18, anchor, text, text + 11);
}

void
quality_plot_hours(struct html *h, const struct quality *q)
{
	static const char *const headings[] = { "From (UTC)", "#Reads", NULL };
	struct bars b;

	html_put(h, "<h2>Reads by hour</h2>\n");
	if (q->n_hours == 0) {
		html_put(h, "<p>%s</p>\n",
		    q->hours_whole ? "There are none."
				   : "There are too many hours to list.");
		return;
	}
	take_hours(&b, q);
	put_bars(h, &b);
	put_label(h, LEFT, "start", b.first);
	put_label(h, WIDTH - LEFT, "end",
	    b.first + (int64_t)(b.n - 1) * b.step);
	html_put(h, "</svg>\n<figcaption>Reads of all cameras by ");
	put_step(h, &b);
	html_put(h, ", UTC</figcaption>\n</figure>\n");
	html_table(h, "The same as numbers", headings);
	for (size_t i = 0; i < b.n; i++) {
		if (b.reads[i] == 0)
			continue;
		html_row(h);
		html_cell_time(h, (b.first + (int64_t)i * b.step) * 3600);
		html_cell_number(h, b.reads[i]);
		html_put(h, "</tr>\n");
	}
	html_table_end(h);
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
put_points(struct html *h, const struct map *m, const struct quality *q)
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

		if (!c->placed)
			continue;
		html_put(h,
		    "<circle cx=\"%.2f\" cy=\"%.2f\" r=\"%.2f\" "
		    "fill=\"#1f4e79\" fill-opacity=\".6\"><title>",
		    left + x * m->across * m->scale, top + y * m->scale,
		    (2 + 8 * root((double)c->reads / (double)m->most)) * size);
		html_text(h, c->feed);
		html_put(h, " / ");
		html_text(h, c->source);
		html_put(h, " / ");
		html_text(h, c->camera);
		html_put(h, "</title></circle>\n");
	}
}

void
quality_plot_map(struct html *h, const struct quality *q)
{
	struct map m;

	take_places(&m, q);
	if (m.n == 0) {
		html_put(h, "<p>No camera has a position.</p>\n");
		return;
	}
	html_put(h,
	    "<figure>\n<svg role=\"img\" aria-labelledby=\"map-title "
	    "map-desc\" viewBox=\"0 0 %d %d\" "
	    "xmlns=\"http://www.w3.org/2000/svg\">\n"
	    "<title id=\"map-title\">Map of cameras</title>\n"
	    "<desc id=\"map-desc\">%zu cameras between latitudes %.4f and "
	    "%.4f, longitudes %.4f and %.4f; the table below has their "
	    "positions.</desc>\n",
	    MAP_WIDTH, MAP_HEIGHT, m.n, m.south, m.north, m.west, m.east);
	put_points(h, &m, q);
	html_put(h,
	    "<text x=\"8\" y=\"18\">%.4f N, %.4f E</text>\n"
	    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%.4f N, %.4f "
	    "E</text>\n</svg>\n"
	    "<figcaption>Where the cameras are, north above; a larger dot "
	    "has more reads. The corners name the north-western and the "
	    "south-eastern end of their positions.</figcaption>\n"
	    "</figure>\n",
	    m.north, m.west, MAP_WIDTH - 8, MAP_HEIGHT - 8, m.south, m.east);
}
