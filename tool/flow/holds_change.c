#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tool/flow/holds.h"
#include "tool/store/journal.h"
#include "tool/store/ledger_waiting.h"
#include "tool/store/store_rules.h"

static struct event
event_of(const struct store *s, const char *act,
    const uint8_t id[LEDGER_HOLD_ID_BYTES], const char *actor)
{
	struct event e = { .outcome = "done" };

	snprintf(e.act, sizeof(e.act), "%s", act);
	snprintf(e.actor, sizeof(e.actor), "%s", actor);
	bytes_to_hex(e.hold, id, LEDGER_HOLD_ID_BYTES);
	store_rules_name(s, &e);
	return e;
}

/* The change is in the open transaction, or failed. */
static int
commit(struct store *s, int rc, struct event *e, struct why *w)
{
	struct ledger *l = &s->ledger;

	if (rc != 0 || journal_append(l, e, w) != 0 ||
	    ledger_commit(l, w) != 0) {
		ledger_rollback(l);
		return -1;
	}
	return journal_checkpoint(l, &s->session, s->fingerprint, w);
}

int
holds_begin(struct store *s, struct ledger_hold *one, const char *actor,
    uint64_t *targets, struct why *w)
{
	struct holds all;
	struct event e;
	int rc = -1;

	/* Beside those that stand: their windows together have a limit. */
	if (holds_load(&all, &s->ledger, w) == 0 &&
	    bytes_random(one->id, sizeof(one->id), w) == 0)
		rc = holds_add(&all, one, targets, w);
	holds_clear(&all);
	if (rc != 0)
		return -1;
	e = event_of(s, "hold-add", one->id, actor);
	snprintf(e.reference, sizeof(e.reference), "%s", one->reference);
	event_add_count(&e, "targets", *targets);
	event_add_count(&e, "review", (uint64_t)one->review_s);
	if (ledger_begin(&s->ledger, w) != 0)
		return -1;
	return commit(s, ledger_hold_put(&s->ledger, one, w), &e, w);
}

static int
known(bool found, struct why *w)
{
	return found ? 0 : why_set(w, WHY_USAGE, "no such hold stands");
}

int
holds_review(struct store *s, const uint8_t id[LEDGER_HOLD_ID_BYTES],
    int64_t review_s, const char *actor, struct why *w)
{
	struct event e = event_of(s, "hold-review", id, actor);
	bool found = false;
	int rc;

	event_add_count(&e, "review", (uint64_t)review_s);
	if (ledger_begin(&s->ledger, w) != 0)
		return -1;
	rc = ledger_hold_review(&s->ledger, id, review_s, &found, w);
	rc = rc == 0 ? known(found, w) : -1;
	return commit(s, rc, &e, w);
}

int
holds_end(struct store *s, const uint8_t id[LEDGER_HOLD_ID_BYTES],
    const char *reason, const char *actor, uint64_t *released, struct why *w)
{
	struct event e = event_of(s, "hold-release", id, actor);
	struct ledger *l = &s->ledger;
	bool found = false;
	int rc;

	snprintf(e.reference, sizeof(e.reference), "%s", reason);
	if (ledger_begin(l, w) != 0)
		return -1;
	rc = ledger_waiting_held(l, id, released, w);
	event_add_count(&e, "released", *released);
	if (rc == 0)
		rc = ledger_hold_release(l, id, &found, w);
	rc = rc == 0 ? known(found, w) : -1;
	if (commit(s, rc, &e, w) != 0)
		return -1;
	return ledger_scrub(l, w);
}
