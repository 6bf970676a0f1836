/** What is due goes, bundle by bundle. Source: enforce.txt. */

#include "tool/flow/enforce.h"

#include "tests/unit/received.h"
#include "tool/flow/told.h"
#include "tool/store/ledger_waiting.h"

static struct enforce_result result;

static bool
opens(void)
{
	struct why w = { 0 };

	return tap_ok(
	    store_open(&store, received_store, STORE_WRITE, NULL, &w) == 0,
	    "the store opens %s", w.text);
}

static void
run(bool dry_run, const char *rule)
{
	const struct enforce_options o = { .actor = "test",
		.jobs = 1,
		.dry_run = dry_run,
		.progress = &received_progress };
	struct why w = { 0 };

	enforce_result_clear(&result);
	tap_ok(enforce(&store, &o, &result, &w) == 0, "%s %s", rule, w.text);
}

/* looked unruled changed reads files waited left */
static void
counts(const char *want, const char *rule)
{
	const struct enforce_result *r = &result;
	char text[128];

	(void)snprintf(text, sizeof text, "%llu %llu %llu %llu %llu %llu %llu",
	    (unsigned long long)r->looked, (unsigned long long)r->unruled,
	    (unsigned long long)r->changed, (unsigned long long)r->reads,
	    (unsigned long long)r->files, (unsigned long long)r->waited,
	    (unsigned long long)r->left);
	tap_text(text, want, "%s", rule);
}

/* Is this in the reads of a bundle? */
static bool
has(size_t i, const char *text)
{
	struct bytes all = { 0 };
	bool found;

	scratch_read(received_path(i, "data/reads.csv"), &all);
	found = memmem(all.data, all.len, text, strlen(text)) != NULL;
	bytes_clear(&all);
	return found;
}

static const char *
reached(const char *place)
{
	for (size_t i = 0; i < result.reach.n; i++)
		if (strcmp(result.reach.places[i].place, place) == 0)
			return reach_word(result.reach.places[i].state);
	return "nowhere";
}

struct place {
	uint64_t segment;
	uint32_t index;
};

static int
find_reads(void *self, const struct ledger_member *m, struct why *w)
{
	struct place *p = self;

	(void)w;
	if (strcmp(m->name, "data/reads.csv") == 0)
		*p = (struct place){ m->segment, m->first };
	return 0;
}

/* Row n of a bundle, from 1, waits for a hold that is over. */
static void
waits(size_t i, uint32_t n)
{
	struct place p = { 0 };
	struct ledger_waiting_row row = { .cause = LEDGER_CAUSE_EXPIRED,
		.hold = "over",
		.n = 1 };
	struct why w = { 0 };

	(void)ledger_member_each(&store.ledger, received_ids[i], find_reads, &p,
	    &w);
	/* behind its member record and the header */
	p.index += 1 + n;
	row.segment = p.segment;
	row.records = &p.index;
	tap_number(ledger_waiting_put(&store.ledger, received_ids[i], &row, &w),
	    0, "row %u of bundle %zu waits", n, i);
}

/* A bundle was asked for under a category, of which the policy keeps reads for
 * a month. */
static void
ruled(size_t i)
{
	struct ledger_bundle row = { .direction = LEDGER_RECEIVED };
	struct contents c = { 0 };
	struct why w = { 0 };

	memcpy(row.id, received_ids[i], sizeof row.id);
	(void)snprintf(c.authority.category, sizeof c.authority.category, "x");
	tap_number(told_put(&store.ledger, &row, &c, &w), 0,
	    "bundle %zu has a category", i);
	store.policy.line.version = 1;
	(void)snprintf(store.policy.name, sizeof store.policy.name, "p");
	store.policy.n_categories = 1;
	store.policy.categories[0] = (struct policy_category){ "x", 30 };
}

static void
without_a_rule(void)
{
	run(false, "no policy is there");
	counts("0 3 0 0 0 0 0", "no rule says what is due");
	tap_number((long long)result.n_bundles, 0, "and nothing is");
}

static void
what_waited(void)
{
	waits(0, 2);
	run(true, "a look");
	counts("0 3 0 0 0 1 0", "tells what waited");
	tap_ok(has(0, "R2,") && result.reach.n == 0, "and changes nothing");
	run(false, "it goes");
	counts("0 3 1 1 0 1 0", "alone");
	tap_ok(!has(0, "R2,") && has(0, "R1,") && has(0, "R3,"),
	    "the others stay");
	tap_ok(memcmp(result.bundles[0].id, received_ids[0], SEAL_ID_BYTES) ==
		0,
	    "the bundle is named");
	tap_text(reached("rows"), "reached", "and was read back");
	run(false, "again");
	counts("0 3 0 0 0 0 0", "nothing is left to do");
}

static void
what_is_too_old(void)
{
	struct ledger_hold h = { .id = "A",
		.scope = "{\"target\":\"record\",\"record_id\":\"R3\"}\n",
		.scope_bytes = 37 };
	struct why w = { 0 };
	uint64_t held = 0;

	ruled(1);
	ruled(2);
	tap_number(ledger_hold_put(&store.ledger, &h, &w), 0, "a hold stands");
	scratch_write(received_path(1, "data/note.txt"), "changed", 7);
	run(false, "two bundles have a rule, one of them was changed");
	counts("2 1 1 2 1 0 1", "what is too old goes from the other");
	tap_ok(!has(2, "R1,") && !has(2, "R2,") && has(2, "R3,"),
	    "but what the hold names");
	(void)ledger_waiting_held(&store.ledger, h.id, &held, &w);
	tap_number((long long)held, 1, "which waits for it");
	tap_ok(has(1, "R1,"), "the one that was changed is as it was");
	tap_text(why_name(result.why.reason), "released-changed",
	    "and that is told");
	tap_text(reached("rows"), "not-reached", "nor reached");
}

/* By the days in the ledger nothing can be due: no file is read. */
static void
what_cannot_be_due(void)
{
	struct reads_days days = { 0 };
	struct why w = { 0 };

	store.policy.categories[0].days = 36500;
	scratch_write(received_path(1, "data/reads.csv"), "\"", 1);
	run(false, "all is kept for a century");
	counts("2 1 0 0 0 0 0", "what was changed is not looked at");
	if (reads_days_open(&days, &w) != 0)
		return;
	reads_days_add(&days, 0);
	tap_number(
	    ledger_captured_add(&store.ledger, received_ids[1], &days, &w), 0,
	    "the days do not count what is there");
	reads_days_close(&days);
	run(false, "so it is looked at");
	counts("2 1 0 0 0 0 1", "and found");
}

int
main(void)
{
	if (!received_begin() || !opens())
		return tap_done();
	without_a_rule();
	what_waited();
	what_is_too_old();
	what_cannot_be_due();
	enforce_result_clear(&result);
	store_close(&store);
	return tap_done();
}
