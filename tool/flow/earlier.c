#include "tool/flow/earlier.h"

#include <stdlib.h>
#include <string.h>

static int
list_one(void *self, const struct ledger_bundle *b, struct why *w)
{
	struct earlier *e = self;

	if (b->direction != LEDGER_RECEIVED || b->state != LEDGER_DONE ||
	    strcmp(b->other.fingerprint, e->sender) != 0)
		return 0;
	return bytes_add(&e->ids, b->id, SEAL_ID_BYTES, w);
}

static struct earlier_one *
add_one(struct earlier *e, struct why *w)
{
	struct earlier_one **more =
	    realloc(e->ones, (e->n_changed + 1) * sizeof(*more));
	struct earlier_one *one = calloc(1, sizeof(*one));

	if (more != NULL)
		e->ones = more;
	if (more == NULL || one == NULL) {
		free(one);
		why_memory(w);
		return NULL;
	}
	e->ones[e->n_changed++] = one;
	return one;
}

static void
drop_last(struct earlier *e)
{
	struct earlier_one *one = e->ones[--e->n_changed];

	released_close(&one->released);
	judge_clear(&one->judge);
	free(one);
}

/* The bundle at this place of the list. */
static int
run_one(struct earlier *e, size_t place, struct why *w)
{
	const uint8_t *id = e->ids.data + place * SEAL_ID_BYTES;
	struct earlier_one *one = add_one(e, w);
	uint32_t whole;

	if (one == NULL ||
	    released_open(&one->released, e->store, id, e->pool, w) != 0)
		return -1;
	orders_judge(e->orders, one->released.bundle.id, &one->judge);
	one->judge.tombs = e->tombs;
	one->judge.new_tombs = e->new_tombs;
	one->judge.until_month = e->until_month;
	one->released.place = (unsigned)place;
	one->released.progress = e->progress;
	whole = order_match_bundle(&e->orders->match, id, e->orders->hits);
	if (whole != ORDER_NONE) {
		one->released.everything = whole + 1;
		e->orders->counts[whole].bundles++;
		e->whole++;
	}
	if (released_run(&one->released, &one->judge, e->staging, w) != 0)
		return -1;
	e->reads += one->judge.gone.reads;
	e->members += one->judge.gone.members;
	if (whole == ORDER_NONE && !released_changed(&one->released))
		drop_last(e);
	return 0;
}

int
earlier_run(struct earlier *e, const char *sender, struct why *w)
{
	char id[SEAL_ID_HEX];

	e->sender = sender;
	if (ledger_bundle_each(&e->store->ledger, list_one, e, w) != 0)
		return -1;
	for (size_t i = 0; i < e->ids.len / SEAL_ID_BYTES; i++) {
		if (run_one(e, i, w) == 0)
			continue;
		bytes_to_hex(id, e->ids.data + i * SEAL_ID_BYTES,
		    SEAL_ID_BYTES);
		return why_in(w, "earlier bundle %s", id);
	}
	return 0;
}

int
earlier_commit(struct earlier *e, const struct harvest_causes *causes,
    struct why *w)
{
	for (size_t i = 0; i < e->n_changed; i++)
		if (released_commit(&e->ones[i]->released, causes, w) != 0)
			return -1;
	return 0;
}

void
earlier_close(struct earlier *e)
{
	while (e->n_changed > 0)
		drop_last(e);
	free(e->ones);
	e->ones = NULL;
	bytes_clear(&e->ids);
}
