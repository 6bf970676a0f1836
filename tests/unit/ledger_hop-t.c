#include "tool/store/ledger.h"

#include "tests/tap/tap.h"
#include "tests/unit/ledger_file.h"
#include "tool/store/ledger_order.h"

static const uint8_t first[SEAL_ID_BYTES] = "first bundle";
static const uint8_t second[SEAL_ID_BYTES] = "second bundle";
static const uint8_t other[SEAL_ID_BYTES] = "other bundle";
static const uint8_t order[16] = "an order";
static const uint8_t order_2[16] = "another order";

#define PRINT "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static int
note_hop(void *self, const struct ledger_hop *h, struct why *w)
{
	char *text = self;
	size_t len = strlen(text);

	(void)w;
	(void)snprintf(text + len, 256 - len, "%llu %.8s %s;",
	    (unsigned long long)h->place, h->id, h->sender.agency);
	return 0;
}

static void
put_bundle(struct ledger *l, const uint8_t *id, enum ledger_direction direction)
{
	struct ledger_bundle b = { .direction = direction,
		.state = LEDGER_DONE,
		.other = { "north", PRINT },
		.sequence = 1 };
	struct why w = { 0 };

	memcpy(b.id, id, sizeof b.id);
	tap_number(ledger_bundle_put(l, &b, &w), 0, "a bundle is put");
}

static void
put_hop(struct ledger *l, const uint8_t *bundle, uint64_t place,
    const uint8_t *id, const char *agency)
{
	struct ledger_hop h = { .place = place };
	struct why w = { 0 };

	memcpy(h.id, id, sizeof h.id);
	(void)snprintf(h.sender.agency, sizeof h.sender.agency, "%s", agency);
	(void)snprintf(h.sender.fingerprint, sizeof h.sender.fingerprint, "%s",
	    PRINT);
	tap_number(ledger_hop_put(l, bundle, &h, &w), 0, "a hop is put");
}

static bool
seen(struct ledger *l, const uint8_t *id)
{
	struct why w = { 0 };
	bool yes = false;

	tap_number(ledger_hop_seen(l, id, &yes, &w), 0, "it is known whether");
	return yes;
}

static void
hops(void)
{
	struct ledger l;
	struct why w = { 0 };
	char text[256] = "";

	if (!opens(&l, "l.db", &w))
		return;
	put_bundle(&l, first, LEDGER_RECEIVED);
	put_hop(&l, first, 1, second, "south");
	put_hop(&l, first, 0, first, "north");
	tap_number(ledger_hop_each(&l, first, note_hop, text, &w), 0,
	    "hops are given");
	tap_text(text, "0 first bu north;1 second b south;",
	    "the first sender's first");
	tap_ok(seen(&l, second), "an id by which a bundle came is seen");
	tap_ok(!seen(&l, other), "another one is not");
	put_bundle(&l, order, LEDGER_SENT);
	put_hop(&l, order, 0, other, "north");
	tap_ok(!seen(&l, other), "nor is one of a bundle that was sent on");
	ledger_close(&l);
}

static uint64_t
waiting(struct ledger *l)
{
	struct why w = { 0 };
	uint64_t n = 99;

	tap_number(ledger_unreached_count(l, first, &n, &w), 0,
	    "orders that wait are counted");
	return n;
}

static void
unreached(void)
{
	struct ledger l;
	struct why w = { 0 };

	if (!opens(&l, "l.db", &w))
		return;
	tap_number((long long)waiting(&l), 0, "none waits");
	ledger_unreached_put(&l, first, order, &w);
	ledger_unreached_put(&l, first, order, &w);
	ledger_unreached_put(&l, first, order_2, &w);
	tap_number((long long)waiting(&l), 2, "an order waits once");
	ledger_unreached_drop(&l, "south", order, &w);
	tap_number((long long)waiting(&l), 2,
	    "another agency's order is another one");
	ledger_unreached_drop(&l, "north", order, &w);
	tap_number((long long)waiting(&l), 1, "one that came again does not");
	tap_text(w.text, "", "without a fault");
	ledger_close(&l);
}

int
main(void)
{
	if (!file_begin(true))
		tap_ok(false, "a ledger is there");
	hops();
	unreached();
	return file_end();
}
