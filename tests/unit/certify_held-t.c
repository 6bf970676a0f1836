/** Which records of a bundle are held from an order: rows, and all of a file,
 *  however many segments it has. Source: certificate.txt, 2.3 and 2.5. */

#include "tests/unit/ledger_file.h"
#include "tool/flow/certify_inside.h"
#include "tool/store/ledger_waiting.h"

#define ORDER 7

static const uint8_t bundle[SEAL_ID_BYTES] = "a bundle";
static struct store store;

static void
hold(const char *id, int64_t review_s)
{
	struct ledger_hold h = { .ground = "court",
		.review_s = review_s,
		.scope = "x",
		.scope_bytes = 1 };
	struct why w = { 0 };

	memcpy(h.id, id, strlen(id));
	if (ledger_hold_put(&store.ledger, &h, &w) != 0)
		tap_ok(false, "a hold stands: %s", w.text);
}

static void
wait_for(const char *id, uint64_t segment, uint32_t index, uint64_t cause)
{
	struct ledger_waiting_row row = { .segment = segment,
		.cause = cause,
		.records = &index,
		.n = 1 };
	struct why w = { 0 };

	memcpy(row.hold, id, strlen(id));
	if (ledger_waiting_put(&store.ledger, bundle, &row, &w) != 0)
		tap_ok(false, "a record waits: %s", w.text);
}

/* Four segments of ten records each: a tag file, a read file, one of which the
 * last record is in the last segment but one, an empty one, one more. */
static void
make(void)
{
	static const struct {
		uint64_t segment;
		uint64_t records;
		uint32_t first;
		char cut;
	} members[] = {
		{ 0, 2, 0, RECORD_LINES },
		{ 0, 4, 3, RECORD_READS },
		{ 0, 21, 8, RECORD_PIECES },
		{ 3, 0, 0, RECORD_PIECES },
		{ 3, 8, 1, RECORD_PIECES },
	};
	struct why w = { 0 };

	for (uint64_t i = 0; i < 4; i++) {
		const struct ledger_segment s = { .number = i,
			.records = 10,
			.cover = "x",
			.cover_bytes = 1 };

		if (ledger_segment_put(&store.ledger, bundle, &s, &w) != 0)
			tap_ok(false, "a segment is there: %s", w.text);
	}
	for (uint32_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		const struct ledger_member m = { .number = i,
			.cut = members[i].cut,
			.name = "data/x",
			.segment = members[i].segment,
			.first = members[i].first,
			.records = members[i].records,
			.zone = "",
			.format = "" };

		if (ledger_member_put(&store.ledger, bundle, &m, &w) != 0)
			tap_ok(false, "a member is there: %s", w.text);
	}
}

#define TEXT_BYTES 512

static void
add(char text[TEXT_BYTES], unsigned number, const char *end)
{
	size_t len = strlen(text);

	(void)snprintf(text + len, TEXT_BYTES - len, "%u%s", number, end);
}

static void
end_stretch(char text[TEXT_BYTES], const struct certify_place *last,
    const struct certify_run *r)
{
	const char end[] = { (char)r->holds[last->hold].id[0], ' ', '\0' };

	add(text, last->index, end);
}

/* "segment.first-last hold", each stretch of one hold */
static void
describe(struct certify_held *h, const struct certify_run *r,
    char text[TEXT_BYTES])
{
	struct certify_place before = { UINT64_MAX, 0, 0 };
	struct certify_place p;

	while (certify_held_peek(h, &p)) {
		bool goes_on = p.segment == before.segment &&
		    p.index == before.index + 1 && p.hold == before.hold;

		if (!goes_on && before.segment != UINT64_MAX)
			end_stretch(text, &before, r);
		if (!goes_on) {
			add(text, (unsigned)p.segment, ".");
			add(text, p.index, "-");
		}
		before = p;
		certify_held_step(h);
	}
	if (before.segment != UINT64_MAX)
		end_stretch(text, &before, r);
}

static void
is_held(const char *want, uint64_t due, const char *rule)
{
	struct certify_run r = { .store = &store, .order.row = ORDER };
	struct certify_held h;
	struct why w = { 0 };
	char text[TEXT_BYTES] = "";

	if (certify_holds_load(&r, &w) != 0 ||
	    certify_held_load(&h, &r, bundle, &w) != 0) {
		tap_ok(false, "%s: %s", rule, w.text);
		free(r.holds);
		return;
	}
	describe(&h, &r, text);
	tap_text(text, want, "%s", rule);
	tap_number((long long)h.due, (long long)due, "%s: due", rule);
	certify_held_clear(&h);
	free(r.holds);
}

static void
test_held(void)
{
	is_held("", 0, "nothing is held");
	wait_for("B", 0, 5, ORDER);
	wait_for("A", 0, 6, ORDER + 1);
	is_held("0.5-5B ", 0, "a row, and not that of another order");
	wait_for("A", 0, 3, ORDER);
	is_held("0.3-4A 0.5-5B 0.6-7A ", 0,
	    "a file with all its records, a row of it by its own hold");
	wait_for("B", 0, 8, ORDER);
	wait_for("A", 1, 9, ORDER);
	wait_for("B", 3, 0, ORDER);
	is_held("0.3-4A 0.5-5B 0.6-7A 0.8-9B 1.0-8B 1.9-9A 2.0-9B 3.0-0B ", 0,
	    "a file in several segments, and an empty one");
	wait_for("A", 0, 0, ORDER);
	is_held("0.3-4A 0.5-5B 0.6-7A 0.8-9B 1.0-8B 1.9-9A 2.0-9B 3.0-0B ", 0,
	    "the mark of the bundle is no record");
	wait_for("C", 3, 1, ORDER);
	is_held("0.3-4A 0.5-5B 0.6-7A 0.8-9B 1.0-8B 1.9-9A 2.0-9B 3.0-0B ", 1,
	    "what a hold kept that is over is due, and not held");
}

static void
test_holds(void)
{
	struct certify_result result = { 0 };
	struct certify_run r = { .store = &store, .result = &result };
	struct why w = { 0 };

	tap_number(certify_holds_load(&r, &w), 0, "holds are there");
	tap_ok(r.n_holds == 2 && r.holds[0].id[0] == 'A', "by their ids");
	r.holds[1].records = 3;
	tap_number(certify_holds_name(&r, &w), 0, "they are named");
	tap_ok(result.certificate.n_holds == 1 &&
		result.certificate.holds[0].id[0] == 'B',
	    "those that keep something");
	tap_text(result.certificate.holds[0].review, "2026-01-02",
	    "with the day of the review");
	tap_text(result.certificate.holds[0].ground, "court", "and the ground");
	certify_clear(&result);
	free(r.holds);
}

static void
test_damage(void)
{
	struct certify_run r = { .store = &store, .order.row = ORDER };
	const struct ledger_member m = { .number = 9,
		.cut = RECORD_PIECES,
		.name = "data/y",
		.segment = 3,
		.first = 9,
		.records = 1,
		.zone = "",
		.format = "" };
	struct certify_held h;
	struct why w = { 0 };

	wait_for("A", 3, 9, ORDER);
	tap_ok(ledger_member_put(&store.ledger, bundle, &m, &w) == 0 &&
		certify_holds_load(&r, &w) == 0,
	    "a file that ends behind the last segment");
	tap_number(certify_held_load(&h, &r, bundle, &w), -1, "is refused");
	tap_number(w.reason, WHY_STORE, "as a damaged ledger");
	certify_held_clear(&h);
	free(r.holds);
}

int
main(void)
{
	struct why w = { 0 };

	if (!file_begin(true) || !opens(&store.ledger, "l.db", &w))
		tap_ok(false, "a ledger is there");
	hold("B", 1767398399);
	hold("A", 0);
	make();
	test_held();
	test_holds();
	test_damage();
	ledger_close(&store.ledger);
	return file_end();
}
