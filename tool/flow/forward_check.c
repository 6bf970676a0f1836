#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "tool/flow/forward_inside.h"
#include "tool/flow/unsealer.h"
#include "tool/flow/withheld.h"
#include "tool/store/journal.h"
#include "tool/store/ledger_order.h"
#include "tool/store/ledger_waiting.h"
#include "tool/store/store_own.h"

/* Came it to us, and not from us? Source: bundle.txt, 8.4. */
static int
check_ways(const struct forward_state *f, struct why *w)
{
	const struct chain *c = &f->opening.chain;
	const struct seal *last = opening_last(&f->opening);
	const struct seal_reader *us = store_own_reader(f->store, last);

	for (size_t i = 0; i < c->n; i++) {
		const char *before = c->links[i].decision.agency;

		if (strcmp(before, f->store->agency) == 0)
			return why_set(w, WHY_RECIPIENT,
			    "this agency sealed it before: pack it again");
		for (size_t j = 0; j < f->options->n_to; j++)
			if (strcmp(before, f->options->to[j]) == 0)
				return why_set(w, WHY_RECIPIENT,
				    "agency %s sealed it before", before);
	}
	if (us == NULL || us->as == SEAL_SELF)
		return why_set(w, WHY_NOT_ADDRESSED,
		    "sealed for %s, not for agency %s",
		    last->recipients[0].party.agency, f->store->agency);
	if (c->n > SEAL_EARLIER_MAX)
		return why_set(w, WHY_LIMIT,
		    "it was forwarded %zu times, and no more than %d can be",
		    c->n - 1, SEAL_EARLIER_MAX - 1);
	return 0;
}

/* What only a hold keeps stays here, but for what that hold is for. Source:
 * hold.txt, 5. */
static int
check_waiting(struct forward_state *f, struct why *w)
{
	struct withheld h;
	uint64_t n = 0;
	int rc = withheld_load(&h, &f->store->ledger, f->opening.seal.id,
	    f->options->hold, w);

	n = withheld_count(&h);
	f->for_hold = h.shown > 0;
	withheld_clear(&h);
	if (rc != 0 || n == 0)
		return rc;
	return why_set(w, WHY_DELETED,
	    "%" PRIu64 " records of this bundle would have to be deleted, and "
	    "only %s keeps them here",
	    n, f->options->hold == NULL ? "a hold" : "another hold, or none,");
}

/* Nor does it go out what others may not see. Source: order.txt, 7.2. */
static int
check_restricted(const struct forward_state *f, struct why *w)
{
	struct withheld withheld;
	uint64_t n;
	int rc = withheld_load(&withheld, &f->store->ledger, f->opening.seal.id,
	    NULL, w);

	n = withheld_restricted(&withheld);
	withheld_clear(&withheld);
	if (rc == 0 && n > 0)
		rc = why_set(w, WHY_RESTRICTED,
		    "%" PRIu64 " records of this bundle are restricted", n);
	return rc;
}

/* What was deleted here is not to go out again. *held: it was received. */
static int
check_held(struct forward_state *f, bool *held, struct why *w)
{
	struct ledger *l = &f->store->ledger;
	const uint8_t *id = f->opening.seal.id;
	struct ledger_bundle row;
	uint64_t unreached;

	if (ledger_bundle_get(l, id, LEDGER_RECEIVED, &row, held, w) != 0 ||
	    ledger_unreached_count(l, id, &unreached, w) != 0)
		return -1;
	if (!*held)
		return 0;
	if (row.state == LEDGER_BEGUN)
		return why_set(w, WHY_INTERRUPTED,
		    "receiving this bundle was cut off");
	if (row.state == LEDGER_DELETED)
		return why_set(w, WHY_DELETED,
		    "this bundle was deleted here as a whole");
	if (row.deleted_records > 0)
		return why_set(w, WHY_DELETED,
		    "records of this bundle were deleted here, and would go "
		    "out again");
	if (unreached > 0)
		return why_set(w, WHY_DELETED,
		    "an order of agency %s could not be carried out on this "
		    "bundle here, and waits",
		    row.other.agency);
	return check_waiting(f, w) != 0 ? -1 : check_restricted(f, w);
}

static int
run_intake(struct forward_state *f, struct unsealer *u, struct judge *judge,
    struct why *w)
{
	struct forward_result *r = f->result;
	struct intake in;
	int rc = -1;

	if (intake_open(&in, u, judge, NULL, w) == 0 && intake_run(&in, w) == 0)
		rc = tally_finish(u->tally, w);
	if (rc == 0)
		rc = corrected_check(&f->orders.corrected, w);
	/* What is queued is dropped, what runs ends, before memory goes. */
	if (rc != 0)
		pool_stop(&f->pool);
	pool_wait(&f->pool, NULL, NULL);
	r->reads = in.totals.reads;
	r->files = in.totals.files;
	intake_close(&in);
	return rc;
}

static int
open_all(struct forward_state *f, struct judge *judge, struct why *w)
{
	struct unsealer u = { 0 };
	struct tally tally;
	int rc = -1;

	if (pool_open(&f->pool, f->options->jobs, w) != 0)
		return -1;
	f->pool_open = true;
	if (tally_open(&tally, &f->pool, &f->opening.seal, w) == 0 &&
	    unsealer_open(&u, &f->opening, &f->store->home, &tally, w) == 0) {
		u.progress = f->options->progress;
		rc = run_intake(f, &u, judge, w);
	}
	pool_stop(&f->pool);
	unsealer_close(&u);
	tally_close(&tally);
	return rc;
}

/* As on receipt, with nothing written: what would go here goes nowhere. */
static int
check_inside(struct forward_state *f, bool held, struct why *w)
{
	struct judge judge;
	uint64_t gone;
	uint64_t restricted;
	int rc;

	if (orders_open(&f->orders, &f->opening, &f->store->directory, w) != 0)
		return -1;
	orders_judge(&f->orders, f->opening.seal.id, &judge);
	/* What is held here was kept although a tombstone may know it. */
	if (!held && tombs_load(&f->tombs, f->store, false, w) != 0)
		return -1;
	judge.store_fd = f->store->fd;
	judge.arrival = !held;
	judge.tombs = held ? NULL : &f->tombs;
	rc = open_all(f, &judge, w);
	gone = judge.gone.reads + judge.gone.members;
	restricted = held ? 0 : judge.restricted;
	judge_clear(&judge);
	if (rc == 0 && gone > 0)
		rc = why_set(w, WHY_DELETED,
		    "%" PRIu64 " reads and files of it are ordered deleted, "
		    "and would go out again",
		    gone);
	if (rc == 0 && restricted > 0)
		rc = why_set(w, WHY_RESTRICTED,
		    "%" PRIu64 " reads and files of it are ordered restricted",
		    restricted);
	return rc;
}

/* Who sealed it, decided as of the day on which it came. */
static int
check_trust(struct forward_state *f, struct opening_trust *by, struct why *w)
{
	struct opening *o = &f->opening;
	struct store *s = f->store;
	struct since since;
	int rc = -1;

	by->since = &since;
	if (since_open(&since, s, NULL, w) == 0 &&
	    store_sound_directory(s, w) == 0 &&
	    opening_open(o, f->options->path, w) == 0 &&
	    opening_known(o, &s->ledger, &by->logged_s, w) == 0)
		rc = opening_trust(o, by, w);
	since_close(&since);
	by->since = NULL;
	return rc;
}

int
forward_check(struct forward_state *f, struct why *w)
{
	struct opening *o = &f->opening;
	struct store *s = f->store;
	struct opening_trust by = {
		.session = &s->session,
		.directory = &s->directory,
		.now_s = time(NULL),
		.logged_s = DIRECTORY_NEVER,
	};
	bool held;

	by.needs = store_needs(s, &by.n_needs);
	by.policy = &s->policy;
	if (check_trust(f, &by, w) != 0)
		return -1;
	f->trusted = true;
	if (by.logged_s != DIRECTORY_NEVER &&
	    chain_recall(&o->chain, &s->ledger,
		&(struct ledger_signed){ o->seal.id, LEDGER_RECEIVED }, w) != 0)
		return -1;
	f->result->chain = o->chain;
	if (check_ways(f, w) != 0 || check_held(f, &held, w) != 0 ||
	    opening_parts(o, w) != 0 ||
	    opening_contents(o, &s->session, w) != 0)
		return -1;
	if (o->contents.captured.known &&
	    policy_check_age(&s->policy, o->contents.authority.category,
		o->contents.captured.oldest_s, by.now_s, w) != 0)
		return -1;
	f->options->progress->total = 2 * o->frame.file_bytes;
	return check_inside(f, held, w);
}
