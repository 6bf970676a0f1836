#include "tool/flow/preview.h"

#include "tests/tap/tap.h"
#include "tests/unit/received.h"

#define RECORD(id)    "{\"target\":\"record\",\"record_id\":\"" id "\"}\n"
#define FILE_AT(path) "{\"target\":\"member\",\"path\":\"" path "\"}\n"
/* %s: id of the second bundle */
#define BUNDLE "{\"target\":\"bundle\",\"bundle\":\"%s\"}\n"
#define AREA                                            \
	"{\"target\":\"area\",\"area\":\"51,-1,52,0\"," \
	"\"from\":\"2000-01-01T00:00:00Z\","            \
	"\"to\":\"2100-01-01T00:00:00Z\"}\n"

/* Counts are those of each bundle that is listed. */
static const struct {
	const char *rule;
	const char *targets;
	uint64_t bundles;
	uint64_t reads;
	uint64_t files;
	uint64_t unread;
	bool whole;
	uint64_t absent;
	uint64_t first_reads; /* of the first target, in all */
	uint64_t first_files;
	uint64_t first_bundles;
	enum order_target_kind first;
} table[] = {
	{ "a row that is in all", RECORD("R2"), 3, 1, 0, 0, false, 0, 3, 0, 0,
	    ORDER_RECORD },
	{ "a row that is in none", RECORD("R9"), 0, 0, 0, 0, false, 1, 0, 0, 0,
	    ORDER_RECORD },
	{ "one and the other", RECORD("R9") RECORD("R2"), 3, 1, 0, 0, false, 1,
	    0, 0, 0, ORDER_RECORD },
	{ "the same twice", RECORD("R2") RECORD("R2"), 3, 1, 0, 0, false, 0, 3,
	    0, 0, ORDER_RECORD },
	{ "a plain file", FILE_AT("data/note.txt"), 3, 0, 1, 0, false, 0, 0, 3,
	    0, ORDER_MEMBER },
	{ "a file of reads, with all that is in it", FILE_AT("data/reads.csv"),
	    3, 3, 1, 0, false, 0, 9, 3, 0, ORDER_MEMBER },
	{ "a whole bundle", BUNDLE, 1, 3, 0, 0, true, 0, 0, 0, 1,
	    ORDER_BUNDLE },
	{ "an area, of which no row tells", AREA, 3, 0, 0, 3, false, 1, 0, 0, 0,
	    ORDER_AREA },
};

/* An order as it would be sealed; %s in it is the second bundle. */
static void
seal_order(const char *targets, struct bytes *out)
{
	const struct seal_party self = { "agency-a",
		"0123456789ABCDEF0123456789ABCDEF01234567" };
	const struct seal_reader reader = { .as = SEAL_RECIPIENT,
		.party = { "agency-b", "" } };
	const struct order_maker by = { &self, 1767323045, &reader, 1 };
	const char *at = strstr(targets, "%s");
	struct bytes text = { 0 };
	struct order order;
	struct why w = { 0 };

	bytes_printf(&text, &w,
	    "{\"format\":\"sealbag-order/1\",\"kind\":\"delete\","
	    "\"ground\":\"test\"}\n");
	if (at == NULL)
		bytes_printf(&text, &w, "%s", targets);
	else
		bytes_printf(&text, &w, "%.*s%s%s", (int)(at - targets),
		    targets, received_hex[1], at + 2);
	if (order_make(&order, &by, text.data, text.len, out, &w) != 0)
		tap_ok(false, "an order: %s", w.text);
	bytes_clear(&text);
}

static int
looked(struct preview *p, const struct bytes *text, struct why *w)
{
	const struct preview_ask ask = { text, true, &received_progress };

	return preview_run(p, &store, &ask, w);
}

static void
check_row(size_t i)
{
	struct bytes text = { 0 };
	struct preview p;
	struct why w = { 0 };
	bool same = true;

	seal_order(table[i].targets, &text);
	tap_number(looked(&p, &text, &w), 0, "%s: it is looked for %s",
	    table[i].rule, w.text);
	tap_ok(p.looked == BUNDLES && p.failed == 0, "in all bundles");
	tap_number((long long)p.n_bundles, (long long)table[i].bundles,
	    "so many are listed");
	for (size_t b = 0; b < p.n_bundles; b++)
		same &= p.bundles[b].reads == table[i].reads &&
		    p.bundles[b].files == table[i].files &&
		    p.bundles[b].unread == table[i].unread &&
		    p.bundles[b].whole == table[i].whole &&
		    strcmp(p.bundles[b].other, "agency-a") == 0;
	tap_ok(same, "each with what goes");
	tap_number((long long)p.absent, (long long)table[i].absent,
	    "so many targets find nothing");
	tap_ok(p.n_targets > 0 && p.targets[0].kind == table[i].first &&
		p.targets[0].reads == table[i].first_reads &&
		p.targets[0].files == table[i].first_files &&
		p.targets[0].bundles == table[i].first_bundles,
	    "and the first target finds so much");
	preview_clear(&p);
	bytes_clear(&text);
}

/* More than are told apart: they count together. */
static void
test_many(void)
{
	struct bytes targets = { 0 };
	struct bytes text = { 0 };
	struct preview p;
	struct why w = { 0 };

	for (int i = 0; i <= PREVIEW_TARGETS_MAX; i++)
		bytes_printf(&targets, &w,
		    "{\"target\":\"record\",\"record_id\":\"R%d\"}\n", i);
	bytes_add(&targets, "", 1, &w);
	seal_order((const char *)targets.data, &text);
	tap_number(looked(&p, &text, &w), 0, "many targets are looked for %s",
	    w.text);
	tap_ok(p.n_targets == 0 && p.asked == PREVIEW_TARGETS_MAX + 1,
	    "but not told apart");
	tap_ok(p.n_bundles == BUNDLES && p.bundles[0].reads == 3,
	    "all rows are found");
	tap_number((long long)p.absent, PREVIEW_TARGETS_MAX - 2,
	    "and the rest is absent");
	preview_clear(&p);
	bytes_clear(&targets);
	bytes_clear(&text);
}

static void
test_gone(void)
{
	struct bytes text = { 0 };
	struct preview p;
	struct why w = { 0 };
	char name[80];

	(void)snprintf(name, sizeof name, STORE_RECEIVED "/%s",
	    received_hex[1]);
	if (store_remove(store.fd, name, &w) != 0)
		tap_ok(false, "a bundle is taken away: %s", w.text);
	seal_order(RECORD("R2"), &text);
	tap_number(looked(&p, &text, &w), 0,
	    "a bundle that is gone is no fault of the look %s", w.text);
	tap_ok(p.failed == 1 && p.why.reason == WHY_RELEASED_MISSING,
	    "but counted, with its reason");
	tap_ok(p.n_bundles == 2 && p.targets[0].reads == 2,
	    "the others are looked through");
	preview_clear(&p);
	text.data[0] = '?';
	tap_number(looked(&p, &text, &w), -1,
	    "an order that is none is refused");
	tap_number(w.reason, WHY_JSON, "as such");
	preview_clear(&p);
	bytes_clear(&text);
}

int
main(void)
{
	struct why w = { 0 };

	if (!received_begin())
		return tap_done();
	if (store_open(&store, received_store, STORE_READ, NULL, &w) != 0) {
		tap_ok(false, "the store opens again: %s", w.text);
		return tap_done();
	}
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		check_row(i);
	test_many();
	test_gone();
	store_close(&store);
	return tap_done();
}
