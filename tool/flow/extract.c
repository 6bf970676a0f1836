#include "tool/flow/extract.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tool/flow/check.h"
#include "tool/flow/extract_inside.h"
#include "tool/store/journal.h"
#include "tool/store/ledger_exhibit.h"
#include "tool/store/store_rules.h"
#include "tool/version.h"

void
extract_result_clear(struct extract_result *r)
{
	exhibit_clear(&r->exhibit);
}

static void
copy_party(struct seal_party *to, const char *agency, const char *fingerprint)
{
	(void)snprintf(to->agency, sizeof to->agency, "%s", agency);
	(void)snprintf(to->fingerprint, sizeof to->fingerprint, "%s",
	    fingerprint);
}

static void
describe_bundle(struct extract_state *x)
{
	struct exhibit *e = &x->result->exhibit;
	const struct released *r = &x->released;

	memcpy(e->bundle, r->bundle.id, sizeof e->bundle);
	memcpy(e->seal, r->chain.links[0].digest, sizeof e->seal);
	e->sender = r->seal.sender;
	e->sealed_s = r->seal.created_s;
	x->deleted_reads = r->bundle.deleted_reads;
	x->result->decision = r->decision;
	x->result->chain = r->chain;
}

/* What is the same from wherever it is made. */
static int
describe(struct extract_state *x, struct why *w)
{
	struct exhibit *e = &x->result->exhibit;

	(void)snprintf(e->actor, sizeof e->actor, "%s", x->options->actor);
	(void)snprintf(e->tool, sizeof e->tool, "sealbag %s", VERSION);
	copy_party(&e->agency, x->store->agency, x->store->fingerprint);
	e->made_s = time(NULL);
	e->reads = x->found.reads;
	e->files = x->found.whole;
	e->absent_files = x->found.absent;
	e->withheld_reads = x->found.withheld_reads;
	e->restricted_reads = x->found.restricted_reads;
	e->deleted_reads = x->deleted_reads;
	if (bytes_random(e->id, sizeof e->id, w) != 0)
		return -1;
	return bytes_random(e->nonce, sizeof e->nonce, w);
}

static int
sign(struct extract_state *x, struct why *w)
{
	struct session_signed data;

	if (exhibit_write(&x->result->exhibit, &x->text, w) != 0)
		return -1;
	hash_digest_of(x->text.data, x->text.len, x->result->digest);
	data =
	    (struct session_signed){ .data = x->text.data, .len = x->text.len };
	return session_sign(&x->store->session, x->store->fingerprint, &data,
	    &x->signature, w);
}

/* --- what the ledger and the log are told --- */

static void
tell(const struct extract_state *x, const char *outcome, struct event *e)
{
	const struct exhibit *of = &x->result->exhibit;

	*e = (struct event){ 0 };
	(void)snprintf(e->act, sizeof e->act, "extract");
	(void)snprintf(e->outcome, sizeof e->outcome, "%s", outcome);
	(void)snprintf(e->actor, sizeof e->actor, "%s", x->options->actor);
	(void)snprintf(e->exhibit, sizeof e->exhibit, "%s", of->reference);
	(void)snprintf(e->reference, sizeof e->reference, "%s", of->authority);
	store_rules_name(x->store, e);
	/* of an exhibit that was not believed, nothing is repeated */
	if (x->options->parent.path == NULL)
		bytes_to_hex(e->bundle, x->options->bundle, SEAL_ID_BYTES);
	else if (of->sealed_s != 0)
		bytes_to_hex(e->bundle, of->bundle, SEAL_ID_BYTES);
}

static int
commit(struct extract_state *x, struct why *w)
{
	const struct exhibit *of = &x->result->exhibit;
	struct ledger *l = &x->store->ledger;
	struct ledger_exhibit row = {
		.made_s = of->made_s,
		.reads = of->reads,
		.files = of->files,
	};
	struct event e;

	memcpy(row.id, of->id, sizeof row.id);
	memcpy(row.reference, of->reference, sizeof row.reference);
	memcpy(row.bundle, of->bundle, sizeof row.bundle);
	memcpy(row.digest, x->result->digest, sizeof row.digest);
	tell(x, "done", &e);
	bytes_to_hex(e.seal, of->seal, sizeof of->seal);
	event_add_count(&e, "reads", of->reads);
	event_add_count(&e, "files", of->files);
	event_add_count(&e, "absent_files", of->absent_files);
	event_add_count(&e, "withheld_reads", of->withheld_reads);
	event_add_count(&e, "restricted_reads", of->restricted_reads);
	event_add_count(&e, "deleted_reads", of->deleted_reads);
	if (ledger_begin(l, w) != 0)
		return -1;
	if (ledger_exhibit_put(l, &row, w) == 0 &&
	    journal_append(l, &e, w) == 0 && ledger_commit(l, w) == 0)
		return 0;
	ledger_rollback(l);
	return -1;
}

/* Asking is an act as well, whatever came of it. This only tries. */
static void
tell_failure(const struct extract_state *x, const struct why *why)
{
	struct ledger *l = &x->store->ledger;
	struct why ignored = { 0 };
	struct event e;

	tell(x, why_exit(why->reason) == WHY_EXIT_NO ? "rejected" : "failed",
	    &e);
	(void)snprintf(e.reason, sizeof e.reason, "%s", why_name(why->reason));
	if (ledger_begin(l, &ignored) != 0)
		return;
	if (journal_append(l, &e, &ignored) == 0 &&
	    ledger_commit(l, &ignored) == 0)
		(void)journal_checkpoint(l, &x->store->session,
		    x->store->fingerprint, &ignored);
	else
		ledger_rollback(l);
}

/* --- the order of things --- */

static int
check_reference(struct extract_state *x, struct why *w)
{
	const char *reference = x->result->exhibit.reference;
	char parent[EXHIBIT_REFERENCE_BYTES];
	struct ledger_exhibit had;
	bool found;

	if (x->options->parent.path == NULL &&
	    exhibit_parent(parent, reference))
		return why_set(w, WHY_USAGE,
		    "exhibit %s would be one derived from %s", reference,
		    parent);
	if (ledger_exhibit_find(&x->store->ledger, reference, &had, &found,
		w) != 0)
		return -1;
	return found ? why_set(w, WHY_USAGE, "exhibit %s was made here before",
			   reference)
		     : 0;
}

static int
find(struct extract_state *x, struct pool *pool, struct why *w)
{
	const struct extract_options *o = x->options;
	struct released *r = &x->released;

	if (released_open(r, x->store, o->bundle, pool, w) != 0)
		return -1;
	r->progress = o->progress;
	o->progress->total = 0;
	if (disclose_run(&x->found, r, o->ask, w) != 0)
		return -1;
	describe_bundle(x);
	return 0;
}

static int
look_in_bundle(struct extract_state *x, struct why *w)
{
	struct pool pool;
	int rc;

	if (pool_open(&pool, x->options->jobs, w) != 0)
		return -1;
	rc = find(x, &pool, w);
	pool_stop(&pool);
	pool_close(&pool);
	return rc;
}

static int
look(struct extract_state *x, struct why *w)
{
	bool derived = x->options->parent.path != NULL;

	if (check_finished(x->store, w) != 0 || check_reference(x, w) != 0 ||
	    (derived ? extract_derive(x, w) : look_in_bundle(x, w)) != 0)
		return -1;
	if (x->found.n_files == 0)
		return why_set(w, WHY_EXHIBIT,
		    "no read of this %s is as was asked for",
		    derived ? "exhibit" : "bundle");
	return describe(x, w);
}

static int
run(struct extract_state *x, struct why *w)
{
	if (look(x, w) != 0 || extract_parts(x, w) != 0)
		return -1;
	if (x->options->dry_run)
		return 0;
	/* It is told before it has its name: nothing is shown in secret. */
	if (sign(x, w) != 0 || extract_write(x, w) != 0 || commit(x, w) != 0 ||
	    outfile_close(&x->out, true, w) != 0)
		return -1;
	return journal_checkpoint(&x->store->ledger, &x->store->session,
	    x->store->fingerprint, w);
}

int
extract(struct store *s, const struct extract_options *o,
    struct extract_result *r, struct why *w)
{
	struct extract_state *x = calloc(1, sizeof *x);
	int rc;

	*r = (struct extract_result){ .exhibit = o->exhibit };
	if (x == NULL)
		return why_memory(w);
	x->store = s;
	x->options = o;
	x->result = r;
	x->out.fd = x->out.dir_fd = -1;
	x->found.fd = -1;
	rc = run(x, w);
	if (rc != 0 && !o->dry_run && w->reason != WHY_USAGE)
		tell_failure(x, w);
	(void)outfile_close(&x->out, false, NULL);
	for (size_t i = 0; i < x->n_parts; i++)
		bytes_clear(&x->parts[i].text);
	bytes_clear(&x->manifest);
	bytes_clear(&x->text);
	bytes_clear(&x->signature);
	disclose_close(&x->found);
	released_close(&x->released);
	free(x);
	return rc;
}
