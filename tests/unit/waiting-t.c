/** What waited for a hold that is over. Source: enforce.txt, 1.4. */

#include "tool/flow/waiting.h"

#include "tests/tap/tap.h"
#include "tests/unit/ledger_file.h"
#include "tool/store/ledger_order.h"
#include "tool/store/ledger_taken.h"
#include "tool/store/ledger_waiting.h"

static const uint8_t bundle[SEAL_ID_BYTES] = "a bundle";
static struct ledger l;
static uint64_t order_row;

static void
put(const char *hold, uint64_t cause, uint64_t segment, uint32_t index)
{
	struct ledger_waiting_row row = { .segment = segment,
		.cause = cause,
		.records = &index,
		.n = 1 };
	struct why w = { 0 };

	memcpy(row.hold, hold, strlen(hold));
	if (ledger_waiting_put(&l, bundle, &row, &w) != 0)
		tap_ok(false, "a record waits: %s", w.text);
}

static void
make(void)
{
	struct ledger_hold h = { .id = "A", .scope = "x", .scope_bytes = 1 };
	struct ledger_order o = { .deleted_reads = 1, .held = 2 };
	struct why w = { 0 };

	if (ledger_hold_put(&l, &h, &w) != 0 ||
	    ledger_order_put(&l, &o, &w) != 0)
		tap_ok(false, "a hold and an order are there: %s", w.text);
	order_row = o.row;
}

/* "segment.place/number of its cause", and all of the bundle, if it is due */
static void
due(const char *want, const char *rule)
{
	struct waiting v;
	struct why w = { 0 };
	char text[128] = "";
	size_t len = 0;

	if (waiting_load(&v, &l, bundle, &w) != 0)
		tap_ok(false, "%s: %s", rule, w.text);
	for (size_t i = 0; i < v.n; i++) {
		(void)snprintf(text + len, sizeof text - len, "%llu.%u/%u ",
		    (unsigned long long)v.due[i].segment, v.due[i].index,
		    v.due[i].cause);
		len = strlen(text);
	}
	(void)snprintf(text + len, sizeof text - len, "%u of %u", v.whole,
	    v.n_causes);
	tap_text(text, want, "%s", rule);
	waiting_clear(&v);
}

static void
what_is_due(void)
{
	due("0 of 1", "nothing waits: expiry is the first cause");
	put("A", order_row, 1, 4);
	due("0 of 1", "nothing is due while its hold stands");
	put("over", order_row, 1, 9);
	put("over", LEDGER_CAUSE_EXPIRED, 1, 11);
	put("over", order_row, 3, 0);
	due("1.9/2 1.11/1 3.0/2 0 of 2", "what waited for one that is over");
	put("over", LEDGER_CAUSE_TOMBSTONE, 0, 0);
	due("1.9/3 1.11/1 3.0/3 2 of 3", "the bundle, by its own cause");
}

static int
take_order(void *self, const struct ledger_order *o, struct why *w)
{
	(void)w;
	*(struct ledger_order *)self = *o;
	return 0;
}

/* It went: the answer of its order has it. */
static void
what_went(void)
{
	struct ledger_taken taken;
	struct ledger_order o;
	struct waiting v;
	struct why w = { 0 };

	if (waiting_load(&v, &l, bundle, &w) != 0)
		return;
	v.counts[0] = (struct judge_count){ .reads = 50 }; /* expired */
	v.counts[2] = (struct judge_count){ .reads = 2, .members = 1 };
	tap_number(waiting_answer(&v, &l, bundle, &w), 0, "it is answered");
	(void)ledger_order_each(&l, take_order, &o, &w);
	tap_ok(o.deleted_reads == 3 && o.deleted_members == 1,
	    "the order has what went by it");
	tap_number((long long)o.held, 0, "and nothing is held any more");
	(void)ledger_taken_get(&l, order_row, bundle, &taken, &w);
	tap_ok(taken.reads == 2 && taken.files == 1,
	    "and what it took of the bundle");
	waiting_clear(&v);
}

/* Which row is right is forgotten by then. Source: order.txt, 8.4. */
static void
what_sets_none(void)
{
	struct ledger_order o = { .id = { 1 }, .act = ORDER_RECTIFY };
	struct waiting v;
	struct why w = { 0 };

	if (ledger_order_put(&l, &o, &w) != 0)
		tap_ok(false, "an order to rectify: %s", w.text);
	put("over", o.row, 4, 1);
	if (waiting_load(&v, &l, bundle, &w) != 0 || v.n_causes != 4) {
		tap_ok(false, "what waits: %s", w.text);
		return;
	}
	for (uint32_t i = 0; i < v.n_causes; i++)
		tap_ok(v.bare[i] == (v.causes[i] == o.row),
		    "cause %u sets tombstones, or it rectifies", i);
	waiting_clear(&v);
}

int
main(void)
{
	struct why w = { 0 };

	if (!file_begin(true) || !opens(&l, "l.db", &w))
		tap_ok(false, "a ledger is there");
	make();
	what_is_due();
	what_went();
	what_sets_none();
	ledger_close(&l);
	return file_end();
}
