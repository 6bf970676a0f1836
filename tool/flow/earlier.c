#include "tool/flow/earlier.h"

#include <stdlib.h>
#include <string.h>

#include "tool/store/store_own.h"

static int
list_one(void *self, const struct ledger_bundle *b, struct why *w)
{
	struct earlier *e = self;

	if (b->direction != LEDGER_RECEIVED || b->state != LEDGER_DONE ||
	    (!e->orders->all &&
		!store_own_same(e->store, b->other.fingerprint, e->sender)))
		return 0;
	return bytes_add(&e->ids, b->id, SEAL_ID_BYTES, w);
}

static struct earlier_one *
add_one(struct earlier *e, struct why *w)
{
	struct earlier_one **more =
	    realloc(e->ones, (e->n_ones + 1) * sizeof(*more));
	struct earlier_one *one = calloc(1, sizeof(*one));

	if (more != NULL)
		e->ones = more;
	if (more == NULL || one == NULL) {
		free(one);
		why_memory(w);
		return NULL;
	}
	e->ones[e->n_ones++] = one;
	return one;
}

static void
drop_last(struct earlier *e)
{
	struct earlier_one *one = e->ones[--e->n_ones];

	released_close(&one->released);
	judge_clear(&one->judge);
	free(one->counts);
	free(one);
}

/* What this bundle lost counts for the orders once it is sure. */
static void
add_counts(struct earlier *e, const struct earlier_one *one)
{
	for (size_t i = 0; i < e->orders->n; i++) {
		e->orders->counts[i].reads += one->counts[i].reads;
		e->orders->counts[i].members += one->counts[i].members;
		e->orders->counts[i].bundles += one->counts[i].bundles;
		e->orders->counts[i].held += one->counts[i].held;
		e->orders->counts[i].marked_reads +=
		    one->counts[i].marked_reads;
		e->orders->counts[i].marked_files +=
		    one->counts[i].marked_files;
		e->orders->counts[i].overruled += one->counts[i].overruled;
	}
	e->reads += one->judge.gone.reads;
	e->members += one->judge.gone.members;
	e->held += one->judge.held.reads + one->judge.held.members;
	e->restricted += one->judge.restricted;
}

/* Does any order name something in it? */
static int
look_for_any(struct earlier *e, struct earlier_one *one, bool *found,
    struct why *w)
{
	struct released *r = &one->released;
	struct released_look look = { .match = &e->orders->match };

	if (released_scan(r, &look, w) != 0)
		return -1;
	*found = look.hit;
	for (size_t i = 0; i < one->judge.n_marks && !*found; i++) {
		struct released_look more = { .match =
						  one->judge.marks[i].match };

		if (!one->judge.marks[i].all && released_scan(r, &more, w) != 0)
			return -1;
		*found = more.hit || one->judge.marks[i].all;
		look.unread += more.unread;
	}
	if (!*found)
		e->orders->unread += look.unread;
	return 0;
}

static int
set_up(struct earlier *e, struct earlier_one *one, struct why *w)
{
	one->counts = calloc(e->orders->n, sizeof(*one->counts));
	if (one->counts == NULL)
		return why_memory(w);
	orders_judge(e->orders, one->released.bundle.id, &one->judge);
	orders_judge_sealed(e->orders, one->released.bundle.created_s,
	    &one->judge);
	one->judge.counts = one->counts;
	one->judge.tombs = e->tombs;
	one->judge.new_tombs = e->new_tombs;
	one->judge.until_month = e->until_month;
	one->judge.holds = e->holds;
	one->judge.store_fd = e->store->fd;
	one->released.place = e->at;
	one->released.progress = e->progress;
	return 0;
}

/* Does a hold name anything in a bundle that is to go whole? Where a look does
 * not tell, it may. */
static bool
holds_some(const struct earlier *e, struct earlier_one *one)
{
	struct released *r = &one->released;
	struct why unsure = { 0 };
	struct released_look look = { 0 };

	if (e->holds == NULL)
		return false;
	look.match = &e->holds->match;
	return order_match_bundle(look.match, r->bundle.id, NULL) !=
	    ORDER_NONE ||
	    released_scan(r, &look, &unsure) != 0 || look.hit;
}

/* Of a bundle that is to go whole, what no hold keeps. */
static int
run_held(struct earlier *e, struct earlier_one *one, uint32_t whole,
    struct why *w)
{
	one->judge.whole = whole + 1;
	if (released_run(&one->released, &one->judge, e->staging, w) != 0 ||
	    judge_bundle_stays(&one->judge, w) != 0)
		return -1;
	return 1;
}

/* 1: this bundle loses records, or a hold keeps some; 0: neither. */
static int
run_one(struct earlier *e, struct earlier_one *one,
    const uint8_t id[SEAL_ID_BYTES], struct why *w)
{
	struct released *r = &one->released;
	struct why unsure = { 0 };
	bool found = false;
	bool goes;
	uint32_t whole;

	if (released_open(r, e->store, id, e->pool, w) != 0 ||
	    set_up(e, one, w) != 0)
		return -1;
	whole = order_match_bundle(&e->orders->match, id, e->orders->hits);
	goes = whole != ORDER_NONE && !holds_some(e, one);
	judge_mark_bundle(&one->judge, goes);
	/* Most orders hit few bundles: a quick look spares the rest the full
	 * check, which also says what is wrong where the look fails. */
	if (whole == ORDER_NONE && look_for_any(e, one, &found, &unsure) == 0 &&
	    !found)
		return 0;
	if (whole != ORDER_NONE && !goes)
		return run_held(e, one, whole, w);
	if (goes) {
		r->everything = whole + 1;
		one->counts[whole].bundles++;
	}
	if (released_run(r, &one->judge, e->staging, w) != 0)
		return -1;
	e->whole += goes;
	return goes || released_changed(r) || judge_noted(&one->judge);
}

static int
run_next(struct earlier *e, const uint8_t id[SEAL_ID_BYTES], struct why *w)
{
	struct earlier_one *one = add_one(e, w);
	struct why why = { 0 };
	char hex[SEAL_ID_HEX];
	int rc;

	if (one == NULL)
		return -1;
	rc = run_one(e, one, id, &why);
	if (rc == 1) {
		add_counts(e, one);
		e->changed += one->released.everything != 0 ||
		    released_changed(&one->released);
		return 0;
	}
	bytes_to_hex(hex, id, SEAL_ID_BYTES);
	if (rc < 0 && bytes_add(&e->unreached, id, SEAL_ID_BYTES, w) != 0)
		return -1;
	if (rc < 0 && one->released.bag_fd < 0 &&
	    why.reason == WHY_RELEASED_MISSING) {
		e->missing++;
	} else if (rc < 0 && why_exit(why.reason) == WHY_EXIT_NO) {
		why_in(&why, "earlier bundle %s", hex);
		if (e->failed++ == 0)
			e->why = why;
	} else if (rc < 0) {
		why_in(&why, "earlier bundle %s", hex);
		return why_set(w, why.reason, "%s", why.text);
	}
	drop_last(e);
	return 0;
}

int
earlier_run(struct earlier *e, const char *sender, struct why *w)
{
	e->sender = sender;
	e->carried = calloc(e->orders->n, sizeof(*e->carried));
	if (e->carried == NULL)
		return why_memory(w);
	memcpy(e->carried, e->orders->counts,
	    e->orders->n * sizeof(*e->carried));
	if (ledger_bundle_each(&e->store->ledger, list_one, e, w) != 0)
		return -1;
	for (size_t i = 0; i < e->ids.len; i += SEAL_ID_BYTES, e->at++)
		if (run_next(e, e->ids.data + i, w) != 0)
			return -1;
	return 0;
}

/* On which bundles are which orders still to be carried out? They are not to be
 * forwarded. Source: bundle.txt, 8.4. */
static int
note_unreached(struct earlier *e, struct why *w)
{
	struct ledger *l = &e->store->ledger;

	for (size_t i = 0; e->sender != NULL && i < e->orders->n; i++) {
		const char *agency = e->orders->orders[i].issuer.agency;
		const uint8_t *order = e->orders->orders[i].id;

		if (ledger_unreached_drop(l, agency, order, w) != 0)
			return -1;
		for (size_t at = 0; at < e->unreached.len; at += SEAL_ID_BYTES)
			if (ledger_unreached_put(l, e->unreached.data + at,
				order, w) != 0)
				return -1;
	}
	return 0;
}

int
earlier_commit(struct earlier *e, const struct harvest_causes *causes,
    struct why *w)
{
	if (note_unreached(e, w) != 0)
		return -1;
	for (size_t i = 0; i < e->n_ones; i++) {
		struct earlier_one *one = e->ones[i];

		if (released_commit(&one->released, causes, w) != 0 ||
		    judge_commit(&one->judge, &e->store->ledger, causes, w) !=
			0 ||
		    orders_taken(e->orders, one->released.bundle.id,
			one->counts, &e->store->ledger, w) != 0)
			return -1;
	}
	return 0;
}

void
earlier_close(struct earlier *e)
{
	while (e->n_ones > 0)
		drop_last(e);
	free(e->ones);
	e->ones = NULL;
	free(e->carried);
	e->carried = NULL;
	bytes_clear(&e->ids);
	bytes_clear(&e->unreached);
}
