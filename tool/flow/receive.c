#include "tool/flow/receive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "formats/checkcode.h"
#include "tool/flow/earlier.h"
#include "tool/flow/harvest.h"
#include "tool/flow/intake.h"
#include "tool/flow/opening.h"
#include "tool/flow/orders.h"
#include "tool/flow/receive_inside.h"
#include "tool/flow/retention.h"
#include "tool/flow/tombs.h"
#include "tool/flow/unsealer.h"
#include "tool/store/store_own.h"

static int
check_recipient(const struct receive_state *v, struct why *w)
{
	const struct seal *s = opening_last(&v->opening);
	const struct seal_reader *us = store_own_reader(v->store, s);

	if (us != NULL && us->as == SEAL_RECIPIENT)
		return 0;
	if (us != NULL && us->as == SEAL_ESCROW && v->options->escrow)
		return 0;
	if (us != NULL && us->as == SEAL_ESCROW)
		return why_set(w, WHY_NOT_ADDRESSED,
		    "sealed for %s, with agency %s as escrow only",
		    s->recipients[0].party.agency, v->store->agency);
	return why_set(w, WHY_NOT_ADDRESSED,
	    "sealed for %s%s, not for agency %s", s->recipients[0].party.agency,
	    s->n_recipients > 1 && s->recipients[1].as == SEAL_RECIPIENT
		? " and others"
		: "",
	    v->store->agency);
}

/* Was anything received under this id, in whatever place? */
static int
check_seen(const struct receive_state *v, const uint8_t id[SEAL_ID_BYTES],
    struct why *w)
{
	struct ledger *l = &v->store->ledger;
	struct ledger_bundle row;
	char hex[SEAL_ID_HEX];
	bool found;
	bool seen;

	bytes_to_hex(hex, id, SEAL_ID_BYTES);
	if (ledger_bundle_get(l, id, LEDGER_RECEIVED, &row, &found, w) != 0 ||
	    ledger_hop_seen(l, id, &seen, w) != 0)
		return -1;
	if (found || seen)
		return why_set(w, WHY_REPLAYED,
		    "bundle %s was received before%s", hex,
		    found && row.state == LEDGER_DELETED ? ", and deleted since"
							 : "");
	if (!v->opening.forwarded)
		return 0;
	if (ledger_bundle_get(l, id, LEDGER_SENT, &row, &found, w) != 0)
		return -1;
	return found ? why_set(w, WHY_REPLAYED,
			   "bundle %s was sent from here, and comes back", hex)
		     : 0;
}

/* By whatever way it came. Source: bundle.txt, 8.5. */
static int
check_replay(const struct receive_state *v, struct why *w)
{
	const struct chain *c = &v->opening.chain;

	for (size_t i = 0; i < c->n; i++)
		if (check_seen(v, c->links[i].id, w) != 0)
			return -1;
	return 0;
}

/* Reads past the days that our own policy keeps them: the bundle is refused,
 * or they are kept out, each by its own time. */
static int
check_age(struct receive_state *v, struct why *w)
{
	const struct contents *c = &v->opening.contents;
	const struct policy *p = &v->store->policy;
	struct retention due;

	if (p->past == POLICY_DROP) {
		if (!retention_find(p, c->authority.category, time(NULL), &due))
			return 0;
		v->expire_days = due.days;
		return orders_expire(&v->orders, &due, v->opening.seal.id, w);
	}
	return !c->captured.known ? 0
				  : policy_check_age(p, c->authority.category,
					c->captured.oldest_s, time(NULL), w);
}

/* Everything that can be known before a segment is touched. */
static int
open_bundle(struct receive_state *v, struct why *w)
{
	struct opening *o = &v->opening;
	struct store *s = v->store;
	struct opening_trust by = {
		.session = &s->session,
		.directory = &s->directory,
		.now_s = time(NULL),
		.logged_s = DIRECTORY_NEVER,
		.since = &v->since,
	};

	by.needs = store_needs(s, &by.n_needs);
	by.policy = &s->policy;
	if (since_open(&v->since, s, &v->options->given, w) != 0 ||
	    store_sound_directory(s, w) != 0 ||
	    opening_open(o, v->options->path, w) != 0 ||
	    opening_trust(o, &by, w) != 0)
		return -1;
	bytes_to_hex(v->id, o->seal.id, SEAL_ID_BYTES);
	if (checkcode_compare(v->options->check_code, o->seal_digest, w) != 0 ||
	    check_recipient(v, w) != 0 || check_replay(v, w) != 0 ||
	    witness_check(s, o, v->options->despite_log, &v->result->log, w) !=
		0 ||
	    opening_parts(o, w) != 0 ||
	    opening_contents(o, &s->session, w) != 0)
		return -1;
	if (orders_open(&v->orders, o, &s->directory, w) != 0 ||
	    check_age(v, w) != 0 ||
	    orders_recall(&v->orders, &s->ledger, w) != 0 ||
	    holds_load(&v->holds, &s->ledger, w) != 0 ||
	    order_match_belongs(&v->holds.match, o->contents.series, o->seal.id,
		w) != 0)
		return -1;
	return tombs_load(&v->tombs, s, v->orders.n > 0 && s->policy.tombstones,
	    w);
}

static void
set_judge(struct receive_state *v)
{
	orders_judge(&v->orders, v->opening.seal.id, &v->judge);
	v->judge.arrival = true;
	v->judge.holds = v->holds.n == 0 ? NULL : &v->holds;
	v->judge.store_fd = v->store->fd;
	v->judge.tombs = &v->tombs;
	/* what expires needs no tombstone: it is kept out by its age */
	v->judge.untombed = v->orders.expires ? (uint32_t)v->orders.n + 1 : 0;
	/* Source: policy.txt, 9 */
	v->judge.new_tombs = v->store->policy.tombstones ? &v->new_tombs : NULL;
	v->judge.until_month = retention_until(v->store, time(NULL));
}

static int
run_intake(struct receive_state *v, struct tally *tally, struct unsealer *u,
    struct why *w)
{
	struct bagger *bag = v->options->dry_run ? NULL : &v->bagger;

	tally->keep = harvest_keep;
	tally->self = &v->harvest;
	u->progress = v->options->progress;
	if (intake_open(&v->intake, u, &v->judge, bag, w) != 0 ||
	    intake_run(&v->intake, w) != 0 || tally_finish(tally, w) != 0 ||
	    corrected_check(&v->orders.corrected, w) != 0)
		return -1;
	return bag == NULL ? 0 : bagger_finish(bag, w);
}

/* All segments, through workers, into the staging folder. */
static int
take_in(struct receive_state *v, struct why *w)
{
	struct unsealer u = { 0 };
	struct tally tally;
	int rc = -1;

	if (tally_open(&tally, &v->pool, &v->opening.seal, w) == 0 &&
	    unsealer_open(&u, &v->opening, &v->store->home, &tally, w) == 0)
		rc = run_intake(v, &tally, &u, w);
	/* What is queued is dropped, what runs ends, before memory goes. */
	if (rc != 0)
		pool_stop(&v->pool);
	pool_wait(&v->pool, NULL, NULL);
	unsealer_close(&u);
	tally_close(&tally);
	return rc;
}

static int
stage(struct receive_state *v, struct why *w)
{
	const struct receive_options *o = v->options;
	struct store *s = v->store;

	/* The guardian is forked before there are threads. */
	if (staging_open(&v->staging, s->fd, w) != 0)
		return -1;
	v->staged = true;
	if (receive_proof(v, w) != 0 ||
	    bagger_open(&v->bagger, &v->staging, w) ||
	    spool_open(&v->new_tombs, s->fd, w) != 0 ||
	    harvest_open(&v->harvest, s->fd, &v->opening.seal, v->hints_fd,
		true, w) != 0 ||
	    pool_open(&v->pool, o->jobs, w) != 0)
		return -1;
	v->pool_open = true;
	o->progress->total = v->opening.frame.file_bytes;
	set_judge(v);
	return reads_days_open(&v->judge.days, w) != 0 ? -1 : take_in(v, w);
}

static int
reach_back(struct receive_state *v, struct why *w)
{
	struct earlier *e = &v->earlier;

	e->store = v->store;
	e->orders = &v->orders;
	e->tombs = &v->tombs;
	e->holds = v->judge.holds;
	e->new_tombs = v->judge.new_tombs;
	e->until_month = v->judge.until_month;
	e->pool = &v->pool;
	e->staging = &v->staging;
	e->progress = v->options->progress;
	if (v->orders.n == 0)
		return 0;
	return earlier_run(e, v->opening.seal.sender.fingerprint, w);
}

static void
describe(struct receive_state *v)
{
	struct opening *o = &v->opening;
	const struct intake_totals *t = &v->intake.totals;
	struct receive_result *r = v->result;

	memcpy(r->id, o->seal.id, sizeof(r->id));
	memcpy(r->seal_digest, o->seal_digest, sizeof(r->seal_digest));
	snprintf(r->sender, sizeof(r->sender), "%s", o->seal.sender.agency);
	snprintf(r->fingerprint, sizeof(r->fingerprint), "%s",
	    o->seal.sender.fingerprint);
	snprintf(r->marking, sizeof(r->marking), "%s",
	    opening_last(o)->marking);
	r->chain = o->chain;
	r->created_s = o->seal.created_s;
	r->decision = o->decision;
	r->signers = o->signers;
	r->segments = o->seal.n_segments;
	for (uint64_t i = 0; i < o->seal.n_segments; i++)
		r->records += o->seal.segments[i].records;
	r->members = t->members;
	r->reads = t->reads;
	r->files = t->files;
	r->bytes = t->bytes;
	r->orders = v->orders.n;
	r->targets = v->orders.targets;
	r->absent = orders_absent(&v->orders);
	r->unread = v->orders.unread;
	r->kept_out_reads = v->judge.kept_out.reads;
	r->kept_out_files = v->judge.kept_out.members;
	r->expire_days = v->expire_days;
	r->expired_reads = v->orders.counts[v->orders.n].reads;
	r->expired_files = v->orders.counts[v->orders.n].members;
	r->deleted_reads =
	    v->judge.gone.reads - r->kept_out_reads - r->expired_reads;
	r->deleted_files =
	    v->judge.gone.members - r->kept_out_files - r->expired_files;
	r->held_reads = v->judge.held.reads;
	r->held_files = v->judge.held.members;
	r->restricted = v->judge.restricted + v->earlier.restricted;
	r->earlier_bundles = v->earlier.changed;
	r->earlier_held = v->earlier.held;
	r->earlier_reads = v->earlier.reads;
	r->earlier_files = v->earlier.members;
	r->earlier_whole = v->earlier.whole;
	r->earlier_missing = v->earlier.missing;
	r->earlier_failed = v->earlier.failed;
	r->earlier_why = v->earlier.why;
}

void
receive_result_clear(struct receive_result *r)
{
	contents_clear(&r->contents);
	free(r->answers);
	r->answers = NULL;
}

static int
run(struct receive_state *v, struct why *w)
{
	if (open_bundle(v, w) != 0)
		return -1;
	if (!v->options->dry_run && receive_ledger_begin(v, w) != 0)
		return -1;
	if (stage(v, w) != 0 || reach_back(v, w) != 0)
		return -1;
	describe(v);
	if (receive_answers(v, w) != 0)
		return -1;
	if (!v->options->dry_run && receive_ledger_commit(v, w) != 0)
		return -1;
	receive_answers_settled(v);
	v->result->contents = v->opening.contents; /* handed over */
	v->opening.contents = (struct contents){ 0 };
	return 0;
}

static void
state_clear(struct receive_state *v)
{
	if (v->pool_open) {
		pool_stop(&v->pool);
		pool_close(&v->pool);
	}
	earlier_close(&v->earlier);
	intake_close(&v->intake);
	judge_clear(&v->judge);
	harvest_close(&v->harvest);
	spool_close(&v->new_tombs);
	bagger_close(&v->bagger);
	if (v->hints_fd >= 0)
		close(v->hints_fd);
	tombs_clear(&v->tombs);
	holds_clear(&v->holds);
	orders_close(&v->orders);
	since_close(&v->since);
	opening_close(&v->opening);
}

static struct receive_state *
state_new(struct why *w)
{
	struct receive_state *v = calloc(1, sizeof(*v));

	if (v == NULL) {
		why_memory(w);
		return NULL;
	}
	v->opening.fd = v->hints_fd = -1;
	v->bagger.fd = v->bagger.manifest_fd = -1;
	v->bagger.folders.fd = v->bagger.members.fd = -1;
	v->new_tombs.fd = -1;
	v->harvest.segments.fd = v->harvest.gone.fd = -1;
	return v;
}

int
receive(struct store *s, const struct receive_options *o,
    struct receive_result *r, struct why *w)
{
	struct receive_state *v = state_new(w);
	int rc;

	memset(r, 0, sizeof(*r));
	if (v == NULL)
		return -1;
	v->store = s;
	v->options = o;
	v->result = r;
	rc = run(v, w);
	/* What was committed stays, whatever failed after it: the rest is done
	 * when the store is next opened. Once files have their places, what is
	 * still staged is of no use. */
	if (v->staged &&
	    staging_close(&v->staging, v->committed && !v->settled, w) != 0)
		rc = -1;
	if (rc != 0 && !o->dry_run && !v->committed) {
		/* an open file keeps its room on a full disk, which the event
		 * needs */
		bagger_close(&v->bagger);
		receive_ledger_fail(v, w);
	}
	state_clear(v);
	free(v);
	return rc;
}
