#include "tool/flow/retention.h"

#include <stdio.h>

#include "formats/order_target.h"
#include "tests/tap/tap.h"
#include "tool/flow/tombs.h"

#define DAY_S INT64_C(86400)
/* 2026-03-01T00:00:00Z */
#define NOW_S INT64_C(1772323200)

static struct store store;
static struct policy policy;

static void
test_rule(void)
{
	struct retention r;

	tap_ok(!retention_find(&policy, "major", NOW_S, &r),
	    "without a policy there is no rule");
	policy.line.version = 1;
	tap_ok(!retention_find(&policy, "", NOW_S, &r),
	    "nor without a category");
	tap_ok(!retention_find(&policy, "minor", NOW_S, &r),
	    "nor for one that the policy does not have");
	tap_ok(retention_find(&policy, "major", NOW_S, &r), "there is one");
	tap_number(r.days, 30, "with its days");
	tap_number(r.before_ms, (NOW_S - 30 * DAY_S + 1) * 1000,
	    "and the moment before which reads are due");
}

/* What pack and receive say of an age, and what is due, is the same. */
static void
test_agrees(int64_t age_s, bool due)
{
	struct retention r;
	struct why w = { 0 };
	int64_t captured_s = NOW_S - age_s;

	tap_ok(retention_find(&policy, "major", NOW_S, &r) &&
		(captured_s * 1000 + 999 < r.before_ms) == due,
	    "a read of %lld s is %sdue", (long long)age_s, due ? "" : "not ");
	tap_ok((policy_check_age(&policy, "major", captured_s, NOW_S, &w) !=
		   0) == due,
	    "as the policy says");
}

/* One row, of a file with times alone. */
static uint32_t
ask(const struct order_match *m, const uint8_t *bundle, const char *time)
{
	static const char header[] =
	    "vrm,feed_id,source_id,camera_id,capture_time\n";
	struct reads reads;
	struct reads_cut how = { .last = false };
	struct records cut = { 0 };
	struct record row = { .kind = HASH_LEAF_RECORD };
	struct why w = { 0 };
	char text[128];
	size_t used;
	uint32_t order = 0;

	row.len =
	    (uint32_t)snprintf(text, sizeof(text), "ZZ26AAA,1,1,1,%s\n", time);
	row.bytes = (const uint8_t *)text;
	if (reads_begin(&reads, "csv", "", &w) == 0 &&
	    reads_cut(&reads, &how, (const uint8_t *)header, sizeof(header) - 1,
		&cut, &used, &w) == 0)
		order = order_match_row(m, bundle, &reads, &row, NULL);
	records_clear(&cut);
	return order;
}

static void
test_match(void)
{
	static const uint8_t here[SEAL_ID_BYTES] = { 1 };
	static const uint8_t there[SEAL_ID_BYTES] = { 2 };
	struct order_match m = { 0 };
	struct retention r;
	struct why w = { 0 };

	(void)retention_find(&policy, "major", NOW_S, &r);
	tap_number(retention_match(&r, here, 7, &m, &w), 0, "it is asked");
	tap_number(ask(&m, here, "2026-01-30T00:00:00.999Z"), 7,
	    "the last second that is due");
	tap_number(ask(&m, here, "2026-01-30T00:00:01Z"), ORDER_NONE,
	    "the next one is not");
	tap_number(ask(&m, here, "1969-12-31T23:59:59Z"), 7, "long ago");
	tap_number(ask(&m, here, "never"), ORDER_NONE,
	    "what is no time is not");
	tap_number(ask(&m, there, "2025-01-01T00:00:00Z"), ORDER_NONE,
	    "nor is another bundle");
	order_match_clear(&m);
}

static void
test_tombs(void)
{
	store.retention_months = 12;
	store.policy = policy;
	tap_number(retention_until(&store, NOW_S), tombs_until(NOW_S, 12),
	    "a tombstone stands for the months of the store");
	store.policy.categories[1].days = 3650;
	tap_number(retention_until(&store, NOW_S),
	    tombs_month(NOW_S + 3650 * DAY_S),
	    "and longer where the policy keeps any read longer");
}

int
main(void)
{
	policy_neutral(&policy);
	policy.n_categories = 2;
	(void)snprintf(policy.categories[0].category,
	    sizeof(policy.categories[0].category), "major");
	policy.categories[0].days = 30;
	(void)snprintf(policy.categories[1].category,
	    sizeof(policy.categories[1].category), "other");
	policy.categories[1].days = 300;
	test_rule();
	test_agrees(30 * DAY_S - 1, false);
	test_agrees(30 * DAY_S, true);
	test_agrees(30 * DAY_S + 1, true);
	test_match();
	test_tombs();
	return tap_done();
}
