#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tool/flow/handovers.h"
#include "tool/store/journal.h"
#include "tool/store/ledger_handover.h"
#include "tool/store/ledger_head.h"

/* One hop that was given from here, in the open transaction. */
static int
enter(struct store *s, const struct handover_hop *hop, const char *actor,
    struct why *w)
{
	const struct handover_take *take = &hop->take;
	const struct seal_party *taker = &take->taker.key;
	const char *found = handover_found_name(take->found);
	struct ledger *l = &s->ledger;
	struct ledger_handover row = { .hop = take->hop,
		.taken_s = take->made_s,
		.closed_s = time(NULL) };
	struct event e;

	memcpy(row.id, take->id, sizeof row.id);
	memcpy(row.person, take->taker.person, sizeof row.person);
	memcpy(row.answer, hop->answer.statement, sizeof row.answer);
	(void)snprintf(row.found, sizeof row.found, "%s", found);
	handovers_event(s, &hop->give, "handover-close", actor, &e);
	memcpy(e.other, taker->agency, sizeof e.other);
	memcpy(e.other_print, taker->fingerprint, sizeof e.other_print);
	event_add_count(&e, found, 1);
	event_add_count(&e, "taken", (uint64_t)take->made_s);
	if (ledger_handover_close(l, &row, w) != 0 ||
	    ledger_witness_put(l, taker->fingerprint, take->log.size,
		take->log.root, take->id, w) != 0)
		return -1;
	return journal_append(l, &e, w);
}

/* What is known here of one hop. *open: it was given from here, and nothing is
 * known yet of its taking; *before: that is known. */
static int
look(struct store *s, const struct handover_hop *hop, bool *open, bool *before,
    struct why *w)
{
	struct ledger_handover row;
	bool found;

	*open = *before = false;
	if (ledger_handover_get(&s->ledger, hop->give.what.id, hop->give.hop,
		&row, &found, w) != 0)
		return -1;
	if (!found || row.side != LEDGER_GIVEN)
		return 0;
	if (memcmp(row.statement, hop->given.statement, sizeof row.statement) !=
	    0)
		return why_set(w, WHY_HANDOVER_BROKEN,
		    "hop %u: something else was given from here",
		    hop->give.hop);
	*open = hop->taken && !row.taken;
	*before = row.taken;
	return 0;
}

static int
enter_all(struct store *s, const struct handovers *c, const char *actor,
    struct why *w)
{
	bool any = false;
	bool known = false;

	for (size_t i = 0; i < c->n; i++) {
		bool open;
		bool before;

		if (look(s, &c->hops[i], &open, &before, w) != 0 ||
		    (open && enter(s, &c->hops[i], actor, w) != 0))
			return -1;
		any |= open;
		known |= before;
	}
	if (any)
		return 0;
	if (known)
		return why_set(w, WHY_REPLAYED,
		    "what became of it was entered before");
	return why_set(w, WHY_HANDOVER_BROKEN,
	    "no hop that was taken was given from here");
}

/* Its own transaction, or none of it. */
static int
commit(struct store *s, const struct handovers *c, const char *actor,
    bool dry_run, struct why *w)
{
	int rc = -1;

	if (ledger_begin(&s->ledger, w) != 0)
		return -1;
	if (enter_all(s, c, actor, w) == 0) {
		rc = 0;
		if (!dry_run)
			rc = ledger_commit(&s->ledger, w);
		if (!dry_run && rc == 0)
			rc = journal_checkpoint(&s->ledger, &s->session,
			    s->fingerprint, w);
	}
	ledger_rollback(&s->ledger);
	return rc;
}

int
handovers_close(struct store *s, const char *path, const char *actor,
    bool dry_run, struct handovers *c, struct why *w)
{
	struct event e = { 0 };

	if (handovers_open(c, s, path, w) == 0 &&
	    handovers_witness(c, s, w) != 0)
		why_in(w, "%s", path);
	if (w->reason == WHY_NONE && commit(s, c, actor, dry_run, w) == 0)
		return 0;
	if (dry_run)
		return -1;
	(void)snprintf(e.act, sizeof e.act, "handover-close");
	(void)snprintf(e.actor, sizeof e.actor, "%s", actor);
	return store_event_refused(s, &e, w);
}
