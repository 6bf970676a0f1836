#include "tool/flow/earlier.h"

#include "tests/tap/tap.h"
#include "tests/unit/received.h"

/* --- what happened since --- */

static void
folder_gone(void)
{
	char name[80];
	struct why w = { 0 };

	snprintf(name, sizeof name, STORE_RECEIVED "/%s", received_hex[1]);
	if (store_remove(store.fd, name, &w) != 0)
		tap_ok(false, "a bundle is taken away: %s", w.text);
}

static void
row_changed(void)
{
	scratch_write(received_path(1, "data/reads.csv"), "changed\n", 8);
}

static void
picture_gone(void)
{
	const struct timespec sealed[2] = { { 0, 0 }, { 0, 0 } };

	unlink(received_path(1, "data/images/1.jpg"));
	utimensat(AT_FDCWD, received_path(1, "data/images"), sealed, 0);
}

#define RECORD(id)    "{\"target\":\"record\",\"record_id\":\"" id "\"}\n"
#define FILE_AT(path) "{\"target\":\"member\",\"path\":\"" path "\"}\n"
/* %s: id of the second bundle */
#define RECORD_THERE(id)                                   \
	"{\"target\":\"record\",\"record_id\":\"" id "\"," \
	"\"bundle\":\"%s\"}\n"
#define BUNDLE "{\"target\":\"bundle\",\"bundle\":\"%s\"}\n"

static const struct {
	const char *rule;
	const char *targets;
	void (*since)(void); /* to the second bundle; it stays so */
	bool other;	     /* another agency orders */
	bool all;	     /* with the role order-all */
	uint64_t changed;
	uint64_t reads;
	uint64_t members;
	uint64_t whole;
	uint64_t missing;
	uint64_t failed;
	const char *reason; /* of the one that failed */
} table[] = {
	{ "a row that is in all", RECORD("R2"), NULL, false, false, 3, 3, 0, 0,
	    0, 0, "none" },
	{ "a row with its image", RECORD("R1"), NULL, false, false, 3, 3, 3, 0,
	    0, 0, "none" },
	{ "a row that is in none", RECORD("R9"), NULL, false, false, 0, 0, 0, 0,
	    0, 0, "none" },
	{ "a row of one bundle", RECORD_THERE("R2"), NULL, false, false, 1, 1,
	    0, 0, 0, 0, "none" },
	{ "a plain file", FILE_AT("data/note.txt"), NULL, false, false, 3, 0, 3,
	    0, 0, 0, "none" },
	{ "a file of reads", FILE_AT("data/reads.csv"), NULL, false, false, 3,
	    9, 6, 0, 0, 0, "none" },
	{ "a file that is nowhere", FILE_AT("data/none"), NULL, false, false, 0,
	    0, 0, 0, 0, 0, "none" },
	{ "a whole bundle", BUNDLE, NULL, false, false, 1, 3, 3, 1, 0, 0,
	    "none" },
	{ "what another agency orders", RECORD("R2"), NULL, true, false, 0, 0,
	    0, 0, 0, 0, "none" },
	{ "what it orders with the role", RECORD("R2"), NULL, true, true, 3, 3,
	    0, 0, 0, 0, "none" },
	{ "a row, where an image is gone", RECORD("R2"), picture_gone, false,
	    false, 2, 2, 0, 0, 0, 1, "released-missing" },
	{ "a row, where rows were changed", RECORD("R2"), row_changed, false,
	    false, 2, 2, 0, 0, 0, 1, "released-changed" },
	{ "a row that is in none, where rows were changed", RECORD("R9"), NULL,
	    false, false, 0, 0, 0, 0, 0, 1, "released-changed" },
	{ "the whole of the one that was changed", BUNDLE, NULL, false, false,
	    0, 0, 0, 0, 0, 1, "released-changed" },
	{ "a row, where a bundle is gone", RECORD("R2"), folder_gone, false,
	    false, 2, 2, 0, 0, 1, 0, "none" },
	{ "the whole of the one that is gone", BUNDLE, NULL, false, false, 0, 0,
	    0, 0, 1, 0, "none" },
};

static void
make_orders(struct orders *orders, struct contents_order *carried,
    const char *targets)
{
	const struct seal_party self = { "agency-a", "" };
	const struct seal_reader reader = { .as = SEAL_RECIPIENT,
		.party = { "agency-b", "" } };
	struct opening o = { .fd = -1 };
	const struct order_maker by = { &o.seal.sender, 1767323045, &reader,
		1 };
	struct order order;
	struct why w = { 0 };
	char text[1000];
	int n = snprintf(text, sizeof text,
	    "{\"format\":\"sealbag-order/1\",\"kind\":\"delete\","
	    "\"ground\":\"test\"}\n");

	/* The only thing to fill in is the id of the bundle. */
	for (const char *at = targets; *at != '\0'; at++) {
		if (at[0] == '%')
			n += snprintf(text + n, sizeof text - (size_t)n, "%s",
			    received_hex[1]);
		else if (at == targets || at[-1] != '%')
			text[n++] = *at;
	}
	o.seal.sender = self;
	snprintf(o.seal.sender.fingerprint, SEAL_PRINT_HEX, "%s",
	    store.fingerprint);
	o.contents.orders = carried;
	o.contents.n_orders = 1;
	if (order_make(&order, &by, text, (size_t)n, &carried->text, &w) != 0 ||
	    orders_open(orders, &o, NULL, &w) != 0)
		tap_ok(false, "an order: %s", w.text);
}

static void
check_totals(size_t i, const struct earlier *e)
{
	tap_number((long long)e->changed, (long long)table[i].changed,
	    "so many bundles lose something");
	tap_number((long long)e->reads, (long long)table[i].reads,
	    "so many reads");
	tap_number((long long)e->members, (long long)table[i].members,
	    "so many files");
	tap_number((long long)e->whole, (long long)table[i].whole,
	    "so many as a whole");
	tap_number((long long)e->missing, (long long)table[i].missing,
	    "so many are not there");
	tap_number((long long)e->failed, (long long)table[i].failed,
	    "so many were changed");
	tap_text(why_name(e->why.reason), table[i].reason, "for this reason");
	tap_number((long long)e->orders->counts[0].reads,
	    (long long)table[i].reads, "and the order counts the same reads");
	tap_number((long long)e->orders->counts[0].members,
	    (long long)table[i].members, "the same files");
	tap_number((long long)e->orders->counts[0].bundles,
	    (long long)table[i].whole, "the same bundles");
}

static void
check_row(size_t i, unsigned jobs)
{
	struct contents_order carried = { 0 };
	struct tombs tombs = { 0 };
	struct orders orders = { 0 };
	struct staging staging;
	struct pool pool;
	struct earlier e = {
		.store = &store,
		.orders = &orders,
		.tombs = &tombs,
		.pool = &pool,
		.staging = &staging,
		.progress = &received_progress,
	};
	struct why w = { 0 };
	int rc;

	make_orders(&orders, &carried, table[i].targets);
	if (staging_open(&staging, store.fd, &w) != 0 ||
	    pool_open(&pool, jobs, &w) != 0)
		abort();
	orders.all = table[i].all;
	rc = earlier_run(&e,
	    table[i].other ? "0123456789012345678901234567890123456789"
			   : store.fingerprint,
	    &w);
	tap_number(rc, 0, "%s, %u jobs: it is looked for %s", table[i].rule,
	    jobs, w.text);
	check_totals(i, &e);
	pool_close(&pool);
	earlier_close(&e);
	orders_close(&orders);
	bytes_clear(&carried.text);
	staging_close(&staging, false, &w);
}

int
main(void)
{
	struct why w = { 0 };

	if (!received_begin())
		return tap_done();
	if (store_open(&store, received_store, STORE_WRITE, NULL, &w) != 0) {
		tap_ok(false, "the store opens again: %s", w.text);
		return tap_done();
	}
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		if (table[i].since != NULL)
			table[i].since();
		check_row(i, i % 2 == 0 ? 1 : 3);
	}
	tap_ok(access(received_path(0, "data/images/1.jpg"), F_OK) == 0,
	    "nothing is changed before it is committed");
	store_close(&store);
	return tap_done();
}
