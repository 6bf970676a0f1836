#include <stdlib.h>
#include <string.h>

#include "tool/flow/answer_inside.h"

/* Does this one end what the order that is answered restricts? */
static bool
ends_it(const struct answer_run *r, const struct order *lift)
{
	return lift->act == ORDER_LIFT &&
	    strcmp(lift->issuer.agency, r->certificate->issuer.agency) == 0 &&
	    lift->issued_s > r->certificate->issued_s;
}

static int
open_one(struct answer_run *r, const char *path, struct orders *to,
    struct why *w)
{
	struct opening o = { .fd = -1 };
	bool any = false;
	int rc = answer_open(r, &o, path, w);

	if (rc == 0)
		rc = orders_open(to, &o, NULL, w);
	opening_close(&o);
	if (rc != 0)
		return -1;
	for (size_t i = 0; i < to->n; i++)
		any |= ends_it(r, &to->orders[i]);
	return any
	    ? 0
	    : why_set(w, WHY_USAGE,
		  "%s carries no order to lift what this one restricts", path);
}

int
answer_lifts_open(struct answer_run *r, struct why *w)
{
	const struct answer_options *o = r->options;

	if (o->n_lifts == 0)
		return 0;
	if (r->certificate->does != ORDER_RESTRICT)
		return why_set(w, WHY_USAGE,
		    "only the answer to an order to restrict has to do with "
		    "one to lift");
	r->lifts = calloc(o->n_lifts, sizeof(*r->lifts));
	if (r->lifts == NULL)
		return why_memory(w);
	for (; r->n_lifts < o->n_lifts; r->n_lifts++)
		if (open_one(r, o->lifts[r->n_lifts], &r->lifts[r->n_lifts],
			w) != 0) {
			orders_close(&r->lifts[r->n_lifts]);
			return -1;
		}
	return 0;
}

int
answer_lifts_belong(struct answer_run *r, const struct opening *o,
    struct why *w)
{
	for (size_t i = 0; i < r->n_lifts; i++)
		for (size_t at = 0; at < r->lifts[i].n_marks; at++)
			if (order_match_belongs(&r->lifts[i].marked[at],
				o->contents.series, o->seal.id, w) != 0)
				return -1;
	return 0;
}

int
answer_lifts_judge(const struct answer_run *r, struct judge *j, struct why *w)
{
	for (size_t i = 0; i < r->n_lifts; i++) {
		const struct orders *from = &r->lifts[i];

		for (size_t at = 0; at < from->n_marks; at++) {
			const struct judge_mark *m = &from->marks[at];

			if (!ends_it(r, &from->orders[m->cause - 1]))
				continue;
			if (j->n_marks == ORDER_MARKS_MAX)
				return why_set(w, WHY_LIMIT,
				    "more than %d orders to lift",
				    ORDER_MARKS_MAX - 1);
			j->marks[j->n_marks++] = *m;
		}
	}
	return 0;
}

void
answer_lifts_close(struct answer_run *r)
{
	while (r->n_lifts > 0)
		orders_close(&r->lifts[--r->n_lifts]);
	free(r->lifts);
	r->lifts = NULL;
}
