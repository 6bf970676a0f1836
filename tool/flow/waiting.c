#include "tool/flow/waiting.h"

#include <stdlib.h>
#include <string.h>

#include "tool/store/ledger_order.h"
#include "tool/store/ledger_taken.h"
#include "tool/store/ledger_waiting.h"

static int
add_cause(struct waiting *v, uint64_t cause, struct why *w)
{
	size_t n = v->n_causes + 1;
	uint64_t *causes = realloc(v->causes, n * sizeof(*causes));
	struct judge_count *counts = realloc(v->counts, n * sizeof(*counts));
	bool *bare = realloc(v->bare, n * sizeof(*bare));

	if (causes != NULL)
		v->causes = causes;
	if (counts != NULL)
		v->counts = counts;
	if (bare != NULL)
		v->bare = bare;
	if (causes == NULL || counts == NULL || bare == NULL)
		return why_memory(w);
	causes[v->n_causes] = cause;
	bare[v->n_causes] = false;
	counts[v->n_causes++] = (struct judge_count){ 0 };
	return 0;
}

static int
add_one(void *self, const struct ledger_waiting *one, struct why *w)
{
	struct waiting *v = self;
	struct judge_due *more;
	uint32_t i = 0;

	if (!one->due)
		return 0;
	while (i < v->n_causes && v->causes[i] != one->cause)
		i++;
	if (i == v->n_causes && add_cause(v, one->cause, w) != 0)
		return -1;
	if (one->segment == 0 && one->index == 0) {
		v->whole = i + 1;
		return 0;
	}
	if ((v->n & (v->n + 1)) == 0) {
		more = realloc(v->due, (2 * v->n + 1) * sizeof(*more));
		if (more == NULL)
			return why_memory(w);
		v->due = more;
	}
	v->due[v->n++] = (struct judge_due){ one->segment, one->index, i + 1 };
	return 0;
}

/* Nothing tells any more which rows are right. Source: order.txt, 8.4. */
static int
note_bare(void *self, const struct ledger_order *o, struct why *w)
{
	struct waiting *v = self;

	(void)w;
	for (uint32_t i = 0; i < v->n_causes; i++)
		v->bare[i] |= v->causes[i] == o->row && o->act == ORDER_RECTIFY;
	return 0;
}

int
waiting_load(struct waiting *v, struct ledger *l,
    const uint8_t bundle[SEAL_ID_BYTES], struct why *w)
{
	*v = (struct waiting){ 0 };
	if (add_cause(v, LEDGER_CAUSE_EXPIRED, w) != 0)
		return -1;
	if (ledger_waiting_each(l, bundle, add_one, v, w) != 0)
		return -1;
	return v->n_causes == 1 ? 0 : ledger_order_each(l, note_bare, v, w);
}

void
waiting_clear(struct waiting *v)
{
	free(v->due);
	free(v->causes);
	free(v->counts);
	free(v->bare);
	*v = (struct waiting){ 0 };
}

static int
find_order(void *self, const struct ledger_order *o, struct why *w)
{
	struct ledger_order *found = self;

	(void)w;
	if (o->row != found->row)
		return 0;
	*found = *o;
	return 1;
}

static int
answer_one(uint64_t row, const struct judge_count *went, struct ledger *l,
    const uint8_t bundle[SEAL_ID_BYTES], struct why *w)
{
	struct ledger_taken taken = { .order = row,
		.reads = went->reads,
		.files = went->members };
	struct ledger_order o = { .row = row };
	uint64_t both = went->reads + went->members;
	int rc = ledger_order_each(l, find_order, &o, w);

	if (rc <= 0)
		return rc;
	o.deleted_reads += went->reads;
	o.deleted_members += went->members;
	o.deleted_bundles += went->bundles;
	o.held -= o.held < both ? o.held : both;
	memcpy(taken.bundle, bundle, sizeof(taken.bundle));
	if (ledger_order_put(l, &o, w) != 0)
		return -1;
	return ledger_taken_add(l, &taken, w);
}

int
waiting_answer(const struct waiting *v, struct ledger *l,
    const uint8_t bundle[SEAL_ID_BYTES], struct why *w)
{
	for (uint32_t i = 0; i < v->n_causes; i++) {
		const struct judge_count *went = &v->counts[i];

		if (v->causes[i] >= LEDGER_CAUSE_EXPIRED ||
		    went->reads + went->members + went->bundles == 0)
			continue;
		if (answer_one(v->causes[i], went, l, bundle, w) != 0)
			return -1;
	}
	return 0;
}
