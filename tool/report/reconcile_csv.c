#include "tool/report/reconcile_csv.h"

#include <inttypes.h>
#include <stdio.h>

#include "formats/text.h"
#include "tool/report/cells.h"

static void
put_event(struct cells *c, const struct reconcile_side *side,
    const struct event *e)
{
	char number[24] = "";
	char time[TEXT_TIME_BYTES] = "";

	if (e != NULL) {
		(void)snprintf(number, sizeof number, "%" PRIu64, e->sequence);
		text_time_format(time, e->time_s);
	}
	cells_text(c, side->agency);
	cells_word(c, number);
	cells_word(c, time);
	cells_word(c, e == NULL ? "" : e->act);
}

static void
put_finding(struct cells *c, const struct reconcile *r,
    const struct reconcile_finding *f)
{
	const struct event *e =
	    f->events[0] != NULL ? f->events[0] : f->events[1];

	cells_word(c, reconcile_name(f->kind));
	put_event(c, &r->sides[0], f->events[0]);
	put_event(c, &r->sides[1], f->events[1]);
	cells_word(c, e == NULL ? "" : e->bundle);
	cells_word(c, e == NULL ? "" : e->order);
	cells_word(c, e == NULL ? "" : e->handover);
	cells_text(c, f->text);
	cells_line(c);
}

int
reconcile_csv(const struct reconcile *r, struct bytes *out, struct why *w)
{
	const struct reconcile_finding *all =
	    (const struct reconcile_finding *)(const void *)r->findings.data;
	struct cells c = { .out = out, .w = w };

	cells_word(&c,
	    "what,one,one_event,one_time,one_act,other,other_event,other_time,"
	    "other_act,bundle,order,handover,text");
	cells_line(&c);
	for (size_t i = 0; i < r->findings.len / sizeof *all; i++)
		put_finding(&c, r, &all[i]);
	return c.rc;
}
