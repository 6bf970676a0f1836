#include "tool/flow/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/flow/pool.h"
#include "tool/flow/released.h"
#include "tool/flow/withheld.h"
#include "tool/store/ledger_order.h"
#include "tool/store/ledger_waiting.h"

/** Counting what is gone. */
struct counting {
	struct store *store;
	struct check_result *result;
	uint64_t *rows; /* row in orders of each cause */
	size_t known;	/* causes that are known here */
};

static int
add_cause(struct counting *c, uint64_t row, struct why *w)
{
	struct check_result *r = c->result;
	struct check_cause *causes =
	    realloc(r->causes, (r->n_causes + 1) * sizeof(*causes));
	uint64_t *rows = realloc(c->rows, (r->n_causes + 1) * sizeof(*rows));

	if (causes != NULL)
		r->causes = causes;
	if (rows != NULL)
		c->rows = rows;
	if (causes == NULL || rows == NULL)
		return why_memory(w);
	memset(&causes[r->n_causes], 0, sizeof(*causes));
	causes[r->n_causes].tombstone = row == LEDGER_CAUSE_TOMBSTONE;
	causes[r->n_causes].expired = row == LEDGER_CAUSE_EXPIRED;
	rows[r->n_causes] = row;
	r->n_causes++;
	c->known +=
	    row == LEDGER_CAUSE_TOMBSTONE || row == LEDGER_CAUSE_EXPIRED;
	return 0;
}

static int
count_one(void *self, const struct ledger_gone *g, struct why *w)
{
	struct counting *c = self;
	struct check_result *r = c->result;
	size_t i = 0;

	if (g->cause == 0) {
		r->replaced++;
		return 0;
	}
	while (i < r->n_causes && c->rows[i] != g->cause)
		i++;
	if (i == r->n_causes && add_cause(c, g->cause, w) != 0)
		return -1;
	r->causes[i].records++;
	return 0;
}

static int
name_order(void *self, const struct ledger_order *o, struct why *w)
{
	struct counting *c = self;

	(void)w;
	for (size_t i = 0; i < c->result->n_causes; i++) {
		struct check_cause *cause = &c->result->causes[i];

		if (c->rows[i] != o->row || cause->tombstone || cause->expired)
			continue;
		c->known++;
		memcpy(cause->order, o->id, sizeof(cause->order));
		snprintf(cause->ground, sizeof(cause->ground), "%s", o->ground);
		snprintf(cause->reference, sizeof(cause->reference), "%s",
		    o->reference);
	}
	return 0;
}

static int
count_gone(struct store *s, const uint8_t id[SEAL_ID_BYTES],
    struct check_result *out, struct why *w)
{
	struct counting c = { .store = s, .result = out };
	int rc = 0;

	for (uint64_t i = 0; rc == 0 && i < out->bundle.segments; i++)
		rc = ledger_gone_each(&s->ledger, id, i, count_one, &c, w);
	if (rc == 0)
		rc = ledger_order_each(&s->ledger, name_order, &c, w);
	if (rc == 0 && c.known != out->n_causes)
		rc = why_set(w, WHY_RELEASED_MISSING,
		    "records are gone under an order that is not known here");
	free(c.rows);
	return rc;
}

static int
count_held(void *self, const struct ledger_waiting *one, struct why *w)
{
	struct check_result *out = self;

	(void)w;
	out->held += !one->due;
	out->held_due += one->due;
	return 0;
}

static int
count_restricted(struct store *s, const uint8_t id[SEAL_ID_BYTES],
    struct check_result *out, struct why *w)
{
	struct withheld withheld;
	int rc = withheld_load(&withheld, &s->ledger, id, NULL, w);

	out->restricted = withheld_restricted(&withheld);
	withheld_clear(&withheld);
	return rc == 0 ? withheld_rectified(&s->ledger, id, &out->rectified, w)
		       : rc;
}

static int
run(struct released *r, struct check_result *out, struct why *w)
{
	struct judge judge = { 0 };

	out->bundle = r->bundle;
	out->decision = r->decision;
	out->signers = r->signers;
	out->chain = r->chain;
	if (chain_recall(&out->chain, &r->store->ledger,
		&(struct ledger_signed){ r->bundle.id, LEDGER_RECEIVED },
		w) != 0)
		return -1;
	if (count_gone(r->store, r->bundle.id, out, w) != 0 ||
	    ledger_waiting_each(&r->store->ledger, r->bundle.id, count_held,
		out, w) != 0 ||
	    count_restricted(r->store, r->bundle.id, out, w) != 0)
		return -1;
	if (released_run(r, &judge, NULL, w) != 0)
		return -1;
	out->bytes = r->bytes_before;
	return 0;
}

/* Between the commit of a deletion and the moment at which the files take their
 * places, these are not what the ledger tells of, and nobody did wrong. */
static int
unfinished(void *self, const char *from, const char *to, struct why *w)
{
	(void)self;
	(void)from;
	(void)to;
	return why_set(w, WHY_INTERRUPTED,
	    "a command was cut off in this store: the next one that changes "
	    "it, such as receive, finishes its work");
}

int
check_finished(struct store *s, struct why *w)
{
	return ledger_swap_each(&s->ledger, unfinished, NULL, w);
}

int
check_released(struct store *s, const uint8_t id[SEAL_ID_BYTES], unsigned jobs,
    struct progress *progress, struct check_result *out, struct why *w)
{
	struct released *r = calloc(1, sizeof(*r));
	struct pool pool;
	int rc = -1;

	memset(out, 0, sizeof(*out));
	if (r == NULL)
		return why_memory(w);
	if (check_finished(s, w) != 0 || pool_open(&pool, jobs, w) != 0)
		goto out;
	if (released_open(r, s, id, &pool, w) == 0) {
		r->progress = progress;
		rc = run(r, out, w);
		if (rc == 0)
			rc = told_get(&s->ledger, &out->bundle, &out->told, w);
	}
	pool_stop(&pool);
	pool_close(&pool);
	released_close(r);
out:
	free(r);
	return rc;
}

void
check_result_clear(struct check_result *r)
{
	free(r->causes);
	memset(r, 0, sizeof(*r));
}
