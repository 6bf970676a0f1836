#include "tool/flow/enforce.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tool/flow/pool.h"
#include "tool/flow/released.h"
#include "tool/flow/retention.h"
#include "tool/flow/told.h"
#include "tool/flow/tombs.h"
#include "tool/store/journal.h"
#include "tool/store/store_rules.h"

struct run {
	struct store *store;
	const struct enforce_options *options;
	struct enforce_result *result;
	int64_t now_s;
	struct holds holds;
	struct bytes ids; /* SEAL_ID_BYTES each */
	uint64_t passed;  /* times that changed ones were passed on */
};

/** One bundle, while it is worked on. */
struct work {
	struct enforce_bundle *to;
	struct released *released;
	struct order_match match;
	struct judge judge;
	struct judge_count count;
	uint64_t unread;
	struct pool pool;
	struct staging staging;
};

static int
list_one(void *self, const struct ledger_bundle *b, struct why *w)
{
	struct run *run = self;

	if (b->direction != LEDGER_RECEIVED || b->state != LEDGER_DONE)
		return 0;
	return bytes_add(&run->ids, b->id, SEAL_ID_BYTES, w);
}

/* --- what is due in it --- */

/* 1: there is a rule for it. */
static int
find_rule(struct run *run, struct work *k, struct why *w)
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
	return retention_match(&due, r->bundle.id, 0, &k->match, w) == 0 ? 1
									 : -1;
}

/* 1: something is due, or the look does not tell. */
static int
look(const struct run *run, struct work *k, struct why *w)
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

static void
set_judge(const struct run *run, struct work *k)
{
	judge_clear(&k->judge);
	k->unread = 0;
	k->count = (struct judge_count){ 0 };
	k->judge = (struct judge){
		.match = &k->match,
		.bundle = k->released->bundle.id,
		.unread = &k->unread,
		.counts = &k->count,
		.holds = run->holds.n == 0 ? NULL : &run->holds,
		.store_fd = run->store->fd,
	};
}

/* --- how it goes --- */

static void
begin_event(const struct run *run, struct event *e, const char *act)
{
	*e = (struct event){ .outcome = "done" };
	(void)snprintf(e->act, sizeof(e->act), "%s", act);
	(void)snprintf(e->actor, sizeof(e->actor), "%s", run->options->actor);
	store_rules_name(run->store, e);
}

static int
tell_bundle(const struct run *run, const struct work *k, struct why *w)
{
	const struct ledger_bundle *b = &k->released->bundle;
	struct event e;

	begin_event(run, &e, "expire");
	bytes_to_hex(e.bundle, b->id, sizeof(b->id));
	bytes_to_hex(e.seal, b->seal_digest, sizeof(b->seal_digest));
	(void)snprintf(e.other, sizeof(e.other), "%s", b->other.agency);
	(void)snprintf(e.other_print, sizeof(e.other_print), "%s",
	    b->other.fingerprint);
	event_add_count(&e, "days", k->to->days);
	event_add_count(&e, "deleted_reads", k->judge.gone.reads);
	event_add_count(&e, "deleted_files", k->judge.gone.members);
	return journal_append(&run->store->ledger, &e, w);
}

static const uint64_t expired = LEDGER_CAUSE_EXPIRED;
static const struct harvest_causes causes = {
	.orders = &expired,
	.tombstone = LEDGER_CAUSE_TOMBSTONE,
};

/* Nothing went, and something waits for a hold. */
static int
commit_held(struct run *run, struct work *k, struct why *w)
{
	struct ledger *l = &run->store->ledger;

	if (ledger_begin(l, w) != 0)
		return -1;
	if (judge_commit(&k->judge, l, &causes, w) != 0 ||
	    ledger_commit(l, w) != 0) {
		ledger_rollback(l);
		return -1;
	}
	return 0;
}

static int
commit(struct run *run, struct work *k, bool *committed, struct why *w)
{
	struct ledger *l = &run->store->ledger;

	if (staging_sync(&k->staging, w) != 0 || ledger_begin(l, w) != 0)
		return -1;
	if (released_commit(k->released, &causes, w) != 0 ||
	    judge_commit(&k->judge, l, &causes, w) != 0 ||
	    tell_bundle(run, k, w) != 0 || staging_keep(&k->staging, w) != 0 ||
	    ledger_commit(l, w) != 0) {
		ledger_rollback(l);
		return -1;
	}
	*committed = true;
	return store_swaps(run->store, w);
}

/* From the files as they lie there now: all is as sealed, and nothing is due.
 */
static int
read_back(struct run *run, struct work *k, struct why *w)
{
	struct released *r = k->released;
	uint8_t id[SEAL_ID_BYTES];

	memcpy(id, r->bundle.id, sizeof(id));
	released_close(r);
	if (released_open(r, run->store, id, &k->pool, w) != 0)
		return -1;
	r->progress = run->options->progress;
	set_judge(run, k);
	if (released_run(r, &k->judge, NULL, w) != 0)
		return why_in(w, "read back");
	if (released_changed(r))
		return why_set(w, WHY_RELEASED_CHANGED,
		    "read back: what was due is there still");
	return 0;
}

static int
change(struct run *run, struct work *k, bool *settled, struct why *w)
{
	struct released *r = k->released;
	uint64_t passed;

	r->pool = &k->pool;
	set_judge(run, k);
	if (released_run(r, &k->judge, &k->staging, w) != 0)
		return -1;
	if (!released_changed(r))
		return commit_held(run, k, w);
	if (ledger_hop_passed(&run->store->ledger, r->bundle.id, &passed, w) !=
		0 ||
	    commit(run, k, settled, w) != 0)
		return -1;
	run->passed += passed;
	k->to->reads = k->judge.gone.reads;
	k->to->files = k->judge.gone.members;
	run->result->changed++;
	run->result->reads += k->to->reads;
	run->result->files += k->to->files;
	return read_back(run, k, w);
}

/* The guardian of the staging is forked before there are threads. */
static int
change_staged(struct run *run, struct work *k, struct why *w)
{
	bool committed = false;
	int rc = -1;

	if (staging_open(&k->staging, run->store->fd, w) != 0)
		return -1;
	if (pool_open(&k->pool, run->options->jobs, w) == 0) {
		rc = change(run, k, &committed, w);
		pool_stop(&k->pool);
		pool_close(&k->pool);
	}
	/* what a swap list names stays for whoever goes on with it */
	if (staging_close(&k->staging, committed && rc != 0, w) != 0)
		rc = -1;
	return rc;
}

static int
work_on(struct run *run, struct work *k, const uint8_t id[SEAL_ID_BYTES],
    struct why *w)
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
	rc = find_rule(run, k, w);
	if (rc <= 0) {
		result->unruled += rc == 0;
		return rc;
	}
	result->looked++;
	rc = look(run, k, w);
	if (rc == 1 && !run->options->dry_run)
		rc = change_staged(run, k, w);
	else if (rc == 1)
		result->reads += k->to->reads;
	result->unread += k->unread;
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
note_left(struct run *run, struct enforce_bundle *to, const struct why *why,
    bool gone, struct why *w)
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
run_one(struct run *run, const uint8_t id[SEAL_ID_BYTES], struct why *w)
{
	struct enforce_result *r = run->result;
	struct released released;
	struct work k = { .to = add_bundle(r, w), .released = &released };
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
	order_match_clear(&k.match);
	if (!k.to->left && k.to->reads + k.to->files == 0)
		r->n_bundles--;
	return rc;
}

/* Its free pages and its journal are emptied of what was forgotten. */
static int
scrub(struct run *run, struct why *w)
{
	struct ledger *l = &run->store->ledger;
	bool due;

	if (ledger_tombstone_expire(l, tombs_month(run->now_s), w) != 0 ||
	    ledger_scrub_due(l, &due, w) != 0)
		return -1;
	return due ? ledger_scrub(l, w) : 0;
}

static int
tell(struct run *run, struct why *w)
{
	const struct enforce_result *r = run->result;
	struct event e;

	begin_event(run, &e, "enforce");
	event_add_count(&e, "bundles", r->looked);
	event_add_count(&e, "unruled_bundles", r->unruled);
	event_add_count(&e, "changed_bundles", r->changed);
	event_add_count(&e, "deleted_reads", r->reads);
	event_add_count(&e, "deleted_files", r->files);
	event_add_count(&e, "unread_reads", r->unread);
	event_add_count(&e, "missing_bundles", r->missing);
	event_add_count(&e, "failed_bundles", r->left - r->missing);
	return store_event(run->store, &e, w);
}

static int
finish(struct run *run, struct why *w)
{
	const struct reach_facts facts = {
		.left = run->result->left,
		.passed = run->passed,
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
	struct run run = {
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
	for (size_t i = 0; i < run.ids.len && rc == 0; i += SEAL_ID_BYTES)
		rc = run_one(&run, run.ids.data + i, w);
	if (rc == 0 && !o->dry_run)
		rc = finish(&run, w);
	holds_clear(&run.holds);
	bytes_clear(&run.ids);
	return rc;
}

void
enforce_result_clear(struct enforce_result *r)
{
	free(r->bundles);
	*r = (struct enforce_result){ 0 };
}
