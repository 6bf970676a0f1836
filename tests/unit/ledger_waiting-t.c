#include "tool/store/ledger_waiting.h"

#include "tests/tap/tap.h"
#include "tests/unit/ledger_file.h"

static const uint8_t bundle[SEAL_ID_BYTES] = "a bundle";
static const uint8_t other[SEAL_ID_BYTES] = "b bundle";
static const uint8_t first[LEDGER_HOLD_ID_BYTES] = "A";
static const uint8_t second[LEDGER_HOLD_ID_BYTES] = "B";
static const uint8_t none[LEDGER_HOLD_ID_BYTES];
static struct ledger l;

/* "segment.place hold cause", with "!" where it is due */
static int
note(void *self, const struct ledger_waiting *one, struct why *w)
{
	char *text = self;
	size_t len = strlen(text);

	(void)w;
	(void)snprintf(text + len, 512 - len, "%llu.%u%s%s/%llu ",
	    (unsigned long long)one->segment, one->index, one->due ? "!" : "",
	    (const char *)one->hold, (unsigned long long)one->cause);
	return 0;
}

static void
waits(const uint8_t *of, const char *want, const char *rule)
{
	struct why w = { 0 };
	char text[512] = "";

	ledger_waiting_each(&l, of, note, text, &w);
	tap_text(text, want, "%s", rule);
}

static void
put(const uint8_t *of, uint64_t segment, const uint8_t *hold, uint64_t cause,
    const uint32_t *records, size_t n)
{
	struct ledger_waiting_row row = { .segment = segment,
		.cause = cause,
		.records = records,
		.n = n };
	struct why w = { 0 };

	memcpy(row.hold, hold, sizeof row.hold);
	if (ledger_waiting_put(&l, of, &row, &w) != 0)
		tap_ok(false, "records wait: %s", w.text);
}

static void
hold(const uint8_t *id)
{
	struct ledger_hold h = { .scope = "x", .scope_bytes = 1 };
	struct why w = { 0 };

	memcpy(h.id, id, sizeof h.id);
	if (ledger_hold_put(&l, &h, &w) != 0)
		tap_ok(false, "a hold stands: %s", w.text);
}

static void
release(const uint8_t *id)
{
	struct why w = { 0 };
	bool found;

	ledger_hold_release(&l, id, &found, &w);
}

static int
note_bundle(void *self, const uint8_t id[SEAL_ID_BYTES], struct why *w)
{
	char *text = self;
	size_t len = strlen(text);

	(void)w;
	text[len] = (char)id[0];
	text[len + 1] = '\0';
	return 0;
}

static void
due_bundles(const char *want, const char *rule)
{
	struct why w = { 0 };
	char text[16] = "";

	ledger_waiting_bundles(&l, note_bundle, text, &w);
	tap_text(text, want, "%s", rule);
}

static uint64_t
held(const uint8_t *id)
{
	struct why w = { 0 };
	uint64_t n = 99;

	ledger_waiting_held(&l, id, &n, &w);
	return n;
}

static void
gone(uint64_t segment, const uint32_t *records, size_t n)
{
	struct ledger_gone list[8] = { 0 };
	struct why w = { 0 };

	for (size_t i = 0; i < n; i++)
		list[i].index = records[i];
	tap_number(ledger_waiting_gone(&l, bundle, segment, list, n, &w), 0,
	    "%zu go", n);
}

static void
records_wait(void)
{
	hold(first);
	hold(second);
	waits(bundle, "", "nothing waits");
	put(bundle, 1, first, 7, (const uint32_t[]){ 2, 5, 9 }, 3);
	put(bundle, 1, first, 7, (const uint32_t[]){ 0, 5, 6, 12 }, 4);
	waits(bundle, "1.0A/7 1.2A/7 1.5A/7 1.6A/7 1.9A/7 1.12A/7 ",
	    "what waits twice for the same waits once, in order");
	put(bundle, 1, second, 3, (const uint32_t[]){ 5 }, 1);
	put(bundle, 0, none, 7, (const uint32_t[]){ 4 }, 1);
	waits(bundle, "0.4!/7 1.0A/7 1.2A/7 1.5B/3 1.6A/7 1.9A/7 1.12A/7 ",
	    "for two holds once, by the first cause; for none it is due");
	waits(other, "", "another bundle has its own");
	tap_number((long long)held(first), 6, "a hold keeps so many");
	due_bundles("a", "the bundle of which something is due");
}

static void
holds_end(void)
{
	release(first);
	waits(bundle, "0.4!/7 1.0!A/7 1.2!A/7 1.5B/3 1.6!A/7 1.9!A/7 1.12!A/7 ",
	    "what waited for it alone is due");
	put(other, 0, second, 7, (const uint32_t[]){ 1 }, 1);
	due_bundles("a", "not the one of the hold that stands");
	release(second);
	due_bundles("ab", "both, without it");
	waits(other, "0.1!B/7 ", "all of it");
}

static void
records_go(void)
{
	struct why w = { 0 };

	gone(1, (const uint32_t[]){ 1, 2, 5, 13 }, 4);
	waits(bundle, "0.4!/7 1.0!A/7 1.6!A/7 1.9!A/7 1.12!A/7 ",
	    "what went does not wait");
	gone(0, (const uint32_t[]){ 4 }, 1);
	gone(1, (const uint32_t[]){ 0, 6, 9, 12 }, 4);
	waits(bundle, "", "and when all went nothing does");
	due_bundles("b", "nor is the bundle named");
	ledger_bundle_strip(&l, other, &w);
	due_bundles("", "of a bundle that goes nothing waits");
}

static void
some_wait(uint64_t cause, const uint8_t *prefer, const char *want,
    const char *rule)
{
	const struct ledger_waiting_ask ask = { other, cause, prefer };
	struct why w = { 0 };
	char text[512] = "";

	ledger_waiting_some(&l, &ask, note, text, &w);
	tap_text(text, want, "%s", rule);
}

static void
causes_are_told_apart(void)
{
	struct why w = { 0 };

	hold(second);
	hold(first);
	put(other, 1, second, 7, (const uint32_t[]){ 5, 6 }, 2);
	put(other, 1, first, 7, (const uint32_t[]){ 6, 9 }, 2);
	put(other, 2, second, 3, (const uint32_t[]){ 6 }, 1);
	some_wait(7, NULL, "1.5B/7 1.6A/7 1.9A/7 ",
	    "of two holds the first by its id is told");
	some_wait(3, NULL, "2.6B/3 ", "what another cause would take");
	some_wait(9, NULL, "", "one that would take nothing");
	some_wait(7, second, "1.5B/7 1.6B/7 1.9A/7 ", "one that is preferred");
	some_wait(0, first, "1.5B/7 1.6A/7 1.9A/7 2.6B/3 ", "of all causes");
	release(first);
	some_wait(7, first, "1.5B/7 1.6B/7 1.9!A/7 ",
	    "a preferred one that is over keeps nothing");
	some_wait(7, NULL, "1.5B/7 1.6B/7 1.9!A/7 ", "the one that stands");
	release(second);
	ledger_bundle_strip(&l, other, &w);
}

static void
damage_is_told(void)
{
	struct why w = { 0 };
	char text[512] = "";

	put(bundle, 1, first, 7, (const uint32_t[]){ 2, 5 }, 2);
	ledger_close(&l);
	sql("l.db", "UPDATE waiting SET records = x'0500000002000000'");
	if (!opens(&l, "l.db", &w))
		return;
	tap_number(ledger_waiting_each(&l, bundle, note, text, &w), -1,
	    "records out of order are refused");
	tap_number(w.reason, WHY_STORE, "as a damaged ledger");
}

int
main(void)
{
	struct why w = { 0 };

	if (!file_begin(true) || !opens(&l, "l.db", &w))
		tap_ok(false, "a ledger is there");
	records_wait();
	holds_end();
	records_go();
	causes_are_told_apart();
	damage_is_told();
	ledger_close(&l);
	return file_end();
}
