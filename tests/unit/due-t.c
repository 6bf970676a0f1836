/** What has to go and by when, by the ledger alone. Source: due.txt. */

#include "tool/flow/due.h"

#include "tests/unit/ledger_file.h"
#include "tool/flow/told.h"
#include "tool/store/ledger_order.h"
#include "tool/store/ledger_waiting.h"

#define DAY_S 86400
#define NOW_S ((int64_t)20000 * DAY_S + 3600)

static const uint8_t id[SEAL_ID_BYTES] = "a bundle";
static struct store store;

/* "state kind reads/held/files/records", each item */
static void
is_due(uint32_t within_days, const char *want, const char *rule)
{
	struct due d = { .now_s = NOW_S, .within_days = within_days };
	struct why w = { 0 };
	char text[512] = "";

	if (due_find(&d, &store, &w) != 0)
		tap_ok(false, "%s: %s", rule, w.text);
	for (size_t i = 0; i < d.n; i++) {
		const struct due_item *item = &d.items[i];
		size_t len = strlen(text);

		(void)snprintf(text + len, sizeof text - len,
		    "%s %s %llu/%llu/%llu/%llu, ", due_state_name(item),
		    due_kind_name(item->kind), (unsigned long long)item->reads,
		    (unsigned long long)item->held,
		    (unsigned long long)item->files,
		    (unsigned long long)item->records);
	}
	tap_text(text, want, "%s", rule);
	due_clear(&d);
}

/* Two reads 31 days old, one of 30, one of 20; a file. */
static void
receive(const char *category)
{
	struct ledger_bundle row = { .id = "a bundle",
		.direction = LEDGER_RECEIVED,
		.other.agency = "north",
		.state = LEDGER_DONE };
	const struct ledger_member m = { .number = 5,
		.cut = RECORD_PIECES,
		.name = "data/x",
		.segment = 0,
		.first = 20,
		.zone = "",
		.format = "" };
	static const int ages[] = { 31, 31, 30, 20 };
	struct reads_days days = { 0 };
	struct contents c = { 0 };
	struct why w = { 0 };

	(void)snprintf(c.authority.category, sizeof c.authority.category, "%s",
	    category);
	if (reads_days_open(&days, &w) != 0)
		return;
	for (size_t i = 0; i < sizeof ages / sizeof ages[0]; i++)
		reads_days_add(&days,
		    (NOW_S - (int64_t)ages[i] * DAY_S) * 1000);
	tap_ok(ledger_bundle_put(&store.ledger, &row, &w) == 0 &&
		told_put(&store.ledger, &row, &c, &w) == 0 &&
		ledger_member_put(&store.ledger, id, &m, &w) == 0 &&
		ledger_captured_add(&store.ledger, id, &days, &w) == 0,
	    "a bundle is there %s", w.text);
	reads_days_close(&days);
}

static void
rule(const char *category, uint32_t days)
{
	struct policy *p = &store.policy;

	p->line.version = 1;
	(void)snprintf(p->name, sizeof p->name, "p");
	p->n_categories = 1;
	p->categories[0].days = days;
	(void)snprintf(p->categories[0].category,
	    sizeof p->categories[0].category, "%s", category);
}

static void
waits(const char *hold, uint32_t index)
{
	struct ledger_waiting_row row = { .cause = LEDGER_CAUSE_EXPIRED,
		.records = &index,
		.n = 1 };
	struct why w = { 0 };

	memcpy(row.hold, hold, strlen(hold));
	tap_number(ledger_waiting_put(&store.ledger, id, &row, &w), 0,
	    "record %u waits", index);
}

static void
reads_have_their_days(void)
{
	is_due(0, "", "of nothing");
	receive("x");
	is_due(0, "never never 4/0/1/0, ", "no policy: no rule");
	rule("y", 30);
	is_due(0, "never never 4/0/1/0, ", "none for this category");
	rule("x", 30);
	is_due(0, "overdue reads 2/0/0/0, due reads 1/0/0/0, ",
	    "what is older, and what ends today");
	is_due(10,
	    "overdue reads 2/0/0/0, due reads 1/0/0/0, "
	    "due reads 1/0/0/0, ",
	    "what ends in some days, where that is asked");
}

static void
what_is_held_is_not_overdue(void)
{
	struct ledger_hold h = { .id = "A",
		.ground = "court",
		.reference = "CC/7",
		.review_s = NOW_S + 1,
		.scope = "x",
		.scope_bytes = 1 };
	struct why w = { 0 };

	tap_number(ledger_hold_put(&store.ledger, &h, &w), 0, "a hold stands");
	waits("A", 7);
	is_due(0,
	    "overdue reads 1/1/0/0, open hold 0/0/0/1, due reads 1/0/0/0, ",
	    "one of the two is held");
	waits("A", 8);
	is_due(0, "open hold 0/0/0/2, due reads 1/0/0/0, ", "both are");
	waits("A", 20);
	is_due(0, "open hold 0/0/0/3, due reads 1/0/0/0, ",
	    "a file is no read");
	waits("over", 9);
	is_due(0,
	    "overdue released 0/0/0/1, open hold 0/0/0/3, due reads 1/0/0/0, ",
	    "what one kept that is over is due at once");
}

static void
orders_wait(void)
{
	struct ledger_order o = { .id = "order",
		.targets = 2,
		.deadline_s = NOW_S - 1 };
	struct ledger_demand d = { .id = "demand",
		.digest = "x",
		.deadline_s = NOW_S + 9,
		.targets = 3,
		.agency = "north" };
	struct why w = { 0 };

	(void)snprintf(o.issuer.agency, sizeof o.issuer.agency, "north");
	tap_ok(ledger_order_put(&store.ledger, &o, &w) == 0 &&
		ledger_unreached_put(&store.ledger, id, o.id, &w) == 0 &&
		ledger_demand_put(&store.ledger, &d, &w) == 0,
	    "an order that waits here, and one of ours %s", w.text);
	is_due(0,
	    "overdue order 0/0/0/0, overdue released 0/0/0/1, "
	    "open hold 0/0/0/3, open demand 0/0/0/0, due reads 1/0/0/0, ",
	    "both are told, by their time");
}

int
main(void)
{
	struct why w = { 0 };

	if (!file_begin(true) || !opens(&store.ledger, "l.db", &w))
		tap_ok(false, "a ledger is there");
	reads_have_their_days();
	what_is_held_is_not_overdue();
	orders_wait();
	ledger_close(&store.ledger);
	return file_end();
}
