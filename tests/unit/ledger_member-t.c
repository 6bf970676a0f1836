#include "tool/store/ledger.h"

#include "tests/tap/tap.h"
#include "tests/unit/ledger_file.h"
#include "tool/store/ledger_order.h"

static const uint8_t id_a[SEAL_ID_BYTES] = "bundle a";
static const uint8_t id_b[SEAL_ID_BYTES] = "bundle b";

static int
note_member(void *self, const struct ledger_member *m, struct why *w)
{
	char *text = self;
	size_t len = strlen(text);

	(void)w;
	(void)snprintf(text + len, 256 - len, "%u %c%d %s %lld;", m->number,
	    m->cut, m->gone, m->name, (long long)m->mtime_s);
	return 0;
}

struct walker {
	struct ledger *ledger;
	int seen;
};

/* Forget every second name while walking. */
static int
forget_some(void *self, const struct ledger_member *m, struct why *w)
{
	struct walker *k = self;
	struct ledger_member n = *m;

	k->seen++;
	if (m->number % 2 == 0)
		return 0;
	n.gone = 1;
	n.name = "";
	return ledger_member_put(k->ledger, id_a, &n, w);
}

static void
members(void)
{
	struct ledger l;
	struct why w = { 0 };
	struct ledger_member m = { .number = 3,
		.cut = 'r',
		.name = "data/reads.csv",
		.mtime_s = -1,
		.mtime_ns = 999999999,
		.segment = 9,
		.first = 8,
		.records = 7,
		.zone = "+01:00" };
	struct walker k = { .ledger = &l };
	char text[256] = "";
	uint32_t number = 0;
	bool found = false;

	if (!opens(&l, "l.db", &w))
		return;
	ledger_begin(&l, &w);
	tap_number(ledger_member_put(&l, id_a, &m, &w), 0, "a member is put");
	m.number = 0;
	m.cut = 'd';
	m.name = "data";
	m.zone = "";
	ledger_member_put(&l, id_a, &m, &w);
	ledger_member_put(&l, id_b, &m, &w);
	ledger_member_each(&l, id_a, note_member, text, &w);
	tap_text(text, "0 d0 data -1;3 r0 data/reads.csv -1;",
	    "members of one bundle come by number");
	ledger_member_find(&l, id_a, "data/reads.csv", &number, &found, &w);
	tap_ok(found && number == 3, "a member is found by name");
	ledger_member_find(&l, id_b, "data/reads.csv", &number, &found, &w);
	tap_ok(!found, "in its own bundle");
	for (m.number = 100; m.number < 1100; m.number++)
		ledger_member_put(&l, id_a, &m, &w);
	tap_number(ledger_member_each(&l, id_a, forget_some, &k, &w), 0,
	    "rows are put again while they are walked");
	tap_number(k.seen, 1002, "each comes once");
	ledger_member_find(&l, id_a, "data/reads.csv", &number, &found, &w);
	tap_ok(!found, "a forgotten name is not found");
	tap_number(ledger_commit(&l, &w), 0, "all that is committed");
	m.gone = 1;
	m.name = "data/left";
	tap_number(ledger_member_put(&l, id_a, &m, &w), -1,
	    "a gone member with a name is refused");
	ledger_close(&l);
}

static int
note_gone(void *self, const struct ledger_gone *g, struct why *w)
{
	char *text = self;

	(void)w;
	(void)snprintf(text, 256, "%u is gone;", g->index);
	return 0;
}

static int
note_order(void *self, const struct ledger_order *o, struct why *w)
{
	(void)w;
	*(struct ledger_order *)self = *o;
	return 0;
}

static void
segments_orders_and_gone(void)
{
	struct ledger l;
	struct why w = { 0 };
	struct ledger_segment s = { .number = 2,
		.records = 30,
		.gone = 0,
		.cover = "\0cover",
		.cover_bytes = 6 };
	struct ledger_order o = { .id = "order",
		.targets = 9,
		.issued_s = 5,
		.deadline_s = 7,
		.legal = "s.1",
		.answer_by = "force-c,force-d",
		.issuer = { .agency = "force-b" } };
	struct ledger_order got = { 0 };
	struct ledger_gone g = { .index = 5 };
	struct bytes cover = { 0 };
	bool found = false, due = true;
	char text[256] = "";

	if (!opens(&l, "l.db", &w))
		return;
	ledger_segment_put(&l, id_a, &s, &w);
	s.gone = 1;
	s.cover = "shorter";
	s.cover_bytes = 7;
	tap_number(ledger_segment_put(&l, id_a, &s, &w), 0,
	    "a segment is put again");
	ledger_segment_get(&l, id_a, 2, &s, &cover, &found, &w);
	tap_ok(found && s.records == 30 && s.gone == 1 && s.cover_bytes == 7 &&
		memcmp(cover.data, "shorter", 7) == 0,
	    "its cover is the newer one");
	ledger_segment_get(&l, id_a, 3, &s, &cover, &found, &w);
	tap_ok(!found, "another is not found");
	bytes_clear(&cover);

	tap_number(ledger_order_put(&l, &o, &w), 0, "an order is put");
	tap_ok(o.row > 0, "and gets a row");
	o.deleted_reads = 3;
	ledger_order_put(&l, &o, &w);
	ledger_order_each(&l, note_order, &got, &w);
	tap_bytes(&got, &o, sizeof o, "put again, it is the same order");

	tap_number(ledger_gone_put(&l, id_a, 2, &g, 1, &w), 0,
	    "a gone record is put");
	ledger_gone_each(&l, id_a, 2, note_gone, text, &w);
	tap_text(text, "5 is gone;", "and told");
	tap_number(ledger_bundle_strip(&l, id_a, &w), 0,
	    "a bundle is stripped");
	text[0] = '\0';
	ledger_gone_each(&l, id_a, 2, note_gone, text, &w);
	ledger_member_each(&l, id_a, note_member, text, &w);
	tap_text(text, "", "nothing of it is left");
	ledger_member_each(&l, id_b, note_member, text, &w);
	tap_text(text, "0 d0 data -1;", "others stay");
	tap_number(ledger_scrub_due(&l, &due, &w), 0, "scrubbing is asked for");
	tap_ok(due, "and due");
	tap_number(ledger_scrub(&l, &w), 0, "the ledger is scrubbed");
	ledger_scrub_due(&l, &due, &w);
	tap_ok(!due, "which is not due then");
	ledger_close(&l);
}

int
main(void)
{
	if (!file_begin(true))
		return 1;
	members();
	segments_orders_and_gone();
	return file_end();
}
