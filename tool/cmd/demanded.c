#include "tool/cmd/demanded.h"

#include <time.h>

#include "tool/store/ledger_order.h"

static const struct say_column columns[] = {
	{ "order", "ORDER", 32 },
	{ "kind", "KIND", 8 },
	{ "agency", "OF", 14 },
	{ "targets", "TARGETS", 9 },
	{ "deadline", "DEADLINE", 20 },
	{ "state", "STATE", 9 },
	{ "reference", "REFERENCE", 0 },
};

struct listing {
	struct say *say;
	int64_t now_s;
};

static const char *
state_of(const struct ledger_demand *d, int64_t now_s)
{
	if (d->answered)
		return "answered";
	if (d->waived)
		return "waived";
	return d->deadline_s < now_s ? "overdue" : "open";
}

static int
say_demand(void *self, const struct ledger_demand *d, struct why *w)
{
	const struct listing *l = self;
	struct say *s = l->say;

	(void)w;
	say_row_begin(s);
	say_hex(s, "order", NULL, d->id, sizeof d->id);
	say_text(s, "kind", NULL, order_act_name(d->act));
	if (d->act == ORDER_RECTIFY)
		say_text(s, "then", NULL, order_act_name(d->does));
	say_hex(s, "digest", NULL, d->digest, sizeof d->digest);
	say_hex(s, "carrier", NULL, d->carrier, sizeof d->carrier);
	say_text(s, "agency", NULL, d->agency);
	say_text(s, "state", NULL, state_of(d, l->now_s));
	say_number(s, "targets", NULL, d->targets);
	say_time(s, "issued", NULL, d->issued_s);
	say_time(s, "deadline", NULL, d->deadline_s);
	if (d->answered) {
		say_time(s, "answered", NULL, d->answered_s);
		say_hex(s, "certificate", NULL, d->certificate,
		    sizeof d->certificate);
	}
	if (d->waived)
		say_time(s, "waived", NULL, d->waived_s);
	say_text(s, "ground", NULL, d->ground);
	say_text(s, "legal", NULL, d->legal);
	say_text(s, "reference", NULL, d->reference);
	say_row_end(s);
	return 0;
}

int
demanded_say(struct say *s, struct ledger *l, struct why *w)
{
	struct listing to = { s, time(NULL) };
	int rc;

	say_list_begin(s, "demands", NULL, columns,
	    sizeof columns / sizeof columns[0]);
	rc = ledger_demand_each(l, say_demand, &to, w);
	say_list_end(s, "nothing was ordered of others");
	return rc;
}
