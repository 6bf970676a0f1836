#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tool/flow/enforce_inside.h"
#include "tool/flow/retention.h"
#include "tool/store/journal.h"
#include "tool/store/store_rules.h"

bool
enforce_waits(const struct enforce_work *k)
{
	return k->waiting.n > 0 || k->waiting.whole != 0;
}

static void
set_judge(const struct enforce_run *run, struct enforce_work *k)
{
	judge_clear(&k->judge);
	k->unread = 0;
	memset(k->waiting.counts, 0,
	    k->waiting.n_causes * sizeof(*k->waiting.counts));
	k->judge = (struct judge){
		.match = &k->match,
		.bundle = k->released->bundle.id,
		.unread = &k->unread,
		.counts = k->waiting.counts,
		.due = k->waiting.due,
		.n_due = k->waiting.n,
		.untombed = 1, /* expiry, which keeps out by itself */
		.bare = k->waiting.bare,
		.holds = run->holds.n == 0 ? NULL : &run->holds,
		.store_fd = run->store->fd,
	};
}

void
enforce_event(const struct enforce_run *run, struct event *e, const char *act)
{
	*e = (struct event){ .outcome = "done" };
	(void)snprintf(e->act, sizeof(e->act), "%s", act);
	(void)snprintf(e->actor, sizeof(e->actor), "%s", run->options->actor);
	store_rules_name(run->store, e);
}

static int
tell_bundle(const struct enforce_run *run, const struct enforce_work *k,
    struct why *w)
{
	const struct ledger_bundle *b = &k->released->bundle;
	struct event e;

	enforce_event(run, &e, "expire");
	bytes_to_hex(e.bundle, b->id, sizeof(b->id));
	bytes_to_hex(e.seal, b->seal_digest, sizeof(b->seal_digest));
	(void)snprintf(e.other, sizeof(e.other), "%s", b->other.agency);
	(void)snprintf(e.other_print, sizeof(e.other_print), "%s",
	    b->other.fingerprint);
	event_add_count(&e, "days", k->to->days);
	event_add_count(&e, "deleted_reads", k->judge.gone.reads);
	event_add_count(&e, "deleted_files", k->judge.gone.members);
	if (enforce_waits(k)) {
		event_add_count(&e, "waited_reads",
		    k->judge.gone.reads - k->waiting.counts[0].reads);
		event_add_count(&e, "waited_files",
		    k->judge.gone.members - k->waiting.counts[0].members);
	}
	return journal_append(&run->store->ledger, &e, w);
}

static struct harvest_causes
causes_of(const struct enforce_work *k)
{
	return (struct harvest_causes){
		.orders = k->waiting.causes,
		.tombstone = LEDGER_CAUSE_TOMBSTONE,
	};
}

/* Nothing went, and something waits for a hold. */
static int
commit_held(struct enforce_run *run, struct enforce_work *k, struct why *w)
{
	const struct harvest_causes causes = causes_of(k);
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
commit(struct enforce_run *run, struct enforce_work *k, bool *committed,
    struct why *w)
{
	const struct harvest_causes causes = causes_of(k);
	struct ledger *l = &run->store->ledger;

	if (staging_sync(&k->staging, w) != 0 || ledger_begin(l, w) != 0)
		return -1;
	if (released_commit(k->released, &causes, w) != 0 ||
	    judge_commit(&k->judge, l, &causes, w) != 0 ||
	    waiting_answer(&k->waiting, l, k->to->id, w) != 0 ||
	    (k->judge.new_tombs != NULL &&
		judge_put_tombs(&k->new_tombs, l, w) != 0) ||
	    tell_bundle(run, k, w) != 0 || staging_keep(&k->staging, w) != 0 ||
	    ledger_commit(l, w) != 0) {
		ledger_rollback(l);
		return -1;
	}
	*committed = true;
	return store_swaps(run->store, w);
}

/* A bundle that went whole has no folder any more. */
static int
look_for_none(const struct enforce_run *run, const struct released *r,
    struct why *w)
{
	char name[80];

	(void)snprintf(name, sizeof(name), STORE_RECEIVED "/%s", r->id);
	if (faccessat(run->store->fd, name, F_OK, AT_SYMLINK_NOFOLLOW) != 0 &&
	    errno == ENOENT)
		return 0;
	return why_set(w, WHY_RELEASED_CHANGED, "read back: %s is there still",
	    name);
}

/* From the files as they lie there now: all is as sealed, and nothing is due.
 */
static int
read_back(struct enforce_run *run, struct enforce_work *k, struct why *w)
{
	struct released *r = k->released;
	uint8_t id[SEAL_ID_BYTES];

	if (r->everything != 0)
		return look_for_none(run, r, w);
	memcpy(id, r->bundle.id, sizeof(id));
	released_close(r);
	if (released_open(r, run->store, id, &k->pool, w) != 0)
		return -1;
	r->progress = run->options->progress;
	r->brief = true;
	set_judge(run, k);
	if (released_run(r, &k->judge, NULL, w) != 0)
		return why_in(w, "read back");
	if (released_changed(r))
		return why_set(w, WHY_RELEASED_CHANGED,
		    "read back: what was due is there still");
	return 0;
}

/* What went by an order does not come back. */
static int
set_tombs(struct enforce_run *run, struct enforce_work *k, struct why *w)
{
	struct store *s = run->store;

	if (!enforce_waits(k) || !s->policy.tombstones)
		return 0;
	if (!run->tombs_loaded && tombs_load(&run->tombs, s, true, w) != 0)
		return -1;
	run->tombs_loaded = true;
	if (spool_open(&k->new_tombs, s->fd, w) != 0)
		return -1;
	k->judge.tombs = &run->tombs;
	k->judge.new_tombs = &k->new_tombs;
	k->judge.until_month = retention_until(s, run->now_s);
	return 0;
}

/* A bundle that waited whole goes whole, unless another hold names something
 * in it, or a look does not tell. */
static void
set_whole(const struct enforce_run *run, struct enforce_work *k)
{
	struct released *r = k->released;
	struct released_look look = { .match = &run->holds.match };
	struct why unsure = { 0 };

	if (k->waiting.whole == 0)
		return;
	if (run->holds.n > 0 &&
	    (order_match_bundle(look.match, r->bundle.id, NULL) != ORDER_NONE ||
		released_scan(r, &look, &unsure) != 0 || look.hit)) {
		k->judge.whole = k->waiting.whole;
		return;
	}
	r->everything = k->waiting.whole;
	k->waiting.counts[k->waiting.whole - 1].bundles++;
}

static int
change(struct enforce_run *run, struct enforce_work *k, bool *settled,
    struct why *w)
{
	struct ledger *l = &run->store->ledger;
	struct released *r = k->released;
	uint64_t passed;

	r->pool = &k->pool;
	set_judge(run, k);
	if (set_tombs(run, k, w) != 0)
		return -1;
	set_whole(run, k);
	if (released_run(r, &k->judge, &k->staging, w) != 0)
		return -1;
	if (k->judge.whole != 0 && judge_bundle_stays(&k->judge, w) != 0)
		return -1;
	if (!released_changed(r) && r->everything == 0)
		return commit_held(run, k, w);
	if (ledger_hop_passed(l, r->bundle.id, &passed, w) != 0 ||
	    commit(run, k, settled, w) != 0 ||
	    reach_shown_add(&run->result->shown, l, k->to->id, w) != 0)
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
int
enforce_change(struct enforce_run *run, struct enforce_work *k, struct why *w)
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
