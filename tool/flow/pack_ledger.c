#include <stdio.h>
#include <string.h>

#include "tool/flow/pack_inside.h"
#include "tool/flow/parties.h"
#include "tool/flow/series.h"
#include "tool/flow/told.h"
#include "tool/flow/witness.h"
#include "tool/store/journal.h"
#include "tool/store/ledger_order.h"
#include "tool/store/store_rules.h"

/* The ledger's row of this bundle, as far as it is known. */
static void
describe(const struct pack_state *p, struct ledger_bundle *b)
{
	*b = (struct ledger_bundle){
		.direction = LEDGER_SENT,
		.state = LEDGER_BEGUN,
		.sequence = p->seal.sequence,
		.created_s = p->seal.created_s,
		.entered_s = p->seal.created_s,
		.segments = p->seal.n_segments,
		.members = p->contents.members,
		.records = p->result->records,
		.reads = p->contents.reads,
		.files = p->contents.payload_files,
		.orders = p->contents.n_orders,
	};
	/* none where the call itself was wrong */
	if (p->seal.n_recipients > 0)
		b->other = p->seal.recipients[0].party;
	memcpy(b->id, p->seal.id, sizeof(b->id));
	memcpy(b->seal_digest, p->result->seal_digest, sizeof(b->seal_digest));
	snprintf(b->marking, sizeof(b->marking), "%s", p->seal.marking);
	snprintf(b->purpose, sizeof(b->purpose), "%s", p->contents.purpose);
	snprintf(b->reference, sizeof(b->reference), "%s",
	    p->contents.reference);
}

int
pack_ledger_begin(struct pack_state *p, struct why *w)
{
	struct ledger *l = &p->store->ledger;
	struct ledger_bundle row;

	if (ledger_begin(l, w) != 0)
		return -1;
	if (ledger_next_sequence(l, &p->seal.sequence, w) != 0 ||
	    witness_tell(p->store, &p->seal, w) != 0)
		goto fail;
	describe(p, &row);
	if (ledger_bundle_put(l, &row, w) != 0)
		goto fail;
	return ledger_commit(l, w);
fail:
	ledger_rollback(l);
	return -1;
}

static void
tell(const struct pack_state *p, struct event *e, const char *outcome)
{
	memset(e, 0, sizeof(*e));
	snprintf(e->act, sizeof(e->act), "%s",
	    p->options->order == NULL ? "pack" : "order");
	if (p->options->order != NULL && p->contents.n_orders > 0)
		bytes_to_hex(e->order, p->result->order.id,
		    sizeof(p->result->order.id));
	snprintf(e->outcome, sizeof(e->outcome), "%s", outcome);
	snprintf(e->actor, sizeof(e->actor), "%s", p->options->actor);
	snprintf(e->bundle, sizeof(e->bundle), "%s", p->id);
	store_rules_name(p->store, e);
	if (p->seal.n_recipients > 0) {
		const struct seal_party *to = &p->seal.recipients[0].party;

		snprintf(e->other, sizeof(e->other), "%s", to->agency);
		snprintf(e->other_print, sizeof(e->other_print), "%s",
		    to->fingerprint);
	}
}

/* What failed is told too; the ledger may be what failed, so this only tries.
 */
void
pack_ledger_fail(struct pack_state *p, const struct why *why)
{
	struct ledger *l = &p->store->ledger;
	struct why ignored = { 0 };
	struct ledger_bundle row;
	struct event e;

	tell(p, &e,
	    why_exit(why->reason) == WHY_EXIT_NO ? "rejected" : "failed");
	snprintf(e.reason, sizeof(e.reason), "%s", why_name(why->reason));
	if (ledger_begin(l, &ignored) != 0)
		return;
	describe(p, &row);
	row.state = LEDGER_FAILED;
	if ((p->seal.sequence == 0 ||
		ledger_bundle_put(l, &row, &ignored) == 0) &&
	    journal_append(l, &e, &ignored) == 0 &&
	    ledger_commit(l, &ignored) == 0)
		journal_checkpoint(l, &p->store->session, p->store->fingerprint,
		    &ignored);
	else
		ledger_rollback(l);
}

/* What is now asked of others. Source: order.txt, 2.3. */
static int
put_demand(const struct pack_state *p, const struct order *o, struct why *w)
{
	struct ledger_demand d = {
		.act = o->act,
		.does = o->does,
		.issued_s = o->issued_s,
		.deadline_s = o->deadline_s,
		.targets = o->targets,
	};

	memcpy(d.id, o->id, sizeof(d.id));
	memcpy(d.digest, o->digest, sizeof(d.digest));
	memcpy(d.carrier, p->seal.id, sizeof(d.carrier));
	snprintf(d.ground, sizeof(d.ground), "%s", o->ground);
	snprintf(d.legal, sizeof(d.legal), "%s", o->legal);
	snprintf(d.reference, sizeof(d.reference), "%s", o->reference);
	for (size_t i = 0; i < o->n_answer; i++) {
		snprintf(d.agency, sizeof(d.agency), "%s", o->answer_by[i]);
		if (ledger_demand_put(&p->store->ledger, &d, w) != 0)
			return -1;
	}
	return 0;
}

static int
put_demands(const struct pack_state *p, struct why *w)
{
	for (size_t i = 0; i < p->contents.n_orders; i++)
		if (put_demand(p, &p->orders[i], w) != 0)
			return -1;
	return 0;
}

int
pack_ledger_done(struct pack_state *p, struct why *w)
{
	const struct ledger_signed of = { p->seal.id, LEDGER_SENT };
	struct ledger *l = &p->store->ledger;
	struct ledger_bundle row;
	struct event e;

	tell(p, &e, "done");
	bytes_to_hex(e.seal, p->result->seal_digest, HASH_DIGEST_BYTES);
	event_add_count(&e, "recipients", p->options->n_to);
	if (parties_escrow(&p->seal) > 0)
		event_add_count(&e, "escrow", parties_escrow(&p->seal));
	event_add_count(&e, "files", p->contents.payload_files);
	event_add_count(&e, "reads", p->contents.reads);
	event_add_count(&e, "records", p->result->records);
	event_add_count(&e, "segments", p->seal.n_segments);
	event_add_count(&e, "bytes", p->result->bytes);
	event_add_count(&e, "orders", p->contents.n_orders);
	if (p->options->order != NULL)
		event_add_count(&e, "targets", p->result->targets);
	if (minimised_any(&p->contents.minimised)) {
		event_add_count(&e, "left_out_reads",
		    minimised_rows(&p->contents.minimised));
		event_add_count(&e, "left_out_files",
		    minimised_files(&p->contents.minimised));
	}
	if (ledger_begin(l, w) != 0)
		return -1;
	describe(p, &row);
	row.state = LEDGER_DONE;
	if (ledger_bundle_put(l, &row, w) != 0 ||
	    signatures_put(&p->result->signatures, l, &of, 0, w) != 0 ||
	    told_put(l, &row, &p->contents, w) != 0 ||
	    series_put(l, &row, &p->contents, w) != 0 ||
	    put_demands(p, w) != 0 || witness_told(l, &p->seal, w) != 0 ||
	    journal_append(l, &e, w) != 0)
		goto fail;
	return ledger_commit(l, w);
fail:
	ledger_rollback(l);
	return -1;
}
