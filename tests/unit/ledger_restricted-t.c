#include "tool/store/ledger_restricted.h"

#include "tests/tap/tap.h"
#include "tests/unit/ledger_file.h"
#include "tool/store/ledger_order.h"

static const uint8_t bundle[SEAL_ID_BYTES] = "a bundle";
static const uint8_t other[SEAL_ID_BYTES] = "b bundle";
static struct ledger l;

/* Rows of orders: the first agency's of three times; its lifts, and another's.
 */
enum {
	EARLY = 1,
	MIDDLE,
	LATE,
	FOREIGN_LIFT,
	MIDDLE_LIFT,
	LATE_LIFT
};

static void
make_orders(void)
{
	static const struct {
		const char *agency;
		int64_t issued_s;
		enum order_act act;
	} rows[] = {
		{ "agency-a", 100, ORDER_RESTRICT },
		{ "agency-a", 200, ORDER_RESTRICT },
		{ "agency-a", 300, ORDER_RESTRICT },
		{ "agency-b", 400, ORDER_LIFT },
		{ "agency-a", 200, ORDER_LIFT },
		{ "agency-a", 300, ORDER_LIFT },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct ledger_order o = { .issued_s = rows[i].issued_s,
			.id = { (uint8_t)i },
			.act = rows[i].act,
			.ends_s = ORDER_NO_END };
		struct why w = { 0 };

		(void)snprintf(o.issuer.agency, sizeof o.issuer.agency, "%s",
		    rows[i].agency);
		tap_ok(ledger_order_put(&l, &o, &w) == 0 && o.row == i + 1,
		    "an order %s", w.text);
	}
}

/* "segment.place/order" */
static int
note(void *self, const struct ledger_restricted *one, struct why *w)
{
	char *text = self;
	size_t len = strlen(text);

	(void)w;
	(void)snprintf(text + len, 512 - len, "%llu.%u/%llu ",
	    (unsigned long long)one->segment, one->index,
	    (unsigned long long)one->order);
	return 0;
}

static void
is(const uint8_t *of, const char *want, const char *rule)
{
	struct why w = { 0 };
	char text[512] = "";

	ledger_restricted_each(&l, of, note, text, &w);
	tap_text(text, want, "%s", rule);
}

/* Those of one order. */
static void
is_by(uint64_t order, bool lifted, const char *want, const char *rule)
{
	const struct ledger_restricted_ask ask = { bundle, order, lifted };
	struct why w = { 0 };
	char text[512] = "";

	ledger_restricted_by(&l, &ask, note, text, &w);
	tap_text(text, want, "%s", rule);
}

/* How many were lifted since, or are freed. */
static long long
put(bool lifts, uint64_t order, uint64_t segment, const uint32_t *records,
    size_t n)
{
	const struct ledger_restricted_row row = { segment, order, records, n };
	struct why w = { 0 };
	uint64_t settled = 0;

	if ((lifts ? ledger_restricted_lift : ledger_restricted_put)(&l, bundle,
		&row, &settled, &w) != 0)
		tap_ok(false, "records are put: %s", w.text);
	return (long long)settled;
}

static void
test_put(void)
{
	struct why w = { 0 };
	uint64_t n = 0;

	tap_number(put(false, EARLY, 3, (uint32_t[]){ 2, 5 }, 2), 0,
	    "two are restricted");
	put(false, EARLY, 3, (uint32_t[]){ 1, 5, 9 }, 3);
	put(false, MIDDLE, 3, (uint32_t[]){ 5 }, 1);
	put(false, EARLY, 1, (uint32_t[]){ 7 }, 1);
	is(bundle, "1.7/1 3.1/1 3.2/1 3.5/1 3.9/1 3.5/2 ",
	    "each once for each order");
	is(other, "", "in this bundle alone");
	is_by(EARLY, false, "1.7/1 3.1/1 3.2/1 3.5/1 3.9/1 ",
	    "one order can be asked about");
	is_by(EARLY, true, "", "of which nothing is lifted yet");
	tap_ok(ledger_restricted_count(&l, EARLY, &n, &w) == 0 && n == 5,
	    "an order knows how many");
	tap_ok(ledger_restricted_count(&l, LATE, &n, &w) == 0 && n == 0,
	    "and one that restricts nothing, too");
}

static void
test_lift(void)
{
	tap_number(put(true, FOREIGN_LIFT, 3, (uint32_t[]){ 1, 2, 5 }, 3), 0,
	    "what another agency lifts is not its own");
	tap_number(put(true, MIDDLE_LIFT, 3, (uint32_t[]){ 1, 5 }, 2), 2,
	    "a lift ends older restrictions, not those of its second");
	is(bundle, "1.7/1 3.2/1 3.9/1 3.5/2 ", "of what it names");
	is_by(EARLY, true, "3.1/1 3.5/1 ", "and which those were is kept");
	is_by(MIDDLE, true, "", "of those orders alone");
	is_by(MIDDLE_LIFT, true, "3.1/5 3.5/5 ", "as is what a lift named");
	tap_number(put(false, EARLY, 3, (uint32_t[]){ 1, 2, 4, 5 }, 4), 2,
	    "an older order does not restrict it again");
	is(bundle, "1.7/1 3.2/1 3.4/1 3.9/1 3.5/2 ", "but the rest");
	tap_number(put(false, LATE, 3, (uint32_t[]){ 1 }, 1), 0,
	    "a later one does");
	is_by(LATE, true, "", "and nothing of it was lifted");
	tap_number(put(true, LATE_LIFT, 3, (uint32_t[]){ 2, 4, 5, 9 }, 4), 4,
	    "all of a segment is lifted");
	is(bundle, "1.7/1 3.1/3 ", "and nothing is left of it");
	is_by(EARLY, true, "3.1/1 3.2/1 3.4/1 3.5/1 3.9/1 ",
	    "what two lifts named is there once");
	is_by(MIDDLE, true, "3.5/2 ", "for each order that restricted it");
	tap_number(put(false, MIDDLE, 3, (uint32_t[]){ 4, 7 }, 2), 1,
	    "of one that comes behind the lift");
	is_by(MIDDLE, true, "3.4/2 3.5/2 ", "it is kept likewise");
}

static void
test_gone(void)
{
	struct ledger_gone gone[2] = { { .index = 0 }, { .index = 7 } };
	struct why w = { 0 };
	uint64_t n = 1;

	put(false, LATE, 1, (uint32_t[]){ 7, 8 }, 2);
	tap_number(ledger_restricted_gone(&l, bundle, 1, gone, 2, &w), 0,
	    "records go");
	is(bundle, "1.8/3 3.7/2 3.1/3 ", "and are restricted no more");
	tap_ok(ledger_restricted_end(&l, LATE, &w) == 0 &&
		ledger_restricted_count(&l, LATE, &n, &w) == 0 && n == 0,
	    "an order ends");
	is(bundle, "3.7/2 ", "everywhere, and no other");
	tap_ok(ledger_restricted_end(&l, MIDDLE, &w) == 0, "and another");
	is(bundle, "", "so that nothing is restricted");
	is_by(MIDDLE, true, "", "nor known what was lifted of it");
	put(false, LATE, 1, (uint32_t[]){ 8 }, 1);
	ledger_bundle_strip(&l, bundle, &w);
	is(bundle, "", "a bundle that goes whole leaves nothing");
	tap_number(put(false, EARLY, 3, (uint32_t[]){ 1 }, 1), 0,
	    "not even of what was lifted");
}

static void
test_damaged(void)
{
	static const char *const bad[] = { "x''", "x'01'",
		"x'0100000001000000'", "x'0200000001000000'" };

	ledger_close(&l);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct why w = { 0 };
		char text[512];

		(void)snprintf(text, sizeof text,
		    "UPDATE restricted SET records = %s", bad[i]);
		tap_ok(sql("l.db", text) == SQLITE_OK && opens(&l, "l.db", &w),
		    "places become %s", bad[i]);
		text[0] = '\0';
		tap_number(ledger_restricted_each(&l, bundle, note, text, &w),
		    -1, "which is damage");
		tap_number(w.reason, WHY_STORE, "of the store");
		ledger_close(&l);
	}
}

int
main(void)
{
	struct why w = { 0 };

	if (!file_begin(true) || !opens(&l, "l.db", &w))
		tap_ok(false, "a ledger is there");
	make_orders();
	test_put();
	test_lift();
	test_gone();
	test_damaged();
	return file_end();
}
