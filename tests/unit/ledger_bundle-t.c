#include "tool/store/ledger.h"

#include "tests/tap/tap.h"
#include "tests/unit/ledger_file.h"

static const uint8_t id_a[SEAL_ID_BYTES] = "bundle a";
static const uint8_t id_b[SEAL_ID_BYTES] = "bundle b";

static int
note_bundle(void *self, const struct ledger_bundle *b, struct why *w)
{
	char *text = self;
	size_t len = strlen(text);

	(void)w;
	(void)snprintf(text + len, 256 - len, "%.8s %c%c %s;", b->id,
	    (char)b->direction, (char)b->state, b->purpose);
	return 0;
}

static int
stop_at_once(void *self, const struct ledger_bundle *b, struct why *w)
{
	(void)self;
	(void)b;
	(void)w;
	return 7;
}

static void
bundles(void)
{
	struct ledger l;
	struct why w = { 0 };
	struct ledger_bundle b = { .direction = LEDGER_SENT,
		.state = LEDGER_BEGUN,
		.sequence = 41,
		.created_s = -5,
		.entered_s = 6,
		.segments = 1,
		.members = 2,
		.records = 3,
		.reads = 4,
		.deleted_records = 5,
		.deleted_reads = INT64_MAX };
	struct ledger_bundle got;
	uint64_t next = 0;
	bool found = true;
	char text[256] = "";

	if (!opens(&l, "l.db", &w))
		return;
	ledger_next_sequence(&l, &next, &w);
	tap_number((long long)next, 1, "the first sequence number is 1");
	memcpy(b.id, id_a, sizeof b.id);
	memset(b.seal_digest, 0xab, sizeof b.seal_digest);
	(void)strncpy(b.other.agency, "force-a", sizeof b.other.agency);
	(void)strncpy(b.purpose, "one", sizeof b.purpose);
	(void)strncpy(b.marking, "OFFICIAL", sizeof b.marking);
	tap_number(ledger_bundle_put(&l, &b, &w), 0, "a bundle is put");
	ledger_bundle_get(&l, id_a, LEDGER_SENT, &got, &found, &w);
	tap_ok(found, "and found");
	tap_bytes(&got, &b, sizeof b, "as it was put");
	ledger_bundle_get(&l, id_a, LEDGER_RECEIVED, &got, &found, &w);
	tap_ok(!found, "not in the other direction");
	memcpy(b.id, id_b, sizeof b.id);
	b.sequence = 7;
	ledger_bundle_put(&l, &b, &w);
	b.direction = LEDGER_RECEIVED;
	b.sequence = 1000;
	ledger_bundle_put(&l, &b, &w);
	memcpy(b.id, id_a, sizeof b.id);
	b.direction = LEDGER_SENT;
	b.state = LEDGER_DONE;
	b.sequence = 41;
	(void)strncpy(b.purpose, "two", sizeof b.purpose);
	tap_number(ledger_bundle_put(&l, &b, &w), 0, "a bundle is put again");
	ledger_bundle_each(&l, note_bundle, text, &w);
	tap_text(text, "bundle a sd two;bundle b sb one;bundle b rb one;",
	    "all come in order of entry, each once");
	tap_number(ledger_bundle_each(&l, stop_at_once, NULL, &w), 7,
	    "what stops the walk is returned");
	ledger_next_sequence(&l, &next, &w);
	tap_number((long long)next, 42,
	    "the next sequence number follows the highest that was sent");
	b.reads = UINT64_MAX;
	tap_number(ledger_bundle_put(&l, &b, &w), -1,
	    "a number that does not fit is refused");
	tap_number(w.reason, WHY_STORE, "as a fault of the store");
	ledger_close(&l);
}

int
main(void)
{
	if (!file_begin(true))
		return 1;
	bundles();
	return file_end();
}
