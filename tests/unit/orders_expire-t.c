/** What is too old goes behind the orders. Source: policy.txt, 4.3. */

#include "tests/unit/orders_made.h"

/* Behind n orders, what is too old in this bundle alone. */
static void
test_expired(size_t n)
{
	static const uint8_t other[SEAL_ID_BYTES] = { 7 };
	const struct retention due = { .days = 30,
		.before_ms = INT64_C(1772366400000) }; /* 2026-03-01, noon */
	struct opening from = opened(n);
	struct judge one;
	struct judge two;
	struct orders o;
	struct why w = { 0 };

	tap_ok(orders_open(&o, &from, NULL, &w) == 0 &&
		orders_expire(&o, &due, bundle, &w) == 0,
	    "%zu orders, and what is too old %s", n, w.text);
	orders_judge(&o, bundle, &one);
	orders_judge(&o, other, &two);
	tap_number(ask(&one, "R9,ZZ1,1,1,1,2026-03-01T11:59:59Z\n"),
	    (long long)n + 1, "a read that is too old");
	tap_number(ask(&one, "R9,ZZ1,1,1,1,2026-03-01T12:00:00Z\n"), 0,
	    "one that is not");
	tap_number(ask(&one, "R1,ZZ1,1,1,1,2026-03-01T11:59:59Z\n"), 1,
	    "what an order selects goes by the order");
	tap_number(ask(&two, "R9,ZZ1,1,1,1,2026-03-01T11:59:59Z\n"), 0,
	    "another bundle has its own days");
	tap_number((long long)o.counts[n].reads, n == 0 ? 2 : 1,
	    "it is counted apart");
	tap_ok(o.rows[n] == LEDGER_CAUSE_EXPIRED, "with a cause of its own");
	tap_number((long long)orders_absent(&o), n == 0 ? 0 : 4,
	    "and is no target that could be absent");
	judge_clear(&one);
	judge_clear(&two);
	orders_close(&o);
}

int
main(void)
{
	make_order(&carried[0], FIRST, &sender);
	make_order(&carried[1], SECOND, &sender);
	test_expired(0);
	test_expired(2);
	bytes_clear(&carried[0].text);
	bytes_clear(&carried[1].text);
	return tap_done();
}
