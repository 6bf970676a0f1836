#include <stdio.h>
#include <string.h>

#include "tool/flow/forward_inside.h"
#include "tool/flow/parties.h"
#include "tool/flow/told.h"
#include "tool/flow/witness.h"
#include "tool/store/journal.h"
#include "tool/store/ledger_hold.h"
#include "tool/store/store_rules.h"

/* The ledger's row of the new bundle. */
static void
describe(const struct forward_state *f, enum ledger_state state,
    struct ledger_bundle *b)
{
	const struct contents *c = &f->opening.contents;

	*b = (struct ledger_bundle){
		.direction = LEDGER_SENT,
		.state = state,
		.sequence = f->seal.sequence,
		.created_s = f->seal.created_s,
		.entered_s = f->seal.created_s,
		.segments = f->opening.seal.n_segments,
		.members = c->members,
		.records = f->result->records,
		.reads = c->reads,
		.files = c->payload_files,
		.orders = c->n_orders,
		.other = f->seal.recipients[0].party,
	};
	memcpy(b->id, f->seal.id, sizeof(b->id));
	memcpy(b->seal_digest, f->result->sealing.digest,
	    sizeof(b->seal_digest));
	snprintf(b->marking, sizeof(b->marking), "%s", f->seal.marking);
	snprintf(b->purpose, sizeof(b->purpose), "%s", c->purpose);
	snprintf(b->reference, sizeof(b->reference), "%s", c->reference);
}

static int
put_hops(struct forward_state *f, struct why *w)
{
	const struct chain *c = &f->opening.chain;

	for (size_t i = 0; i < c->n; i++) {
		struct ledger_hop h = { .place = i };

		chain_hop(&c->links[i], &h);
		if (ledger_hop_put(&f->store->ledger, f->seal.id, &h, w) != 0)
			return -1;
	}
	return 0;
}

/* Those that it came by, and our own. */
static int
put_signatures(struct forward_state *f, struct why *w)
{
	const struct chain *c = &f->opening.chain;
	const struct ledger_signed of = { f->seal.id, LEDGER_SENT };
	struct ledger *l = &f->store->ledger;

	if (chain_put(c, l, &of, w) != 0)
		return -1;
	return signatures_put(&f->result->sealing.signatures, l, &of, c->n, w);
}

int
forward_ledger_begin(struct forward_state *f, struct why *w)
{
	struct ledger *l = &f->store->ledger;
	struct ledger_bundle row;

	if (ledger_begin(l, w) != 0)
		return -1;
	if (ledger_next_sequence(l, &f->seal.sequence, w) != 0 ||
	    witness_tell(f->store, &f->seal, w) != 0)
		goto fail;
	describe(f, LEDGER_BEGUN, &row);
	if (ledger_bundle_put(l, &row, w) != 0)
		goto fail;
	return ledger_commit(l, w);
fail:
	ledger_rollback(l);
	return -1;
}

/* The bundle is named as it is kept here, the new one by the digest of its
 * seal. Source: event.txt, 3. */
static void
tell(const struct forward_state *f, struct event *e, const char *outcome)
{
	const struct forward_options *o = f->options;

	memset(e, 0, sizeof(*e));
	snprintf(e->act, sizeof(e->act), "forward");
	snprintf(e->outcome, sizeof(e->outcome), "%s", outcome);
	snprintf(e->actor, sizeof(e->actor), "%s", o->actor);
	if (o->reference != NULL)
		snprintf(e->reference, sizeof(e->reference), "%s",
		    o->reference);
	if (f->for_hold)
		bytes_to_hex(e->hold, o->hold, LEDGER_HOLD_ID_BYTES);
	store_rules_name(f->store, e);
	if (!f->trusted)
		return;
	bytes_to_hex(e->bundle, f->opening.seal.id, SEAL_ID_BYTES);
	if (f->seal.n_recipients > 0) {
		const struct seal_party *to = &f->seal.recipients[0].party;

		snprintf(e->other, sizeof(e->other), "%s", to->agency);
		snprintf(e->other_print, sizeof(e->other_print), "%s",
		    to->fingerprint);
	}
}

int
forward_ledger_done(struct forward_state *f, struct why *w)
{
	struct ledger *l = &f->store->ledger;
	const struct forward_result *r = f->result;
	struct ledger_bundle row;
	struct event e;

	tell(f, &e, "done");
	bytes_to_hex(e.seal, r->sealing.digest, HASH_DIGEST_BYTES);
	event_add_count(&e, "directory_version", f->opening.decision.version);
	event_add_count(&e, "recipients", f->options->n_to);
	event_add_count(&e, "earlier_seals", f->opening.chain.n);
	event_add_count(&e, "files", r->files);
	event_add_count(&e, "reads", r->reads);
	event_add_count(&e, "records", r->records);
	event_add_count(&e, "segments", r->segments);
	event_add_count(&e, "bytes", r->bytes);
	event_add_count(&e, "orders", r->orders);
	if (parties_escrow(&f->seal) > 0)
		event_add_count(&e, "escrow", parties_escrow(&f->seal));
	if (ledger_begin(l, w) != 0)
		return -1;
	describe(f, LEDGER_DONE, &row);
	if (ledger_bundle_put(l, &row, w) != 0 || put_hops(f, w) != 0 ||
	    put_signatures(f, w) != 0 ||
	    told_put(l, &row, &f->opening.contents, w) != 0 ||
	    witness_told(l, &f->seal, w) != 0 || journal_append(l, &e, w) != 0)
		goto fail;
	return ledger_commit(l, w);
fail:
	ledger_rollback(l);
	return -1;
}

/* As pack: this only tries. */
void
forward_ledger_fail(struct forward_state *f, const struct why *why)
{
	struct ledger *l = &f->store->ledger;
	struct why ignored = { 0 };
	struct ledger_bundle row;
	struct event e;

	tell(f, &e,
	    why_exit(why->reason) == WHY_EXIT_NO ? "rejected" : "failed");
	snprintf(e.reason, sizeof(e.reason), "%s", why_name(why->reason));
	if (ledger_begin(l, &ignored) != 0)
		return;
	if (f->seal.sequence > 0)
		describe(f, LEDGER_FAILED, &row);
	if ((f->seal.sequence == 0 ||
		ledger_bundle_put(l, &row, &ignored) == 0) &&
	    journal_append(l, &e, &ignored) == 0 &&
	    ledger_commit(l, &ignored) == 0)
		journal_checkpoint(l, &f->store->session, f->store->fingerprint,
		    &ignored);
	else
		ledger_rollback(l);
}
