#include "tool/store/ledger.h"

#include "tests/tap/tap.h"
#include "tests/unit/ledger_file.h"
#include "tool/store/ledger_head.h"
#include "tool/store/ledger_order.h"

static const uint8_t id_a[SEAL_ID_BYTES] = "bundle a";
static const uint8_t id_b[SEAL_ID_BYTES] = "bundle b";

static int
count_tag(void *self, const uint8_t *tag, struct why *w)
{
	(void)w;
	*(int *)self += tag[0];
	return 0;
}

static int
note_swap(void *self, const char *from, const char *to, struct why *w)
{
	char *text = self;
	size_t len = strlen(text);

	(void)w;
	(void)snprintf(text + len, 256 - len, "%s>%s;", from, to);
	return 0;
}

static int
note_witness(void *self, uint64_t size, const uint8_t *root,
    const uint8_t *bundle, struct why *w)
{
	char *text = self;
	size_t len = strlen(text);

	(void)w;
	(void)snprintf(text + len, 256 - len, "%llu %x %.8s;",
	    (unsigned long long)size, root[0], bundle);
	return 0;
}

static void
tombstones_swaps_and_witnesses(void)
{
	struct ledger l;
	struct why w = { 0 };
	uint8_t tag[HASH_KEYED_BYTES] = { 1 };
	uint8_t root[HASH_BYTES] = { 1 };
	int sum = 0;
	char text[256] = "";

	if (!opens(&l, "l.db", &w))
		return;
	ledger_tombstone_put(&l, tag, 24300, &w);
	ledger_tombstone_put(&l, tag, 24299, &w);
	tag[0] = 2;
	ledger_tombstone_put(&l, tag, 24299, &w);
	ledger_tombstone_each(&l, count_tag, &sum, &w);
	tap_number(sum, 3, "tombstones come, each once");
	ledger_tombstone_expire(&l, 24299, &w);
	sum = 0;
	ledger_tombstone_each(&l, count_tag, &sum, &w);
	tap_number(sum, 3, "one lives through its month");
	ledger_tombstone_expire(&l, 24300, &w);
	sum = 0;
	ledger_tombstone_each(&l, count_tag, &sum, &w);
	tap_number(sum, 1, "and dies after it; the later month counts");

	ledger_swap_put(&l, "quarantine/x/1", "received/1", &w);
	ledger_swap_put(&l, "received/2", "", &w);
	ledger_swap_each(&l, note_swap, text, &w);
	tap_text(text, "quarantine/x/1>received/1;received/2>;",
	    "swaps come in order");
	ledger_swap_clear(&l, &w);
	text[0] = '\0';
	ledger_swap_each(&l, note_swap, text, &w);
	tap_text(text, "", "and are cleared");

	ledger_witness_put(&l, "AA", 5, root, id_a, &w);
	ledger_witness_put(&l, "AA", 5, root, id_b, &w);
	ledger_witness_put(&l, "BB", 1, root, id_b, &w);
	root[0] = 2;
	ledger_witness_put(&l, "AA", 5, root, id_b, &w);
	tap_number(ledger_witness_put(&l, "AA", 4, root, id_b, &w), 0,
	    "heads of another log are kept");
	ledger_witness_each(&l, "AA", note_witness, text, &w);
	tap_text(text, "4 2 bundle b;5 1 bundle a;5 2 bundle b;",
	    "two roots of one size stand side by side");
	tap_text(w.text, "", "without a fault");
	ledger_close(&l);
}

int
main(void)
{
	if (!file_begin(true))
		return 1;
	tombstones_swaps_and_witnesses();
	return file_end();
}
