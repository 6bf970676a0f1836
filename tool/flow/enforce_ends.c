#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool/flow/enforce_inside.h"
#include "tool/store/journal.h"
#include "tool/store/ledger_order.h"
#include "tool/store/ledger_restricted.h"

/** Those that are over and restrict something. */
struct ends {
	struct enforce_run *run;
	struct ledger_order *list;
	size_t n;
};

static int
note(void *self, const struct ledger_order *o, struct why *w)
{
	struct ends *e = self;
	struct ledger_order *more;
	uint64_t records = 0;

	if (o->act != ORDER_RESTRICT || o->ends_s > e->run->now_s)
		return 0;
	if (ledger_restricted_count(&e->run->store->ledger, o->row, &records,
		w) != 0)
		return -1;
	if (records == 0)
		return 0;
	more = realloc(e->list, (e->n + 1) * sizeof(*more));
	if (more == NULL)
		return why_memory(w);
	e->list = more;
	more[e->n++] = *o;
	e->run->result->ended++;
	e->run->result->freed += records;
	return 0;
}

static int
tell(const struct enforce_run *run, const struct ledger_order *o,
    uint64_t records, struct why *w)
{
	struct event e;

	enforce_event(run, &e, "unrestrict");
	bytes_to_hex(e.order, o->id, sizeof(o->id));
	(void)snprintf(e.other, sizeof(e.other), "%s", o->issuer.agency);
	(void)snprintf(e.other_print, sizeof(e.other_print), "%s",
	    o->issuer.fingerprint);
	event_add_count(&e, "records", records);
	return journal_append(&run->store->ledger, &e, w);
}

static int
end(const struct enforce_run *run, const struct ledger_order *o, struct why *w)
{
	struct ledger *l = &run->store->ledger;
	uint64_t records = 0;

	if (ledger_begin(l, w) != 0)
		return -1;
	if (ledger_restricted_count(l, o->row, &records, w) == 0 &&
	    ledger_restricted_end(l, o->row, w) == 0 &&
	    tell(run, o, records, w) == 0 && ledger_commit(l, w) == 0)
		return 0;
	ledger_rollback(l);
	return -1;
}

int
enforce_ends(struct enforce_run *run, struct why *w)
{
	struct ends e = { .run = run };
	int rc = ledger_order_each(&run->store->ledger, note, &e, w);

	for (size_t i = 0; i < e.n && rc == 0 && !run->options->dry_run; i++)
		rc = end(run, &e.list[i], w);
	free(e.list);
	return rc;
}
