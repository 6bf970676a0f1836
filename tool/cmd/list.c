#include "tool/cmd/cmd.h"
#include "tool/store/store.h"

struct list_args {
	const char *store;
	bool orders;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct list_args, store) },
	{ "orders", NULL, "show the orders that were carried out instead",
	    OPT_FLAG(struct list_args, orders) },
	{ 0 },
};

/* --- bundles --- */

static const struct say_column bundle_columns[] = {
	{ "bundle", "BUNDLE", 32 },
	{ "state", "STATE", 8 },
	{ "other", "OTHER", 14 },
	{ "reads", "READS", 10 },
	{ "deleted_reads", "DELETED", 8 },
	{ "via", "VIA", 0 },
};

static const char *
state_word(const struct ledger_bundle *b)
{
	switch (b->state) {
	case LEDGER_BEGUN:
		return b->direction == LEDGER_SENT ? "packing" : "receiving";
	case LEDGER_DONE:
		return b->direction == LEDGER_SENT ? "sent" : "received";
	case LEDGER_DELETED:
		return "deleted";
	case LEDGER_FAILED:
		return "failed";
	}
	return "unknown";
}

struct listing {
	struct say *say;
	struct ledger *ledger;
};

/** By whom a forwarded bundle came. */
struct ways {
	struct ledger_hop first;
	struct ledger_hop last;
	uint64_t n;
};

static int
note_hop(void *self, const struct ledger_hop *h, struct why *w)
{
	struct ways *ways = self;

	(void)w;
	if (ways->n++ == 0)
		ways->first = *h;
	ways->last = *h;
	return 0;
}

/* Of one that was received, who sent it on; of one that was sent on from here,
 * whose it was. */
static int
say_ways(const struct listing *l, const struct ledger_bundle *b, struct why *w)
{
	struct say *s = l->say;
	struct ways ways = { 0 };
	bool sent = b->direction == LEDGER_SENT;
	const struct ledger_hop *via = sent ? &ways.first : &ways.last;
	char id[SEAL_ID_HEX] = "";

	if (ledger_hop_each(l->ledger, b->id, note_hop, &ways, w) != 0)
		return -1;
	if (ways.n > 0)
		bytes_to_hex(id, via->id, sizeof via->id);
	say_number(s, "earlier_seals", NULL,
	    sent || ways.n == 0 ? ways.n : ways.n - 1);
	say_text(s, "via", NULL, via->sender.agency);
	say_text(s, "via_fingerprint", NULL, via->sender.fingerprint);
	say_text(s, "via_bundle", NULL, id);
	return 0;
}

static int
say_bundle(void *self, const struct ledger_bundle *b, struct why *w)
{
	const struct listing *l = self;
	struct say *s = l->say;
	bool sent = b->direction == LEDGER_SENT;
	int rc;

	say_row_begin(s);
	say_hex(s, "bundle", NULL, b->id, sizeof b->id);
	say_text(s, "direction", NULL, sent ? "sent" : "received");
	say_text(s, "state", NULL, state_word(b));
	say_text(s, "other", NULL, b->other.agency);
	say_text(s, "other_fingerprint", NULL, b->other.fingerprint);
	say_number(s, "sequence", NULL, b->sequence);
	say_time(s, "created", NULL, b->created_s);
	say_time(s, "entered", NULL, b->entered_s);
	say_hex(s, "seal", NULL, b->seal_digest, sizeof b->seal_digest);
	say_text(s, "marking", NULL, b->marking);
	say_text(s, "purpose", NULL, b->purpose);
	say_text(s, "reference", NULL, b->reference);
	say_number(s, "segments", NULL, b->segments);
	say_number(s, "members", NULL, b->members);
	say_number(s, "records", NULL, b->records);
	say_number(s, "reads", NULL, b->reads);
	say_number(s, "deleted_records", NULL, b->deleted_records);
	say_number(s, "deleted_reads", NULL, b->deleted_reads);
	rc = say_ways(l, b, w);
	say_row_end(s);
	return rc;
}

/* --- orders --- */

static const struct say_column order_columns[] = {
	{ "order", "ORDER", 32 },
	{ "issuer", "ISSUER", 14 },
	{ "targets", "TARGETS", 9 },
	{ "deleted_reads", "READS", 8 },
	{ "deleted_members", "FILES", 8 },
};

static int
say_order(void *self, const struct ledger_order *o, struct why *w)
{
	struct say *s = self;

	(void)w;
	say_row_begin(s);
	say_hex(s, "order", NULL, o->id, sizeof o->id);
	say_hex(s, "carrier", NULL, o->carrier, sizeof o->carrier);
	say_text(s, "issuer", NULL, o->issuer.agency);
	say_text(s, "issuer_fingerprint", NULL, o->issuer.fingerprint);
	say_hex(s, "digest", NULL, o->digest, sizeof o->digest);
	say_text(s, "ground", NULL, o->ground);
	say_text(s, "reference", NULL, o->reference);
	say_time(s, "issued", NULL, o->issued_s);
	say_time(s, "answered", NULL, o->answered_s);
	say_number(s, "targets", NULL, o->targets);
	say_number(s, "deleted_reads", NULL, o->deleted_reads);
	say_number(s, "deleted_members", NULL, o->deleted_members);
	say_number(s, "deleted_bundles", NULL, o->deleted_bundles);
	say_number(s, "absent", NULL, o->absent);
	say_row_end(s);
	return 0;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct list_args *args = call->args;
	struct say *s = call->say;
	struct store store = { 0 };
	struct listing listing = { s, &store.ledger };
	int rc = -1;

	if (store_open(&store, args->store, STORE_LOOK, NULL, w) != 0)
		return -1;
	say_text(s, "agency", "Agency", store.agency);
	if (args->orders) {
		say_list_begin(s, "orders", NULL, order_columns,
		    sizeof order_columns / sizeof order_columns[0]);
		rc = ledger_order_each(&store.ledger, say_order, s, w);
		say_list_end(s, "no orders were carried out");
	} else {
		say_list_begin(s, "bundles", NULL, bundle_columns,
		    sizeof bundle_columns / sizeof bundle_columns[0]);
		rc = ledger_bundle_each(&store.ledger, say_bundle, &listing, w);
		say_list_end(s, "no bundles were sent or received");
	}
	store_close(&store);
	return rc;
}

const struct command cmd_list = {
	.name = "list",
	.summary = "Show what a store sent and received",
	.about = "One line a bundle: its id, what became of it, the other "
		 "agency, how many reads it held and how many of them were "
		 "deleted, and by whom it was forwarded. --json tells more.",
	.options = options,
	.args_bytes = sizeof(struct list_args),
	.run = run,
};
