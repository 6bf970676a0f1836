#include "formats/order_by.h"

#include <stdio.h>

#include "tests/tap/tap.h"
#include "tests/unit/order_asking.h"

/* Rows that must come with an order to rectify. Source: order.txt, 8.1. */

#define TO(id) "{\"target\":\"record\",\"record_id\":\"W\",\"by\":\"" id "\"}\n"
#define LINES  DRAFT TO("R1") TO("R2") TO(" R1 ") TO("R\\\"4")

static uint32_t
came(struct order_by *b, const struct reads *r, const char *text, bool stays)
{
	struct record row = { .bytes = (const uint8_t *)text,
		.len = (uint32_t)strlen(text) };
	uint32_t target = order_by_row(b, r, &row);

	if (target != ORDER_NONE)
		order_by_came(b, target, stays);
	return target;
}

static void
begin(struct order_by *b, const char *text)
{
	struct why w = { 0 };

	tap_number(order_by_open(b, text, strlen(text), &w), 0,
	    "the rows of an order %s", w.text);
}

static void
checked(const struct order_by *b, const char *want, const char *rule)
{
	struct why w = { 0 };
	int rc = order_by_check(b, &w);

	tap_text(w.text, want, "%s", rule);
	tap_number(rc, want[0] == '\0' ? 0 : -1, "%s: in its return", rule);
	if (rc != 0)
		tap_number(w.reason, WHY_ORDER, "%s: and reason", rule);
}

#define NONE(n) \
	"target " #n ": no row has the record_id that it names as \"by\""
#define TWO(n)                                                        \
	"target " #n ": more than one row has the record_id that it " \
	"names as \"by\""

static void
test_rows(void)
{
	struct reads r = begun(HEAD);
	struct order_by b;
	struct order_by_count c;

	begin(&b, LINES);
	tap_number(b.n, 4, "one a target");
	checked(&b, NONE(1), "none came");
	tap_number(came(&b, &r, "R2,ZZ1,1,1,1,x\n", true), 1,
	    "a row is known by its id alone");
	tap_number(came(&b, &r, "R3,ZZ1,1,1,1,x\n", true), ORDER_NONE,
	    "another is not");
	tap_number(came(&b, &r, "r2,ZZ1,1,1,1,x\n", true), ORDER_NONE,
	    "nor one of another case");
	tap_number(came(&b, &r, ",ZZ1,1,1,1,x\n", true), ORDER_NONE,
	    "nor one without");
	tap_number(came(&b, &r, "\n", true), ORDER_NONE, "nor a blank line");
	checked(&b, NONE(1), "another came");
	tap_number(came(&b, &r, " R1\t,ZZ1,1,1,1,x\n", false), 0,
	    "blanks do not count, and two targets have one");
	checked(&b, NONE(4), "of both");
	tap_number(came(&b, &r, "\"R\"\"4\",ZZ1,1,1,1,x\n", true), 3,
	    "nor how it is quoted");
	checked(&b, "", "all came");
	c = order_by_count(&b);
	tap_ok(c.rows == 3 && c.lost == 1, "three rows, of which one went");
	came(&b, &r, "R1,ZZ2,1,1,1,x\n", true);
	checked(&b, TWO(1), "one came twice");
	order_by_close(&b);
	tap_ok(b.n == 0 && b.tables == NULL, "nothing is left");
	order_by_close(&b);
}

static void
test_third(void)
{
	struct reads r = begun(HEAD);
	struct order_by b;

	begin(&b, DRAFT TO("R1") TO("R1") TO("R2"));
	came(&b, &r, "R1,ZZ1,1,1,1,x\n", true);
	checked(&b, NONE(3), "the first that lacks its row is told");
	came(&b, &r, "R2,ZZ1,1,1,1,x\n", true);
	came(&b, &r, "R2,ZZ1,1,1,1,x\n", true);
	checked(&b, TWO(3), "or that has two");
	order_by_close(&b);
}

static void
test_none(void)
{
	struct reads r = begun(HEAD);
	struct reads without = begun("vrm,feed_id,source_id,camera_id,"
				     "capture_time\n");
	struct order_by none = { 0 };
	struct order_by b;
	struct why w = { 0 };

	tap_number(came(&none, &r, "R1,ZZ1,1,1,1,x\n", true), ORDER_NONE,
	    "without an order nothing is named");
	checked(&none, "", "nor lacks");
	begin(&b, LINES);
	tap_number(came(&b, &without, "R1,1,1,1,x\n", true), ORDER_NONE,
	    "nor in a file without record ids");
	order_by_close(&b);
	tap_ok(order_by_open(&b, DRAFT "{}\n", strlen(DRAFT "{}\n"), &w) ==
		    -1 &&
		strncmp(w.text, "line 2", 6) == 0,
	    "what was not checked is, too: %s", w.text);
	order_by_close(&b);
}

int
main(void)
{
	test_rows();
	test_third();
	test_none();
	return tap_done();
}
