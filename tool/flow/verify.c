#include "tool/flow/verify.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "keys/card.h"
#include "keys/file.h"
#include "tool/flow/intake.h"
#include "tool/flow/opening.h"
#include "tool/flow/orders.h"
#include "tool/flow/pool.h"
#include "tool/flow/unsealer.h"
#include "tool/store/journal.h"
#include "tool/store/store_own.h"

/** All that lives while one bundle is verified. */
struct verifying {
	const struct verify_options *options;
	struct verify_result *result;
	struct home home; /* of our own, without a store */
	struct session session;
	struct directory directory;
	struct card card;
	struct opening opening;
	struct orders orders;
	struct pool pool;
	bool pool_open;
};

void
verify_result_clear(struct verify_result *r)
{
	seal_clear(&r->seal);
}

static int
read_card(struct verifying *v, struct why *w)
{
	struct bytes text = { 0 };
	int rc = file_read(v->options->signer, CARD_MAX_BYTES, &text, w);

	if (rc == 0)
		rc = card_parse(&v->card, text.data, text.len, w);
	bytes_clear(&text);
	return rc == 0 ? 0 : why_in(w, "%s", v->options->signer);
}

/* Without a store, the one card that was given is all that is trusted. */
static int
trust_card(struct verifying *v, struct why *w)
{
	if (read_card(v, w) != 0 ||
	    home_open_temporary(&v->home, NULL, w) != 0 ||
	    session_open(&v->session, &v->home, w) != 0 ||
	    session_import(&v->session, &v->card.key, v->card.fingerprint, w) !=
		0)
		return -1;
	return directory_found(&v->directory, &v->card, 0, 0, w);
}

static int
run_intake(struct verifying *v, struct unsealer *u, struct why *w)
{
	struct judge judge = { 0 };
	struct intake in;
	int rc = -1;

	if (intake_open(&in, u, &judge, NULL, w) == 0 &&
	    intake_run(&in, w) == 0)
		rc = tally_finish(u->tally, w);
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
verify_opened(struct verifying *v, struct why *w)
{
	struct unsealer u;
	struct tally tally;
	int rc = -1;

	if (orders_open(&v->orders, &v->opening, NULL, w) != 0)
		return -1;
	v->result->orders = v->orders.n;
	v->result->targets = v->orders.targets;
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
	if (s == NULL || !s->secret) {
		v->result->no_key = true;
		return 0;
	}
	if (store_own_reader(s, &v->opening.seal) == NULL) {
		v->result->no_key = true;
		return 0;
	}
	if (opening_contents(&v->opening, &s->session, &why) != 0)
		return why_set(w, why.reason, "%s", why.text);
	*opened = true;
	return 0;
}

/* Does the store's own log show since when this seal has been known? The seal
 * is not believed yet: only its digest is looked for. */
static int
logged(const struct verifying *v, int64_t *logged_s, struct why *w)
{
	struct seal seal = { 0 };
	struct why ignored = { 0 };
	int rc = 0;

	*logged_s = DIRECTORY_NEVER;
	if (seal_parse(&seal, v->opening.seal_text.data,
		v->opening.seal_text.len, &ignored) == 0)
		rc = journal_received(&v->options->store->ledger, seal.id,
		    v->opening.seal_digest, logged_s, w);
	seal_clear(&seal);
	return rc;
}

static int
run(struct verifying *v, struct why *w)
{
	const struct verify_options *o = v->options;
	struct opening *opening = &v->opening;
	struct opening_trust by = {
		.session = &v->session,
		.directory = &v->directory,
		.now_s = time(NULL),
		.logged_s = DIRECTORY_NEVER,
	};
	bool opened;

	if (o->store == NULL ? trust_card(v, w) != 0
			     : store_sound_directory(o->store, w) != 0)
		return -1;
	if (opening_open(opening, o->path, w) != 0)
		return -1;
	if (o->store != NULL) {
		by.session = &o->store->session;
		by.directory = &o->store->directory;
		by.needs = store_needs(o->store, &by.n_needs);
		by.policy = &o->store->policy;
		if (logged(v, &by.logged_s, w) != 0)
			return -1;
	}
	if (opening_trust(opening, &by, w) != 0 ||
	    opening_parts(opening, w) != 0 || open_contents(v, &opened, w) != 0)
		return -1;
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
	r->signers = v->opening.signers;
	r->bytes = v->opening.frame.file_bytes;
	memcpy(r->seal_digest, v->opening.seal_digest, sizeof(r->seal_digest));
	for (uint64_t i = 0; i < v->opening.seal.n_segments; i++)
		r->records += v->opening.seal.segments[i].records;
	/* The seal is handed over. */
	r->seal = v->opening.seal;
	memset(&v->opening.seal, 0, sizeof(v->opening.seal));
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
	card_clear(&v.card);
	directory_clear(&v.directory);
	session_close(&v.session);
	home_close(&v.home);
	return rc;
}
