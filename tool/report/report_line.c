#include "tool/report/report_line.h"

#include <string.h>

#define WIDTH  960
#define LEFT   170
#define RIGHT  20
#define TOP    14
#define HIGH   20 /* of one act */
#define BOTTOM 28
#define ACTS   40

/* One line of it for each act, in the order in which they come. */
struct acts {
	const char *names[ACTS];
	size_t n;
};

static size_t
line_of(struct acts *a, const char *act)
{
	size_t i = 0;

	while (i < a->n && strcmp(a->names[i], act) != 0)
		i++;
	if (i == a->n && a->n < ACTS)
		a->names[a->n++] = act;
	return i < ACTS ? i : ACTS - 1;
}

static void
put_axis(struct paper *p, int64_t from_s, int64_t to_s, double y)
{
	char text[PAPER_TIME_BYTES];

	paper_shape(p,
	    &(struct paper_shape){ PAPER_LINE, .x = LEFT, .y = y,
		.width = WIDTH - LEFT - RIGHT });
	paper_time(text, from_s);
	paper_named(p,
	    &(struct paper_shape){ PAPER_LABEL, PAPER_START, .x = LEFT,
		.y = y + 18 },
	    "%s", text);
	if (to_s == from_s)
		return;
	paper_time(text, to_s);
	paper_named(p,
	    &(struct paper_shape){ PAPER_LABEL, PAPER_END, .x = WIDTH - RIGHT,
		.y = y + 18 },
	    "%s", text);
}

static void
put_point(struct paper *p, const struct event *e, double x, double y)
{
	char text[PAPER_TIME_BYTES];
	bool done = strcmp(e->outcome, "done") == 0;

	paper_time(text, e->time_s);
	paper_named(p,
	    &(struct paper_shape){ done ? PAPER_DOT : PAPER_RING, .x = x,
		.y = y, .width = 5 },
	    "%s %s, %s", e->act, e->outcome, text);
}

void
report_line(struct paper *p, const struct event *events, size_t n)
{
	int64_t from_s = events[0].time_s;
	int64_t to_s = events[0].time_s;
	struct acts acts = { 0 };
	double span;
	int high;

	for (size_t i = 0; i < n; i++) {
		int64_t t = events[i].time_s;

		from_s = t < from_s ? t : from_s;
		to_s = t > to_s ? t : to_s;
		(void)line_of(&acts, events[i].act);
	}
	high = TOP + HIGH * (int)acts.n;
	span = to_s == from_s ? 1 : (double)(to_s - from_s);
	paper_drawing(p, "Timeline of the events", WIDTH, high + BOTTOM);
	paper_about(p,
	    "A line for each act, a dot for each event that was done, a ring "
	    "for one that was rejected or failed; the tables below have each "
	    "event.");
	for (size_t i = 0; i < acts.n; i++)
		paper_named(p,
		    &(struct paper_shape){ PAPER_LABEL, PAPER_END,
			.x = LEFT - 12, .y = TOP + HIGH * (double)i + 8 },
		    "%s", acts.names[i]);
	for (size_t i = 0; i < n; i++)
		put_point(p, &events[i],
		    LEFT + 6 +
			(double)(events[i].time_s - from_s) / span *
			    (WIDTH - LEFT - RIGHT - 12),
		    TOP + HIGH * (double)line_of(&acts, events[i].act) + 4);
	put_axis(p, from_s, to_s, high);
}
