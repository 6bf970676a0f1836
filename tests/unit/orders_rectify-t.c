#include "tests/unit/orders_made.h"

/* Where an order to rectify is asked, and what it answers. Source: order.txt,
 * 8.2 and 8.6. */

#define RECTIFY(then)                                           \
	"{\"format\":\"sealbag-order/1\",\"kind\":\"rectify\"," \
	"\"then\":\"" then "\",\"ground\":\"misread\"}\n"       \
	"{\"target\":\"record\",\"record_id\":\"R1\",\"by\":\"R2\"}\n"
#define WRONG "R1,ZZ1,1,1,1,2026-03-01T12:00:00Z\n"
#define RIGHT "R2,ZZ2,1,1,1,2026-03-01T12:00:00Z\n"

static const uint8_t carrier[SEAL_ID_BYTES] = { 0 };

static void
begin(struct orders *o, const char *text)
{
	struct opening from = opened(1);
	struct why w = { 0 };

	make_order(&carried[0], text, &sender);
	tap_number(orders_open(o, &from, NULL, &w), 0, "an order %s", w.text);
}

/* It brings what is right, and is not asked of it. */
static void
test_carrier(struct orders *o)
{
	struct why w = { 0 };
	struct judge j;

	tap_ok(corrected_check(&o->corrected, &w) == -1,
	    "nothing was brought yet");
	orders_judge(o, carrier, &j);
	tap_ok(j.n_marks == 0 && j.brings == &o->corrected,
	    "what carries it is not asked");
	tap_number(ask(&j, WRONG), 0, "nothing goes of it");
	judge_clear(&j);
}

static void
bring(struct orders *o)
{
	static const char head[] =
	    "record_id,vrm,feed_id,source_id,camera_id,capture_time\n";
	struct reads_cut how = { .last = true };
	const struct record row = { .bytes = (const uint8_t *)RIGHT,
		.len = sizeof RIGHT - 1 };
	struct records out = { 0 };
	struct reads r;
	struct why w = { 0 };
	bool named = false;
	size_t used;

	reads_begin(&r, "csv", "", &w);
	reads_cut(&r, &how, (const uint8_t *)head, sizeof head - 1, &out, &used,
	    &w);
	corrected_row(&o->corrected, &r, &row, false, &named, &w);
	tap_ok(named && corrected_check(&o->corrected, &w) == 0,
	    "what is right comes %s", w.text);
	records_clear(&out);
}

static void
test_delete(void)
{
	struct ledger_order row = { 0 };
	struct orders o;
	struct judge j;

	begin(&o, RECTIFY("delete"));
	test_carrier(&o);
	bring(&o);
	orders_judge(&o, bundle, &j);
	orders_judge_sealed(&o, o.orders[0].issued_s, &j);
	tap_ok(j.n_marks == 1 && j.brings == NULL,
	    "what was sealed by then is asked");
	tap_number(ask(&j, WRONG), 1, "what is wrong goes");
	tap_number(ask(&j, RIGHT), 0, "what is right does not");
	orders_judge_sealed(&o, o.orders[0].issued_s + 1, &j);
	tap_number((long long)j.n_marks, 0, "what was sealed later is not");
	judge_clear(&j);
	orders_answer(&o, 0, &row);
	tap_ok(row.deleted_reads == 1 && row.marked_reads == 0 &&
		row.absent == 0,
	    "it is answered as a deletion");
	tap_ok(row.corrected == 1 && row.lost == 1,
	    "with what it brought, and what did not stay of that");
	orders_close(&o);
}

static void
test_restrict(void)
{
	struct ledger_order row = { 0 };
	struct orders o;
	struct judge j;

	begin(&o, RECTIFY("restrict"));
	bring(&o);
	orders_judge(&o, bundle, &j);
	tap_number(ask(&j, WRONG), 0, "what is wrong stays");
	tap_number((long long)j.restricted, 1, "and is restricted");
	judge_clear(&j);
	orders_answer(&o, 0, &row);
	tap_ok(row.deleted_reads == 0 && row.marked_reads == 1,
	    "it is answered as a restriction");
	orders_close(&o);
}

int
main(void)
{
	test_delete();
	test_restrict();
	bytes_clear(&carried[0].text);
	bytes_clear(&carried[1].text);
	return tap_done();
}
