#include "tool/flow/waive.h"

#include <stdio.h>
#include <time.h>

#include "tool/store/journal.h"
#include "tool/store/ledger_order.h"
#include "tool/store/store_rules.h"

static int
enter(struct store *s, const struct waive_ask *ask, struct why *w)
{
	const struct ledger_waive one = { ask->order, ask->agency, time(NULL) };
	struct event e = { .act = "order-waive", .outcome = "done" };
	bool found = false;

	bytes_to_hex(e.order, ask->order, sizeof(ask->order));
	if (ledger_demand_waive(&s->ledger, &one, &found, w) != 0)
		return -1;
	if (!found)
		return why_set(w, WHY_USAGE,
		    "no answer of agency \"%.64s\" to order %s is waited for",
		    ask->agency, e.order);
	snprintf(e.actor, sizeof(e.actor), "%s", ask->actor);
	snprintf(e.other, sizeof(e.other), "%s", ask->agency);
	snprintf(e.reference, sizeof(e.reference), "%s", ask->reason);
	store_rules_name(s, &e);
	return journal_append(&s->ledger, &e, w);
}

int
waive(struct store *s, const struct waive_ask *ask, struct why *w)
{
	struct ledger *l = &s->ledger;

	if (ledger_begin(l, w) != 0)
		return -1;
	if (enter(s, ask, w) != 0 || ledger_commit(l, w) != 0) {
		ledger_rollback(l);
		return -1;
	}
	return journal_checkpoint(l, &s->session, s->fingerprint, w);
}
