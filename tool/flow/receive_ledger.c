#include "tool/flow/receive_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tool/flow/series.h"
#include "tool/flow/told.h"
#include "tool/store/journal.h"
#include "tool/store/ledger_head.h"
#include "tool/store/ledger_order.h"
#include "tool/store/store_rules.h"

/* What ledger_gone.cause says of records that a tombstone kept out. */
#define CAUSE_TOMBSTONE LEDGER_CAUSE_TOMBSTONE

static void
row_of(const struct receive_state *v, struct ledger_bundle *b)
{
	const struct seal *s = &v->opening.seal;
	const struct receive_result *r = v->result;

	*b = (struct ledger_bundle){
		.direction = LEDGER_RECEIVED,
		.state = LEDGER_BEGUN,
		.other = s->sender,
		.sequence = s->sequence,
		.created_s = s->created_s,
		.entered_s = time(NULL),
		.segments = s->n_segments,
		.members = r->members,
		.records = r->records,
		.reads = r->reads,
		.files = r->files,
		.orders = r->orders,
		.deleted_records = v->harvest.gone_records,
		.deleted_reads =
		    r->deleted_reads + r->kept_out_reads + r->expired_reads,
	};
	memcpy(b->id, s->id, sizeof(b->id));
	memcpy(b->seal_digest, v->opening.seal_digest, sizeof(b->seal_digest));
	snprintf(b->marking, sizeof(b->marking), "%s",
	    opening_last(&v->opening)->marking);
	snprintf(b->purpose, sizeof(b->purpose), "%s",
	    v->opening.contents.purpose);
	snprintf(b->reference, sizeof(b->reference), "%s",
	    v->opening.contents.reference);
}

int
receive_ledger_begin(struct receive_state *v, struct why *w)
{
	struct ledger *l = &v->store->ledger;
	struct ledger_bundle row;

	row_of(v, &row);
	if (ledger_begin(l, w) != 0)
		return -1;
	if (ledger_bundle_put(l, &row, w) != 0) {
		ledger_rollback(l);
		return -1;
	}
	v->begun = true;
	return ledger_commit(l, w);
}

/* What released files of the bundle are cut by later. */
static int
put_maps(struct receive_state *v, struct why *w)
{
	const struct contents *c = &v->opening.contents;

	for (size_t i = 0; i < c->n_maps; i++) {
		size_t len;
		const char *text = reads_map_text(c->maps[i], &len);

		if (ledger_map_put(&v->store->ledger, v->opening.seal.id,
			(uint32_t)i + 1, text, len, w) != 0)
			return -1;
	}
	return 0;
}

static int
put_members(struct receive_state *v, struct why *w)
{
	char name[NAME_MAX_BYTES + 1];
	struct ledger_bundle row;
	struct ledger_member m;
	int rc;

	row_of(v, &row);
	if (told_put(&v->store->ledger, &row, &v->opening.contents, w) != 0 ||
	    series_put(&v->store->ledger, &row, &v->opening.contents, w) != 0 ||
	    put_maps(v, w) != 0 || spool_rewind(&v->bagger.members, w) != 0)
		return -1;
	while ((rc = bagger_take_member(&v->bagger, &m, name, w)) == 1)
		if (ledger_member_put(&v->store->ledger, v->opening.seal.id, &m,
			w) != 0)
			return -1;
	return rc;
}

static void
event_of(const struct receive_state *v, struct event *e, const char *act,
    const char *outcome)
{
	/* who handed it over; an order is the first sender's */
	const struct seal *s = strcmp(act, "receive") == 0
	    ? opening_last(&v->opening)
	    : &v->opening.seal;

	memset(e, 0, sizeof(*e));
	snprintf(e->act, sizeof(e->act), "%s", act);
	snprintf(e->outcome, sizeof(e->outcome), "%s", outcome);
	snprintf(e->actor, sizeof(e->actor), "%s", v->options->actor);
	store_rules_name(v->store, e);
	if (v->id[0] == '\0')
		return;
	/* Only what was believed is repeated: the seal's signer is known. */
	snprintf(e->bundle, sizeof(e->bundle), "%s", v->id);
	snprintf(e->other, sizeof(e->other), "%s", s->sender.agency);
	snprintf(e->other_print, sizeof(e->other_print), "%s",
	    s->sender.fingerprint);
	bytes_to_hex(e->seal, v->opening.seal_digest, HASH_DIGEST_BYTES);
}

/* What was asked, also of what was refused. */
static void
add_directory(const struct receive_state *v, struct event *e)
{
	const struct directory *d = &v->store->directory;

	if (d->version == 0)
		return;
	snprintf(e->issuer, sizeof(e->issuer), "%s", d->issuer.fingerprint);
	event_add_count(e, "directory_version", d->version);
}

/* What is not as it should be with the sender's log. */
static void
add_log(const struct witness *log, struct event *e)
{
	if (log->finding == WITNESS_UNPROVED)
		event_add_count(e, "log_unproved", log->size);
	if (log->finding == WITNESS_FORKED)
		event_add_count(e, "log_forked", log->size);
	if (log->finding == WITNESS_CUT)
		event_add_count(e, "log_cut", log->size);
}

static int
tell_received(struct receive_state *v, struct why *w)
{
	const struct receive_result *r = v->result;
	struct event e;

	event_of(v, &e, "receive", "done");
	add_directory(v, &e);
	event_add_count(&e, "files", r->files);
	event_add_count(&e, "reads", r->reads);
	event_add_count(&e, "records", r->records);
	event_add_count(&e, "segments", r->segments);
	event_add_count(&e, "orders", r->orders);
	event_add_count(&e, "deleted_reads", r->deleted_reads);
	event_add_count(&e, "deleted_files", r->deleted_files);
	event_add_count(&e, "kept_out_reads", r->kept_out_reads);
	event_add_count(&e, "kept_out_files", r->kept_out_files);
	if (r->held_reads + r->held_files > 0)
		event_add_count(&e, "held", r->held_reads + r->held_files);
	if (r->chain.n > 1)
		event_add_count(&e, "earlier_seals", r->chain.n - 1);
	if (v->options->escrow)
		event_add_count(&e, "escrow", 1);
	add_log(&r->log, &e);
	if (v->since.n_proofs > 0)
		event_add_count(&e, "proofs", v->since.n_proofs);
	return journal_append(&v->store->ledger, &e, w);
}

/* What was kept out by its age, as what goes by it later is told. */
static int
tell_expired(struct receive_state *v, struct why *w)
{
	const struct receive_result *r = v->result;
	struct event e;

	if (r->expired_reads + r->expired_files == 0)
		return 0;
	event_of(v, &e, "expire", "done");
	event_add_count(&e, "days", r->expire_days);
	event_add_count(&e, "deleted_reads", r->expired_reads);
	event_add_count(&e, "deleted_files", r->expired_files);
	return journal_append(&v->store->ledger, &e, w);
}

static void
count_deleted(const struct ledger_order *c, struct event *e)
{
	event_add_count(e, "held", c->held);
	event_add_count(e, "deleted_reads", c->deleted_reads);
	event_add_count(e, "deleted_files", c->deleted_members);
	event_add_count(e, "deleted_bundles", c->deleted_bundles);
}

/* Of one that restricts, or lifts that. */
static void
count_marked(const struct orders *o, size_t i, const struct ledger_order *c,
    struct event *e)
{
	bool restricts = o->orders[i].does == ORDER_RESTRICT;

	event_add_count(e, "named_reads", c->marked_reads);
	event_add_count(e, "named_files", c->marked_members);
	event_add_count(e, "named_bundles", c->marked_bundles);
	event_add_count(e, "overruled", c->overruled);
	event_add_count(e, restricts ? "superseded" : "ended", o->settled[i]);
	if (o->orders[i].ends_s != ORDER_NO_END)
		event_add_count(e, "ends", (uint64_t)o->orders[i].ends_s);
}

/* One event an order: what it asked, what was done. */
static int
tell_orders(struct receive_state *v, struct why *w)
{
	for (size_t i = 0; i < v->orders.n; i++) {
		const struct order *o = &v->orders.orders[i];
		struct ledger_order c = { 0 };
		struct event e;

		orders_answer(&v->orders, i, &c);
		event_of(v, &e, order_act_name(o->act), "done");
		bytes_to_hex(e.order, o->id, sizeof(o->id));
		event_add_count(&e, "targets", c.targets);
		event_add_count(&e, "absent", c.absent);
		if (o->act == ORDER_RECTIFY) {
			event_add_count(&e, "corrected_reads", c.corrected);
			event_add_count(&e, "lost_reads", c.lost);
		}
		if (o->does == ORDER_DELETE)
			count_deleted(&c, &e);
		else
			count_marked(&v->orders, i, &c, &e);
		event_add_count(&e, "missing_bundles", v->earlier.missing);
		event_add_count(&e, "failed_bundles", v->earlier.failed);
		if (v->orders.before[i].row != 0)
			event_add_count(&e, "done_before", 1);
		if (journal_append(&v->store->ledger, &e, w) != 0)
			return -1;
	}
	return 0;
}

static int
put_witness(struct ledger *l, const struct seal *s, struct why *w)
{
	if (s->log.size == 0)
		return 0;
	return ledger_witness_put(l, s->sender.fingerprint, s->log.size,
	    s->log.root, s->id, w);
}

/* By whom a forwarded bundle came. */
static int
put_hops(struct receive_state *v, struct why *w)
{
	const struct chain *c = &v->opening.chain;

	for (size_t i = 0; c->n > 1 && i < c->n; i++) {
		struct ledger_hop h = { .place = i };

		chain_hop(&c->links[i], &h);
		if (ledger_hop_put(&v->store->ledger, v->opening.seal.id, &h,
			w) != 0)
			return -1;
	}
	return 0;
}

static int
put_all(struct receive_state *v, struct why *w)
{
	struct ledger *l = &v->store->ledger;
	const struct seal *s = &v->opening.seal;
	struct harvest_causes causes = { .tombstone = CAUSE_TOMBSTONE };
	struct ledger_bundle row;

	row_of(v, &row);
	row.state = LEDGER_DONE;
	if (ledger_bundle_put(l, &row, w) != 0 || put_members(v, w) != 0 ||
	    ledger_captured_add(l, s->id, &v->judge.days, w) != 0 ||
	    orders_commit(&v->orders, s->id, row.entered_s, l, w) != 0 ||
	    orders_taken(&v->orders, s->id, v->earlier.carried, l, w) != 0)
		return -1;
	causes.orders = v->orders.rows;
	if (harvest_commit(&v->harvest, l, &causes, w) != 0 ||
	    judge_commit(&v->judge, l, &causes, w) != 0 ||
	    judge_put_tombs(&v->new_tombs, l, w) != 0 ||
	    earlier_commit(&v->earlier, &causes, w) != 0)
		return -1;
	if (ledger_tombstone_expire(l, tombs_month(row.entered_s), w) != 0)
		return -1;
	if (put_witness(l, s, w) != 0 ||
	    (v->opening.forwarded &&
		put_witness(l, &v->opening.last, w) != 0) ||
	    put_hops(v, w) != 0 ||
	    chain_put(&v->opening.chain, l,
		&(struct ledger_signed){ s->id, LEDGER_RECEIVED }, w) != 0)
		return -1;
	if (tell_received(v, w) != 0 || tell_expired(v, w) != 0 ||
	    tell_orders(v, w) != 0)
		return -1;
	return since_keep(&v->since, v->options->actor, &v->result->timestamps,
	    w);
}

static int
release(struct receive_state *v, struct why *w)
{
	char to[64];

	snprintf(to, sizeof(to), "%s/%s", STORE_PROOF, v->id);
	if (staging_sync(&v->staging, w) != 0)
		return -1;
	/* what fails may have moved it nevertheless */
	v->released = true;
	if (staging_release(&v->staging, "proof", to, w) != 0)
		return -1;
	snprintf(to, sizeof(to), "%s/%s", STORE_RECEIVED, v->id);
	return staging_release(&v->staging, BAGGER_FOLDER, to, w);
}

/* After the commit nothing can be refused any more; what fails here is
 * finished when the store is next opened. */
static int
settle(struct receive_state *v, struct why *w)
{
	struct store *s = v->store;
	bool due;

	if (v->earlier.changed > 0 && store_swaps(s, w) != 0)
		return -1;
	v->settled = true;
	/* What was kept out was never in the ledger: only what went from it has
	 * to be scrubbed. */
	if (ledger_scrub_due(&s->ledger, &due, w) != 0 ||
	    (due && ledger_scrub(&s->ledger, w) != 0))
		return -1;
	return journal_checkpoint(&s->ledger, &s->session, s->fingerprint, w);
}

int
receive_ledger_commit(struct receive_state *v, struct why *w)
{
	struct ledger *l = &v->store->ledger;

	if (release(v, w) != 0 || ledger_begin(l, w) != 0)
		return -1;
	if (put_all(v, w) != 0 || staging_keep(&v->staging, w) != 0 ||
	    ledger_commit(l, w) != 0) {
		ledger_rollback(l);
		return -1;
	}
	v->committed = true;
	return settle(v, w);
}

static void
take_back(struct receive_state *v)
{
	struct why ignored = { 0 };
	char name[64];

	snprintf(name, sizeof(name), "%s/%s", STORE_RECEIVED, v->id);
	staging_remove_tree(v->store->fd, name, &ignored);
	why_clear(&ignored);
	snprintf(name, sizeof(name), "%s/%s", STORE_PROOF, v->id);
	staging_remove_tree(v->store->fd, name, &ignored);
}

void
receive_ledger_fail(struct receive_state *v, const struct why *why)
{
	struct ledger *l = &v->store->ledger;
	struct store *s = v->store;
	struct why ignored = { 0 };
	struct event e;

	if (v->released)
		take_back(v);
	event_of(v, &e, "receive",
	    why_exit(why->reason) == WHY_EXIT_NO ? "rejected" : "failed");
	snprintf(e.reason, sizeof(e.reason), "%s", why_name(why->reason));
	add_directory(v, &e);
	if (ledger_begin(l, &ignored) != 0)
		return;
	if ((v->begun &&
		ledger_bundle_drop(l, v->opening.seal.id, LEDGER_RECEIVED,
		    &ignored) != 0) ||
	    journal_append(l, &e, &ignored) != 0 ||
	    ledger_commit(l, &ignored) != 0) {
		ledger_rollback(l);
		return;
	}
	journal_checkpoint(l, &s->session, s->fingerprint, &ignored);
}
