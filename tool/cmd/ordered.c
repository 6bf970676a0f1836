#include "tool/cmd/ordered.h"

#include "tool/store/ledger_order.h"
#include "tool/store/ledger_restricted.h"

struct listing {
	struct say *say;
	struct ledger *ledger;
};

static const struct say_column order_columns[] = {
	{ "order", "ORDER", 32 },
	{ "kind", "KIND", 8 },
	{ "issuer", "ISSUER", 14 },
	{ "targets", "TARGETS", 9 },
	{ "deleted_reads", "READS", 8 },
	{ "deleted_members", "FILES", 8 },
	{ "held", "HELD", 8 },
	{ "restricted", "RESTRICTED", 10 },
	{ "answered", "ANSWERED", 20 },
	{ "deadline", "DEADLINE", 20 },
	{ "legal", "LAW", 0 },
};

static int
say_order(void *self, const struct ledger_order *o, struct why *w)
{
	const struct listing *l = self;
	struct say *s = l->say;
	uint64_t restricted = 0;

	if (ledger_restricted_count(l->ledger, o->row, &restricted, w) != 0)
		return -1;
	say_row_begin(s);
	say_hex(s, "order", NULL, o->id, sizeof o->id);
	say_text(s, "kind", NULL, order_act_name(o->act));
	if (o->act == ORDER_RECTIFY) {
		say_text(s, "then", NULL, order_act_name(o->does));
		say_number(s, "corrected_reads", NULL, o->corrected);
		say_number(s, "lost_reads", NULL, o->lost);
	}
	say_hex(s, "carrier", NULL, o->carrier, sizeof o->carrier);
	say_text(s, "issuer", NULL, o->issuer.agency);
	say_text(s, "issuer_fingerprint", NULL, o->issuer.fingerprint);
	say_hex(s, "digest", NULL, o->digest, sizeof o->digest);
	say_text(s, "ground", NULL, o->ground);
	say_text(s, "legal", NULL, o->legal);
	say_text(s, "reference", NULL, o->reference);
	say_text(s, "answer_by", NULL, o->answer_by);
	say_time(s, "issued", NULL, o->issued_s);
	say_time(s, "deadline", NULL, o->deadline_s);
	say_time(s, "answered", NULL, o->answered_s);
	say_number(s, "targets", NULL, o->targets);
	say_number(s, "deleted_reads", NULL, o->deleted_reads);
	say_number(s, "deleted_members", NULL, o->deleted_members);
	say_number(s, "deleted_bundles", NULL, o->deleted_bundles);
	say_number(s, "absent", NULL, o->absent);
	say_number(s, "held", NULL, o->held);
	say_number(s, "restricted", NULL, restricted);
	if (o->ends_s != ORDER_NO_END)
		say_time(s, "ends", NULL, o->ends_s);
	if (o->does != ORDER_DELETE) {
		say_number(s, "named_reads", NULL, o->marked_reads);
		say_number(s, "named_files", NULL, o->marked_members);
		say_number(s, "named_bundles", NULL, o->marked_bundles);
		say_number(s, "overruled", NULL, o->overruled);
	}
	say_row_end(s);
	return 0;
}

int
ordered_say(struct say *s, struct ledger *l, struct why *w)
{
	struct listing listing = { s, l };
	int rc;

	say_list_begin(s, "orders", NULL, order_columns,
	    sizeof order_columns / sizeof order_columns[0]);
	rc = ledger_order_each(l, say_order, &listing, w);
	say_list_end(s, "no orders were carried out");
	return rc;
}
