/** What exhibits and bundles that are passed on do not show. Source: hold.txt,
 *  5. */

#include "tool/flow/withheld.h"

#include "tests/tap/tap.h"
#include "tests/unit/ledger_file.h"
#include "tool/store/ledger_order.h"
#include "tool/store/ledger_restricted.h"

static const uint8_t bundle[SEAL_ID_BYTES] = "a bundle";
static const uint8_t first[LEDGER_HOLD_ID_BYTES] = "A";
static const uint8_t second[LEDGER_HOLD_ID_BYTES] = "B";
static const uint8_t over[LEDGER_HOLD_ID_BYTES] = "C";
static struct ledger l;

static void
put(const uint8_t *hold, uint64_t cause, uint64_t segment, uint32_t index)
{
	struct ledger_waiting_row row = { .segment = segment,
		.cause = cause,
		.records = &index,
		.n = 1 };
	struct why w = { 0 };

	memcpy(row.hold, hold, sizeof row.hold);
	if (ledger_waiting_put(&l, bundle, &row, &w) != 0)
		tap_ok(false, "a record waits: %s", w.text);
}

static void
stands(const uint8_t *id)
{
	struct ledger_hold h = { .scope = "x", .scope_bytes = 1 };
	struct why w = { 0 };

	memcpy(h.id, id, sizeof h.id);
	if (ledger_hold_put(&l, &h, &w) != 0)
		tap_ok(false, "a hold stands: %s", w.text);
}

/* Of these places, those that are withheld; then how many, and how many are
 * shown since the hold keeps them. */
static void
withheld(const uint8_t *hold, const char *want, const char *rule)
{
	static const struct {
		uint64_t segment;
		uint32_t index;
	} places[] = { { 0, 4 }, { 1, 4 }, { 1, 5 }, { 1, 9 }, { 7, 0 },
		{ 7, 1 } };
	struct withheld h;
	struct why w = { 0 };
	char text[128] = "";
	size_t len = 0;

	if (withheld_load(&h, &l, bundle, hold, &w) != 0)
		tap_ok(false, "%s: %s", rule, w.text);
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		if (!withheld_has(&h, places[i].segment, places[i].index))
			continue;
		(void)snprintf(text + len, sizeof text - len, "%llu.%u ",
		    (unsigned long long)places[i].segment, places[i].index);
		len = strlen(text);
	}
	(void)snprintf(text + len, sizeof text - len, "%llu %llu",
	    (unsigned long long)withheld_count(&h),
	    (unsigned long long)h.shown);
	tap_text(text, want, "%s", rule);
	withheld_clear(&h);
}

static void
restricted(uint64_t order, uint32_t first_index, uint32_t second_index)
{
	const uint32_t records[] = { first_index, second_index };
	const struct ledger_restricted_row row = { .segment = 3,
		.order = order,
		.records = records,
		.n = 2 };
	uint64_t lifted = 0;
	struct why w = { 0 };

	if (ledger_restricted_put(&l, bundle, &row, &lifted, &w) != 0)
		tap_ok(false, "two records are restricted: %s", w.text);
}

/* Two orders to rectify, and one to restrict. */
static void
test_rectified(void)
{
	struct ledger_order o[3] = { { .id = { 1 }, .act = ORDER_RECTIFY },
		{ .id = { 2 }, .act = ORDER_RESTRICT },
		{ .id = { 3 }, .act = ORDER_RECTIFY } };
	uint64_t n = 7;
	struct why w = { 0 };

	tap_ok(withheld_rectified(&l, bundle, &n, &w) == 0 && n == 0,
	    "at first none stands for another");
	for (size_t i = 0; i < 3; i++)
		if (ledger_order_put(&l, &o[i], &w) != 0)
			tap_ok(false, "an order: %s", w.text);
	restricted(o[0].row, 4, 9);
	restricted(o[1].row, 4, 11);
	restricted(o[2].row, 9, 12);
	tap_ok(withheld_rectified(&l, bundle, &n, &w) == 0 && n == 3,
	    "each counts once, and none that is restricted otherwise");
}

int
main(void)
{
	const struct withheld none = { 0 };
	struct why w = { 0 };

	if (!file_begin(true) || !opens(&l, "l.db", &w))
		tap_ok(false, "a ledger is there");
	tap_ok(!withheld_has(&none, 0, 0) && withheld_count(&none) == 0,
	    "all zero withholds nothing");
	withheld(NULL, "0 0", "nothing waits");
	stands(first);
	stands(second);
	put(first, 7, 1, 4);
	put(second, 7, 1, 9);
	put(over, 7, 7, 0);
	withheld(NULL, "1.4 1.9 7.0 3 0", "what waits, for whatever hold");
	withheld(first, "1.9 7.0 2 1", "but that of the hold that is named");
	withheld(over, "1.4 1.9 7.0 3 0", "which has to stand");
	put(second, 9, 1, 4);
	withheld(first, "1.9 7.0 2 1", "of two that keep a record");
	withheld(second, "7.0 1 2", "either may be named");
	test_rectified();
	ledger_close(&l);
	return file_end();
}
