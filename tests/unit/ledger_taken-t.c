#include "tool/store/ledger_taken.h"

#include "formats/order.h"
#include "tests/tap/tap.h"
#include "tests/unit/ledger_file.h"
#include "tool/store/ledger_order.h"

static const uint8_t id_a[SEAL_ID_BYTES] = "bundle a";
static const uint8_t id_b[SEAL_ID_BYTES] = "bundle b";

static struct ledger l;
static struct why w;

static const char *
taken(uint64_t order, const uint8_t *bundle)
{
	static char text[64];
	struct ledger_taken t;

	if (ledger_taken_get(&l, order, bundle, &t, &w) != 0)
		return "a fault";
	(void)snprintf(text, sizeof text, "%llu %llu",
	    (unsigned long long)t.reads, (unsigned long long)t.files);
	return text;
}

static int
take(uint64_t order, const uint8_t *bundle, uint64_t reads, uint64_t files)
{
	struct ledger_taken t = { .order = order,
		.reads = reads,
		.files = files };

	memcpy(t.bundle, bundle, sizeof t.bundle);
	return ledger_taken_add(&l, &t, &w);
}

static void
what_an_order_took(void)
{
	tap_text(taken(1, id_a), "0 0", "nothing at first");
	tap_number(take(1, id_a, 5, 1), 0, "it took some of a bundle");
	tap_number(take(1, id_a, 2, 0), 0, "and more, when it came again");
	tap_number(take(2, id_a, 7, 0), 0, "another order did");
	tap_text(taken(1, id_a), "7 1", "both are added up");
	tap_text(taken(2, id_a), "7 0", "by order");
	tap_text(taken(1, id_b), "0 0", "and by bundle");
}

static int
note(void *self, const struct ledger_asked *a, struct why *ignored)
{
	char *text = self;
	size_t len = strlen(text);

	(void)ignored;
	(void)snprintf(text + len, 128 - len, "%llu:%llu/%llu ",
	    (unsigned long long)a->kind, (unsigned long long)a->absent,
	    (unsigned long long)a->asked);
	return 0;
}

static int
ask(uint64_t order, uint64_t kind, uint64_t asked, uint64_t absent)
{
	const struct ledger_asked a = { order, kind, asked, absent };

	return ledger_asked_put(&l, &a, &w);
}

static void
what_an_order_asked(void)
{
	char text[128] = "";

	tap_number(ask(1, ORDER_VRM, 9, 4), 0, "targets of a kind");
	tap_number(ask(1, ORDER_READ, 3, 0), 0, "of another");
	tap_number(ask(2, ORDER_READ, 1, 1), 0, "of another order");
	tap_number(ask(1, ORDER_VRM, 9, 6), 0, "the same order again");
	tap_number(ask(1, ORDER_READ, 3, 3), 0, "finds nothing any more");
	tap_number(ledger_asked_each(&l, 1, note, text, &w), 0, "all of one");
	tap_text(text, "0:0/3 2:4/9 ",
	    "come by kind, with the lesser number of absent ones");
}

static int
name_place(void *self, uint64_t segment, const struct ledger_gone *g,
    struct why *ignored)
{
	char *text = self;
	size_t len = strlen(text);

	(void)ignored;
	(void)snprintf(text + len, 128 - len, "%llu.%u ",
	    (unsigned long long)segment, g->index);
	return 0;
}

static void
what_is_gone_of_a_bundle(void)
{
	const struct ledger_gone list[] = { { .index = 3, .cause = 1 },
		{ .index = 5, .cause = 2 } };
	char text[128] = "";
	bool has = true;

	tap_number(ledger_gone_put(&l, id_a, 7, list, 2, &w), 0, "some");
	tap_number(ledger_gone_put(&l, id_a, 2, list, 1, &w), 0, "more");
	tap_number(ledger_gone_put(&l, id_b, 1, list, 1, &w), 0, "elsewhere");
	tap_number(ledger_gone_walk(&l, id_a, name_place, text, &w), 0,
	    "all of a bundle");
	tap_text(text, "2.3 7.3 7.5 ", "come by segment and place");
	tap_number(ledger_unreached_has(&l, id_a, id_b, &has, &w), 0,
	    "was an order not carried out on it?");
	tap_ok(!has, "it was");
	tap_number(ledger_unreached_put(&l, id_a, id_b, &w), 0, "it was not");
	tap_number(ledger_unreached_has(&l, id_a, id_b, &has, &w), 0,
	    "is it asked again");
	tap_ok(has, "it says so");
}

int
main(void)
{
	if (!file_begin(true) || ledger_open(&l, "l.db", LEDGER_WRITE, &w) != 0)
		return tap_done();
	what_an_order_took();
	what_an_order_asked();
	what_is_gone_of_a_bundle();
	ledger_close(&l);
	return file_end();
}
