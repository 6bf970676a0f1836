#include "tool/flow/enforce.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tool/flow/enforce_inside.h"
#include "tool/flow/retention.h"
#include "tool/flow/told.h"

static int
list_one(void *self, const struct ledger_bundle *b, struct why *w)
{
	struct enforce_run *run = self;

	if (b->direction != LEDGER_RECEIVED || b->state != LEDGER_DONE)
		return 0;
	return bytes_add(&run->ids, b->id, SEAL_ID_BYTES, w);
}

/* --- what is due in it --- */

/* 1: there is a rule for it. */
static int
find_rule(struct enforce_run *run, struct enforce_work *k, struct why *w)
{
	const struct released *r = k->released;
	struct retention due;
	struct told told;

	if (told_get(&run->store->ledger, &r->bundle, &told, w) != 0)
		return -1;
	if (!retention_find(&run->store->policy, told.category, run->now_s,
		&due))
		return 0;
	memcpy(k->to->category, told.category, sizeof(k->to->category));
	k->to->days = due.days;
	k->before_ms = due.before_ms;
	return retention_match(&due, r->bundle.id, 0, &k->match, w) == 0 ? 1
									 : -1;
}

/** Days of capture, as the ledger counts them. */
struct days {
	int64_t before_ms;
	uint64_t reads;
	bool due;
};

static int
add_day(void *self, int64_t day_s, uint64_t reads, struct why *w)
{
	struct days *d = self;

	(void)w;
	d->reads += reads;
	d->due |= day_s * 1000 < d->before_ms;
	return 0;
}

/* 0: by the ledger no read was captured on a day that is due; all that are
 * there are in its count. */
static int
may_be_due(const struct enforce_run *run, const struct enforce_work *k,
    struct why *w)
{
	const struct ledger_bundle *b = &k->released->bundle;
	struct days d = { .before_ms = k->before_ms };

	if (ledger_captured_each(&run->store->ledger, b->id, add_day, &d, w) !=
	    0)
		return -1;
	return d.due || d.reads != b->reads - b->deleted_reads;
}

/* 1: something is due, or the look does not tell. */
static int
look(const struct enforce_run *run, struct enforce_work *k, struct why *w)
{
	struct released_look look = {
		.match = &k->match,
		.all = run->options->dry_run,
	};
	struct why unsure = { 0 };
	int rc = released_scan(k->released, &look, &unsure);

	k->unread = look.unread;
	k->to->reads = look.reads;
	if (rc == 0)
		return look.hit;
	if (run->options->dry_run || unsure.reason == WHY_INTERRUPTED)
		return why_set(w, unsure.reason, "%s", unsure.text);
	return 1;
}

static int
work_on(struct enforce_run *run, struct enforce_work *k,
    const uint8_t id[SEAL_ID_BYTES], struct why *w)
{
	struct enforce_result *result = run->result;
	struct released *r = k->released;
	int rc;

	memcpy(k->to->id, id, SEAL_ID_BYTES);
	rc = released_open(r, run->store, id, NULL, w);
	memcpy(k->to->sender, r->bundle.other.agency, sizeof(k->to->sender));
	if (rc != 0)
		return -1;
	r->progress = run->options->progress;
	if (waiting_load(&k->waiting, &run->store->ledger, id, w) != 0)
		return -1;
	rc = find_rule(run, k, w);
	result->unruled += rc == 0;
	result->looked += rc == 1;
	if (rc == 1)
		rc = may_be_due(run, k, w);
	if (rc == 1)
		rc = look(run, k, w);
	if (rc < 0)
		return -1;
	k->to->waited = k->waiting.n + (k->waiting.whole != 0);
	if ((rc == 1 || enforce_waits(k)) && !run->options->dry_run)
		rc = enforce_change(run, k, w);
	else
		result->reads += k->to->reads;
	result->unread += k->unread;
	result->waited += rc < 0 ? 0 : k->to->waited;
	return rc < 0 ? -1 : 0;
}

/* --- all of them --- */

static struct enforce_bundle *
add_bundle(struct enforce_result *r, struct why *w)
{
	struct enforce_bundle *more =
	    realloc(r->bundles, (r->n_bundles + 1) * sizeof(*more));

	if (more == NULL) {
		why_memory(w);
		return NULL;
	}
	r->bundles = more;
	more += r->n_bundles++;
	memset(more, 0, sizeof(*more));
	return more;
}

/* A verdict on one bundle ends nothing. */
static int
note_left(struct enforce_run *run, struct enforce_bundle *to,
    const struct why *why, bool gone, struct why *w)
{
	struct enforce_result *r = run->result;
	char hex[SEAL_ID_HEX];

	if (why_exit(why->reason) != WHY_EXIT_NO)
		return why_set(w, why->reason, "%s", why->text);
	to->left = true;
	to->why = *why;
	r->missing += gone;
	if (r->left++ > 0)
		return 0;
	bytes_to_hex(hex, to->id, SEAL_ID_BYTES);
	(void)why_set(&r->why, why->reason, "bundle %s: %s", hex, why->text);
	return 0;
}

static int
run_one(struct enforce_run *run, const uint8_t id[SEAL_ID_BYTES], struct why *w)
{
	struct enforce_result *r = run->result;
	struct released released;
	struct enforce_work k = { .to = add_bundle(r, w),
		.released = &released,
		.new_tombs = { .fd = -1 } };
	struct why why = { 0 };
	bool gone;
	int rc;

	if (k.to == NULL)
		return -1;
	rc = work_on(run, &k, id, &why);
	gone = released.bag_fd < 0 && why.reason == WHY_RELEASED_MISSING;
	if (rc != 0)
		rc = note_left(run, k.to, &why, gone, w);
	released_close(&released);
	judge_clear(&k.judge);
	waiting_clear(&k.waiting);
	spool_close(&k.new_tombs);
	order_match_clear(&k.match);
	if (!k.to->left && k.to->reads + k.to->files + k.to->waited == 0)
		r->n_bundles--;
	return rc;
}

/* Its free pages and its journal are emptied of what was forgotten. */
static int
scrub(struct enforce_run *run, struct why *w)
{
	struct ledger *l = &run->store->ledger;
	bool due;

	if (ledger_tombstone_expire(l, tombs_month(run->now_s), w) != 0 ||
	    ledger_scrub_due(l, &due, w) != 0)
		return -1;
	return due ? ledger_scrub(l, w) : 0;
}

static int
tell(struct enforce_run *run, struct why *w)
{
	const struct enforce_result *r = run->result;
	struct event e;

	enforce_event(run, &e, "enforce");
	event_add_count(&e, "bundles", r->looked);
	event_add_count(&e, "unruled_bundles", r->unruled);
	event_add_count(&e, "changed_bundles", r->changed);
	event_add_count(&e, "deleted_reads", r->reads);
	event_add_count(&e, "deleted_files", r->files);
	event_add_count(&e, "ended_restrictions", r->ended);
	event_add_count(&e, "unread_reads", r->unread);
	event_add_count(&e, "missing_bundles", r->missing);
	event_add_count(&e, "failed_bundles", r->left - r->missing);
	return store_event(run->store, &e, w);
}

static int
finish(struct enforce_run *run, struct why *w)
{
	const struct reach_facts facts = {
		.left = run->result->left,
		.passed = run->passed,
		.shown = run->result->shown.n,
	};

	if (scrub(run, w) != 0 ||
	    reach_find(&run->result->reach, run->store, &facts, w) != 0)
		return -1;
	return tell(run, w);
}

int
enforce(struct store *s, const struct enforce_options *o,
    struct enforce_result *r, struct why *w)
{
	struct enforce_run run = {
		.store = s,
		.options = o,
		.result = r,
		.now_s = time(NULL),
	};
	int rc;

	*r = (struct enforce_result){ 0 };
	rc = store_sound_directory(s, w);
	if (rc == 0)
		rc = holds_load(&run.holds, &s->ledger, w);
	if (rc == 0)
		rc = ledger_bundle_each(&s->ledger, list_one, &run, w);
	if (rc == 0)
		rc = enforce_ends(&run, w);
	for (size_t i = 0; i < run.ids.len && rc == 0; i += SEAL_ID_BYTES)
		rc = run_one(&run, run.ids.data + i, w);
	if (rc == 0 && !o->dry_run)
		rc = finish(&run, w);
	holds_clear(&run.holds);
	tombs_clear(&run.tombs);
	bytes_clear(&run.ids);
	return rc;
}

void
enforce_result_clear(struct enforce_result *r)
{
	free(r->bundles);
	reach_shown_clear(&r->shown);
	*r = (struct enforce_result){ 0 };
}
