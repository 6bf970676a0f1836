#include "tool/flow/orders.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap/tap.h"
#include "tests/unit/ledger_file.h"
#include "tests/unit/orders_made.h"

#define C PRINT_C

/* Agency b with these roles, among others; 0: not pinned. */
static void
make_directory(struct directory *d, unsigned roles)
{
	agencies_begin(d);
	agencies_add(d, "agency-c", PRINT_C, DIRECTORY_ALL_ROLES);
	if (roles != 0)
		agencies_add(d, "agency-b", PRINT_B, roles);
}

/* --- who may order --- */

static const struct {
	const char *rule;
	struct seal_party issuer;
	unsigned roles; /* of agency b */
	bool anybody;	/* no directory */
	bool unpinned;
	enum why_reason reason;
	const char *text;
} issuers[] = {
	{ "the sender, with the role", { "agency-b", B }, DIRECTORY_ALL_ROLES,
	    false, false, WHY_NONE, "" },
	{ "the sender, with no role but this", { "agency-b", B },
	    DIRECTORY_ORDER, false, false, WHY_NONE, "" },
	{ "the sender, with the role for all alone", { "agency-b", B },
	    DIRECTORY_ORDER_ALL, false, false, WHY_ORDER_ISSUER,
	    "order 0: agency agency-b lacks the role order-deletion" },
	{ "the sender, without the role", { "agency-b", B },
	    DIRECTORY_SEAL | DIRECTORY_RECEIVE, false, false, WHY_ORDER_ISSUER,
	    "order 0: agency agency-b lacks the role order-deletion" },
	{ "the sender, not pinned", { "agency-b", B }, 0, false, false,
	    WHY_ORDER_ISSUER,
	    "order 0: agency agency-b lacks the role order-deletion" },
	{ "the sender, pinned no longer", { "agency-b", B },
	    DIRECTORY_ALL_ROLES, false, true, WHY_ORDER_ISSUER,
	    "order 0: agency agency-b lacks the role order-deletion" },
	{ "the sender, where no directory is asked", { "agency-b", B }, 0, true,
	    false, WHY_NONE, "" },
	{ "another agency that may order", { "agency-c", C },
	    DIRECTORY_ALL_ROLES, false, false, WHY_ORDER_ISSUER,
	    "order 0: issued by agency agency-c, carried by agency agency-b" },
	{ "another agency, where no directory is asked", { "agency-c", C }, 0,
	    true, false, WHY_ORDER_ISSUER,
	    "order 0: issued by agency agency-c, carried by agency agency-b" },
	{ "the sender's id with another key", { "agency-b", C },
	    DIRECTORY_ALL_ROLES, false, false, WHY_ORDER_ISSUER,
	    "order 0: issued by agency agency-b, carried by agency agency-b" },
	{ "the sender's key with another id", { "agency-c", B },
	    DIRECTORY_ALL_ROLES, false, false, WHY_ORDER_ISSUER,
	    "order 0: issued by agency agency-c, carried by agency agency-b" },
};

static void
test_issuers(void)
{
	for (size_t i = 0; i < sizeof issuers / sizeof issuers[0]; i++) {
		struct opening from = opened(1);
		struct directory d = { 0 };
		struct orders o;
		struct why w = { 0 };

		make_directory(&d, issuers[i].roles);
		if (issuers[i].unpinned)
			directory_withdraw(&d, "agency-b", DIRECTORY_WITHDRAWN,
			    &w);
		make_order(&carried[0], FIRST, &issuers[i].issuer);
		orders_open(&o, &from, issuers[i].anybody ? NULL : &d, &w);
		tap_text(why_name(w.reason), why_name(issuers[i].reason), "%s",
		    issuers[i].rule);
		tap_text(w.text, issuers[i].text, "%s: and why",
		    issuers[i].rule);
		orders_close(&o);
		directory_clear(&d);
	}
}

/* Agency b has these roles, or its key has. */
static bool
reaches_all(unsigned agency, unsigned key)
{
	struct opening from = opened(1);
	struct directory d = { 0 };
	struct orders o;
	struct why w = { 0 };
	bool all;

	make_directory(&d, agency);
	agencies_key(&d, PRINT_B)->roles = key;
	make_order(&carried[0], FIRST, &sender);
	if (orders_open(&o, &from, &d, &w) != 0)
		tap_ok(false, "an order: %s", w.text);
	all = o.all;
	orders_close(&o);
	directory_clear(&d);
	return all;
}

static void
test_reach(void)
{
	const unsigned both = DIRECTORY_ORDER | DIRECTORY_ORDER_ALL;

	tap_ok(reaches_all(both, both), "with the role all is reached");
	tap_ok(!reaches_all(DIRECTORY_ORDER, both), "and not without it");
	tap_ok(!reaches_all(both, DIRECTORY_ORDER),
	    "nor where the key has not");
}

static void
test_damaged(void)
{
	struct opening from = opened(2);
	struct orders o;
	struct why w = { 0 };

	make_order(&carried[0], FIRST, &sender);
	make_order(&carried[1], SECOND, &sender);
	carried[1].text.data[carried[1].text.len - 2] = '?';
	tap_ok(orders_open(&o, &from, NULL, &w) == -1 && w.reason == WHY_JSON &&
		strncmp(w.text, "order 1: ", 9) == 0,
	    "an order that cannot be read is named: %s", w.text);
	orders_close(&o);
	make_order(&carried[1], SECOND, &(struct seal_party){ "agency-c", C });
	why_clear(&w);
	tap_ok(orders_open(&o, &from, NULL, &w) == -1 &&
		w.reason == WHY_ORDER_ISSUER &&
		strncmp(w.text, "order 1: ", 9) == 0,
	    "one of many with a wrong issuer is enough: %s", w.text);
	orders_close(&o);
}

/* --- what they hit --- */

static void
test_none(void)
{
	struct opening from = opened(0);
	struct judge j = { .until_month = 5 };
	struct orders o;
	struct why w = { 0 };

	tap_number(orders_open(&o, &from, NULL, &w), 0,
	    "a bundle without orders is no fault");
	tap_ok(o.n == 0 && o.targets == 0 && orders_absent(&o) == 0,
	    "there is nothing to find then");
	orders_judge(&o, bundle, &j);
	tap_ok(j.match == NULL && j.counts == NULL && j.until_month == 0 &&
		j.bundle == bundle,
	    "and its judge lets everything stay");
	orders_close(&o);
	orders_close(&o);
}

/* Ask two judges of two bundles; both count for one set of orders. */
static void
test_hits(struct orders *o)
{
	static const uint8_t other[SEAL_ID_BYTES] = { 7 };
	struct judge one;
	struct judge two;

	tap_number((long long)o->targets, 5, "targets of all are counted");
	tap_number((long long)orders_absent(o), 5, "at first all are absent");
	orders_judge(o, bundle, &one);
	orders_judge(o, other, &two);
	tap_number(ask(&one, "R1,ZZ1,1,1,1,2026-03-01T12:00:00Z\n"), 1,
	    "a row is selected by the first order");
	tap_number((long long)orders_absent(o), 4, "one target less is absent");
	tap_number(ask(&one, "R1,ZZ1,1,1,1,2026-03-01T12:00:00Z\n"), 1,
	    "once more");
	tap_number((long long)orders_absent(o), 4, "which finds nothing new");
	tap_number(ask(&two, "R2,ZZ1,1,1,1,2026-03-01T12:00:00Z\n"), 1,
	    "what both select goes by the first");
	tap_number((long long)orders_absent(o), 2,
	    "and is found by both, in whatever bundle");
	tap_number(ask(&two, "R3,ZZ1,1,1,1,2026-03-01T12:00:00Z\n"), 0,
	    "another row stays");
	tap_ok(o->counts[0].reads == 3 && o->counts[1].reads == 0,
	    "judges of all bundles count for one order");
	judge_clear(&one);
	judge_clear(&two);
}

struct listed {
	struct ledger_order rows[4];
	size_t n;
};

static int
list_one(void *self, const struct ledger_order *row, struct why *w)
{
	struct listed *l = self;

	(void)w;
	if (l->n < 4)
		l->rows[l->n] = *row;
	l->n++;
	return 0;
}

static void
check_row(const struct orders *o, const struct ledger_order *row, size_t i)
{
	const struct order *one = &o->orders[i];
	static const uint64_t absent[] = { 1, 1 };
	static const uint64_t reads[] = { 3, 0 };

	tap_number((long long)row->row, (long long)o->rows[i],
	    "order %zu has its row in the ledger", i);
	tap_ok(memcmp(row->id, one->id, sizeof row->id) == 0 &&
		memcmp(row->digest, one->digest, sizeof row->digest) == 0 &&
		memcmp(row->carrier, bundle, sizeof bundle) == 0 &&
		strcmp(row->issuer.agency, "agency-b") == 0 &&
		strcmp(row->issuer.fingerprint, B) == 0,
	    "its id, its digest, who issued it, what carried it");
	tap_ok(strcmp(row->ground,
		   i == 0 ? "retention ended" : "sent unlawfully") == 0 &&
		strcmp(row->reference, i == 0 ? "REF/1" : "") == 0,
	    "its ground and its reference");
	tap_ok(strcmp(row->legal, i == 0 ? "s.47" : "") == 0 &&
		row->deadline_s ==
		    (i == 0 ? 1767409445 : 1767323045 + 30 * 86400) &&
		strcmp(row->answer_by,
		    i == 0 ? "agency-c" : "agency-c,agency-d") == 0,
	    "the law, the deadline, and who may answer");
	tap_ok(row->issued_s == 1767323045 && row->answered_s == 1767409445,
	    "when it was issued and answered");
	tap_ok(row->targets == one->targets && row->absent == absent[i],
	    "its targets, and how many found nothing");
	tap_ok(row->deleted_reads == reads[i] && row->deleted_members == i &&
		row->deleted_bundles == 2 * i,
	    "what it deleted");
}

static void
test_commit(struct orders *o)
{
	struct listed l = { .n = 0 };
	struct ledger ledger;
	struct why w = { 0 };

	o->counts[1].members = 1;
	o->counts[1].bundles = 2;
	if (!tap_ok(opens(&ledger, "l.db", &w), "a ledger: %s", w.text))
		return;
	tap_number(orders_commit(o, bundle, 1767409445, &ledger, &w), 0,
	    "orders are put into the ledger %s", w.text);
	ledger_order_each(&ledger, list_one, &l, &w);
	if (tap_number((long long)l.n, 2, "each once"))
		for (size_t i = 0; i < 2; i++)
			check_row(o, &l.rows[i], i);
	ledger_close(&ledger);
	tap_ok(occurs("l.db", "retention ended") > 0,
	    "the ledger's file tells their grounds");
	tap_number(occurs("l.db", "secret-plate") + occurs("l.db", "R2"), 0,
	    "and none of their targets");
}

/* --- what was answered before --- */

/* An order of b under an id that is in hex. */
static void
make_named(struct contents_order *out, const char *id, const char *record)
{
	char text[512];

	(void)snprintf(text, sizeof text,
	    "{\"format\":\"sealbag-order/1\",\"kind\":\"delete\","
	    "\"order\":\"%s\",\"ground\":\"x\"}\n"
	    "{\"target\":\"record\",\"record_id\":\"%s\"}\n",
	    id, record);
	make_order(out, text, &sender);
}

/* Open what is carried and ask the ledger; orders_close is due. */
static int
recall(struct orders *o, size_t n, struct ledger *l, struct why *w)
{
	struct opening from = opened(n);

	why_clear(w);
	if (orders_open(o, &from, NULL, w) != 0)
		return -1;
	return orders_recall(o, l, w);
}

static void
test_again(const struct orders *first, struct ledger *l)
{
	struct ledger_order row = { 0 };
	struct orders o;
	struct why w = { 0 };

	tap_number(recall(&o, 2, l, &w), 0, "orders that come again are known");
	tap_ok(o.before[0].row == first->rows[0] &&
		o.before[1].row == first->rows[1],
	    "by their rows");
	o.counts[0].reads = 2;
	orders_answer(&o, 0, &row);
	tap_ok(row.deleted_reads == 5 && row.absent == 1 && row.targets == 3,
	    "what goes now is added; what was found once is not absent");
	orders_close(&o);
}

static void
test_recall(const struct orders *first)
{
	char id[33];
	char want[256];
	struct ledger_order found = { 0 };
	bool there = false;
	struct ledger l;
	struct orders o;
	struct why w = { 0 };

	if (!tap_ok(opens(&l, "l.db", &w), "the ledger again: %s", w.text))
		return;
	test_again(first, &l);
	bytes_to_hex(id, first->orders[1].id, 16);
	make_named(&carried[0], id, "R9");
	tap_number(recall(&o, 1, &l, &w), -1,
	    "another order under an id that was answered is refused");
	tap_number(w.reason, WHY_ORDER_CONFLICT, "as a conflict");
	(void)snprintf(want, sizeof want,
	    "order 0 is another than the one with the id %s that agency "
	    "agency-b gave in bundle 01020300000000000000000000000000",
	    id);
	tap_text(w.text, want, "that names both");
	orders_close(&o);
	make_named(&carried[0], "00000000000000000000000000000001", "R1");
	make_named(&carried[1], "00000000000000000000000000000001", "R1");
	tap_number(recall(&o, 2, &l, &w), -1, "two of one id are refused");
	tap_text(w.text,
	    "order 1 has the id of order 0, 00000000000000000000000000000001",
	    "whatever the ledger knows");
	orders_close(&o);
	tap_number(recall(&o, 1, &l, &w), 0, "one under a new id is not");
	tap_number((long long)o.before[0].row, 0, "and was not answered");
	orders_close(&o);
	ledger_order_find(&l, "agency-c", first->orders[1].id, &found, &there,
	    &w);
	tap_ok(!there, "an id is that of one agency alone");
	ledger_order_find(&l, "agency-b", first->orders[1].id, &found, &there,
	    &w);
	tap_ok(there && strcmp(found.ground, "sent unlawfully") == 0,
	    "which is found by both");
	ledger_close(&l);
}

int
main(void)
{
	struct opening from = opened(2);
	struct orders o;
	struct why w = { 0 };

	if (!tap_ok(file_begin(true), "a folder with a ledger"))
		return file_end();
	test_issuers();
	test_reach();
	test_damaged();
	test_none();
	make_order(&carried[0], FIRST, &sender);
	make_order(&carried[1], SECOND, &sender);
	tap_number(orders_open(&o, &from, NULL, &w), 0, "two orders %s",
	    w.text);
	test_hits(&o);
	test_commit(&o);
	test_recall(&o);
	orders_close(&o);
	bytes_clear(&carried[0].text);
	bytes_clear(&carried[1].text);
	return file_end();
}
