#include "tool/flow/verify.h"

#include <string.h>
#include <time.h>

#include "formats/checkcode.h"
#include "tool/flow/cards.h"
#include "tool/flow/intake.h"
#include "tool/flow/opening.h"
#include "tool/flow/orders.h"
#include "tool/flow/pool.h"
#include "tool/flow/unsealer.h"
#include "tool/store/store_own.h"

/** All that lives while one bundle is verified. */
struct verifying {
	const struct verify_options *options;
	struct verify_result *result;
	struct cards cards; /* without a store */
	struct since since;
	struct opening opening;
	struct orders orders;
	struct pool pool;
	bool pool_open;
};

void
verify_result_clear(struct verify_result *r)
{
	seal_clear(&r->seal);
	contents_clear(&r->contents);
}

static int
run_intake(struct verifying *v, struct unsealer *u, struct why *w)
{
	struct judge judge = { .brings = &v->orders.corrected };
	struct intake in;
	int rc = -1;

	if (intake_open(&in, u, &judge, NULL, w) == 0 &&
	    intake_run(&in, w) == 0)
		rc = tally_finish(u->tally, w);
	if (rc == 0)
		rc = corrected_check(&v->orders.corrected, w);
	/* What is queued is dropped, what runs ends, before memory goes. */
	if (rc != 0)
		pool_stop(&v->pool);
	pool_wait(&v->pool, NULL, NULL);
	v->result->members = in.totals.members;
	v->result->reads = in.totals.reads;
	v->result->files = in.totals.files;
	v->result->payload_bytes = in.totals.bytes;
	intake_close(&in);
	return rc;
}

static int
read_orders(struct verifying *v, struct why *w)
{
	if (orders_open(&v->orders, &v->opening, NULL, w) != 0)
		return -1;
	v->result->orders = v->orders.n;
	v->result->targets = v->orders.targets;
	return 0;
}

static int
verify_opened(struct verifying *v, struct why *w)
{
	struct unsealer u;
	struct tally tally;
	int rc = -1;

	if (read_orders(v, w) != 0)
		return -1;
	if (tally_open(&tally, &v->pool, &v->opening.seal, w) != 0)
		return -1;
	if (unsealer_open(&u, &v->opening, &v->options->store->home, &tally,
		w) == 0) {
		u.progress = v->options->progress;
		rc = run_intake(v, &u, w);
	}
	pool_stop(&v->pool);
	pool_close(&v->pool);
	v->pool_open = false;
	unsealer_close(&u);
	tally_close(&tally);
	v->result->depth = VERIFY_OPENED;
	return rc;
}

/* Can this store open it? "No key" is no fault here: it only says how far the
 * check goes. */
static int
open_contents(struct verifying *v, bool *opened, struct why *w)
{
	struct store *s = v->options->store;
	struct why why = { 0 };

	*opened = false;
	if (s == NULL || !s->secret || v->options->sealed_only ||
	    store_own_reader(s, opening_last(&v->opening)) == NULL) {
		v->result->no_key = true;
		return 0;
	}
	if (opening_contents(&v->opening, &s->session, &why) != 0)
		return why_set(w, why.reason, "%s", why.text);
	*opened = true;
	return 0;
}

/* What the log shows was weighed by the policy of then. */
static int
recall(struct verifying *v, int64_t logged_s, struct why *w)
{
	const struct ledger_signed of = { v->opening.seal.id, LEDGER_RECEIVED };

	return logged_s == DIRECTORY_NEVER
	    ? 0
	    : chain_recall(&v->opening.chain, &v->options->store->ledger, &of,
		  w);
}

/* As far as contents.gpg, and no segment. */
static int
verify_contents(struct verifying *v, bool opened, struct why *w)
{
	if (!opened)
		return why_set(w, WHY_NOT_ADDRESSED,
		    "no key of this store opens it");
	v->result->depth = VERIFY_CONTENTS;
	return read_orders(v, w);
}

static int
run(struct verifying *v, struct why *w)
{
	const struct verify_options *o = v->options;
	struct opening *opening = &v->opening;
	struct opening_trust by = {
		.session = &v->cards.session,
		.directory = &v->cards.directory,
		.now_s = time(NULL),
		.logged_s = DIRECTORY_NEVER,
		.since = &v->since,
	};
	bool opened;

	if (since_open(&v->since, o->store, &o->given, w) != 0)
		return -1;
	if (o->store == NULL) {
		v->since.session = &v->cards.session;
		v->since.directory = &v->cards.directory;
	}
	if (o->store == NULL
		? cards_open(&v->cards, o->signers, o->n_signers, w) != 0
		: store_sound_directory(o->store, w) != 0)
		return -1;
	if (opening_open(opening, o->path, w) != 0)
		return -1;
	if (o->store != NULL) {
		by.session = &o->store->session;
		by.directory = &o->store->directory;
		by.needs = store_needs(o->store, &by.n_needs);
		by.policy = &o->store->policy;
		if (opening_known(opening, &o->store->ledger, &by.logged_s,
			w) != 0)
			return -1;
	}
	if (opening_trust(opening, &by, w) != 0 ||
	    checkcode_compare(o->check_code, opening->seal_digest, w) != 0 ||
	    recall(v, by.logged_s, w) != 0 || opening_parts(opening, w) != 0 ||
	    open_contents(v, &opened, w) != 0)
		return -1;
	if (o->contents_only)
		return verify_contents(v, opened, w);
	o->progress->total = opening->frame.file_bytes;
	if (pool_open(&v->pool, o->jobs, w) != 0)
		return -1;
	v->pool_open = true;
	if (opened)
		return verify_opened(v, w);
	return unsealer_digests(opening, &v->pool, o->progress, w);
}

static void
describe(struct verifying *v)
{
	struct verify_result *r = v->result;

	r->decision = v->opening.decision;
	r->chain = v->opening.chain;
	r->signers = v->opening.signers;
	r->bytes = v->opening.frame.file_bytes;
	memcpy(r->seal_digest, v->opening.seal_digest, sizeof(r->seal_digest));
	for (uint64_t i = 0; i < v->opening.seal.n_segments; i++)
		r->records += v->opening.seal.segments[i].records;
	/* Seal and contents are handed over. */
	r->seal = v->opening.seal;
	memset(&v->opening.seal, 0, sizeof(v->opening.seal));
	r->contents = v->opening.contents;
	memset(&v->opening.contents, 0, sizeof(v->opening.contents));
}

int
verify_bundle(const struct verify_options *o, struct verify_result *r,
    struct why *w)
{
	struct verifying v = { .options = o, .result = r };
	int rc;

	memset(r, 0, sizeof(*r));
	v.opening.fd = -1;
	rc = run(&v, w);
	if (v.pool_open) {
		pool_stop(&v.pool);
		pool_close(&v.pool);
	}
	describe(&v);
	orders_close(&v.orders);
	opening_close(&v.opening);
	cards_close(&v.cards);
	since_close(&v.since);
	return rc;
}
