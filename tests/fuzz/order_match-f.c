/**
 * What orders select: the text of an order, a zero byte, a read file. Tables
 * and filters must select just what asking target by target selects. Source:
 * order.txt, 3.
 */

#include "formats/order.h"

#include "formats/order_target.h"
#include "tests/fuzz/fuzz.h"

#define TARGETS_MAX 64
#define ROWS_MAX    64

/* Two bundles: every target that is limited is so to one or to none. */
static const uint8_t bundles[2][SEAL_ID_BYTES] = { { 0 },
	{ 0xff, 0xee, 0xdd, 0xcc, 0xbb, 0xaa, 0x99, 0x88, 0x77, 0x66, 0x55,
	    0x44, 0x33, 0x22, 0x11, 0x00 } };

/* The order's targets, and what of them was found. */
struct targets {
	struct order_target items[TARGETS_MAX];
	bool found[TARGETS_MAX];
	size_t n;
};

static bool
read_targets(struct targets *t, const struct bytes *text)
{
	struct order_target_lines l = { .data = text->data, .len = text->len };
	struct why w = { 0 };
	const uint8_t *line;
	size_t len;

	while (order_target_line(&l, &line, &len, &w) == 1) {
		if (l.number == 1)
			continue;
		if (t->n == TARGETS_MAX)
			return false;
		fuzz_must(
		    order_target_parse(&t->items[t->n++], line, len, &w) == 0,
		    "the lines of an order are targets");
	}
	return t->n > 0;
}

static bool
is_here(const struct order_target *t, const uint8_t *bundle)
{
	return !t->limited || memcmp(t->bundle, bundle, SEAL_ID_BYTES) == 0;
}

static bool
same_key(const struct reads_key *a, const struct reads_key *b)
{
	return strcmp(a->vrm, b->vrm) == 0 && strcmp(a->feed, b->feed) == 0 &&
	    strcmp(a->source, b->source) == 0 &&
	    strcmp(a->camera, b->camera) == 0 && a->time_ms == b->time_ms;
}

static bool
same_id(const char *id, struct reads_text f)
{
	while (f.len > 0 && (f.text[0] == ' ' || f.text[0] == '\t')) {
		f.text++;
		f.len--;
	}
	while (f.len > 0 &&
	    (f.text[f.len - 1] == ' ' || f.text[f.len - 1] == '\t'))
		f.len--;
	return fuzz_same(id, strlen(id), f.text, f.len);
}

static bool
same_field(const char *id, const struct reads_text *f)
{
	char text[READS_ID_BYTES];

	return f->text != NULL && reads_id(f->text, f->len, text) &&
	    strcmp(text, id) == 0;
}

static bool
is_then(const struct order_target *t, const struct reads *r,
    const struct reads_text *when)
{
	int64_t ms;

	return when->text != NULL &&
	    reads_time(when->text, when->len, r->zoned, r->zone_s, &ms) &&
	    t->from_ms <= ms && ms < t->to_ms;
}

/* Does one target select this row? Straight from the specification. */
static bool
selects_row(const struct order_target *t, const struct reads *r,
    const struct reads_row *row)
{
	const struct reads_text *vrm = &row->field[READS_VRM];
	const struct reads_text *when = &row->field[READS_TIME];
	struct selection_place place;
	struct reads_key key;

	switch (t->kind) {
	case ORDER_READ:
		return reads_key(r, row, &key) && same_key(&key, &t->read);
	case ORDER_RECORD:
		return row->field[READS_RECORD_ID].text != NULL &&
		    same_id(t->text, row->field[READS_RECORD_ID]);
	case ORDER_VRM:
		return vrm->text != NULL &&
		    reads_vrm(vrm->text, vrm->len, key.vrm) &&
		    strcmp(key.vrm, t->read.vrm) == 0 && is_then(t, r, when);
	case ORDER_CAMERA:
		return same_field(t->read.camera, &row->field[READS_CAMERA]) &&
		    (t->read.feed[0] == '\0' ||
			same_field(t->read.feed, &row->field[READS_FEED])) &&
		    (t->read.source[0] == '\0' ||
			same_field(t->read.source,
			    &row->field[READS_SOURCE])) &&
		    is_then(t, r, when);
	case ORDER_AREA:
		return selection_place_read(row, &place) &&
		    selection_area_holds(&t->area, &place) &&
		    is_then(t, r, when);
	case ORDER_BEFORE:
		return is_then(t, r, when);
	case ORDER_MEMBER:
	case ORDER_BUNDLE:
	case ORDER_SERIES:
	default:
		return false;
	}
}

static void
ask_row(const struct order_match *m, struct targets *t, const struct reads *r,
    const struct record *record, uint8_t *hits)
{
	struct reads_row row;
	struct why w = { 0 };

	if (reads_fields_all(r, record->bytes, record->len, &row, &w) != 0)
		return;
	for (size_t b = 0; b < 2; b++) {
		bool any = false;

		for (size_t i = 0; i < t->n; i++) {
			bool one = is_here(&t->items[i], bundles[b]) &&
			    selects_row(&t->items[i], r, &row);

			any |= one;
			t->found[i] |= one;
		}
		fuzz_must(order_match_row(m, bundles[b], r, record, hits) ==
			(any ? 5 : ORDER_NONE),
		    "a row is selected if a target selects it");
	}
}

static void
ask_rows(const struct order_match *m, struct targets *t, const uint8_t *csv,
    size_t len, uint8_t *hits)
{
	struct reads r;
	struct reads_cut how = { .last = true, .max_records = ROWS_MAX };
	struct records rows = { 0 };
	struct why w = { 0 };
	size_t used;

	if (reads_begin(&r, "csv", "+01:00", &w) == 0 &&
	    reads_cut(&r, &how, csv, len, &rows, &used, &w) == 0) {
		for (size_t i = 1; i < rows.n; i++)
			ask_row(m, t, &r, &rows.items[i], hits);
	}
	records_clear(&rows);
}

/* Ask for the path of each target, and a little more and less than it. */
static void
ask_member(const struct order_match *m, struct targets *t, const char *path,
    uint8_t *hits)
{
	for (size_t b = 0; b < 2; b++) {
		bool any = false;

		for (size_t i = 0; i < t->n; i++) {
			bool one = t->items[i].kind == ORDER_MEMBER &&
			    is_here(&t->items[i], bundles[b]) &&
			    strcmp(t->items[i].text, path) == 0;

			any |= one;
			t->found[i] |= one;
		}
		fuzz_must(order_match_member(m, bundles[b], path, hits) ==
			(any ? 5 : ORDER_NONE),
		    "a member is selected if a target selects it");
	}
}

static void
ask_names(const struct order_match *m, struct targets *t, uint8_t *hits)
{
	for (size_t i = 0; i < t->n; i++) {
		char path[sizeof t->items[i].text];

		if (t->items[i].kind != ORDER_MEMBER)
			continue;
		memcpy(path, t->items[i].text, sizeof path);
		if (i % 2 == 0)
			ask_member(m, t, path, hits);
		path[strlen(path) - 1] = '\0';
		ask_member(m, t, path, hits);
	}
	for (size_t b = 0; b < 2; b++) {
		bool any = false;

		for (size_t i = 0; i < t->n; i++) {
			bool one = t->items[i].kind == ORDER_BUNDLE &&
			    is_here(&t->items[i], bundles[b]);

			any |= one;
			t->found[i] |= one;
		}
		fuzz_must(order_match_bundle(m, bundles[b], hits) ==
			(any ? 5 : ORDER_NONE),
		    "a bundle is selected if a target selects it");
	}
}

static void
ask(const struct bytes *text, struct targets *t, const uint8_t *csv, size_t len)
{
	struct order_match m = { 0 };
	struct why w = { 0 };
	uint8_t *hits;
	uint64_t absent = 0;

	/* The same order twice: the lowest number is told. */
	fuzz_must(order_match_add(&m, text->data, text->len, 5, &w) == 0 &&
		order_match_add(&m, text->data, text->len, 9, &w) == 0,
	    "an order can be asked for");
	hits = calloc(1, order_match_hits_bytes(&m));
	fuzz_must(hits != NULL, "there is memory");
	ask_rows(&m, t, csv, len, hits);
	ask_names(&m, t, hits);
	for (size_t i = 0; i < t->n; i++)
		absent += !t->found[i];
	fuzz_must(order_match_absent(&m, hits, 5) == absent &&
		order_match_absent(&m, hits, 9) == absent &&
		order_match_absent(&m, hits, 7) == 0,
	    "targets that selected nothing are counted");
	free(hits);
	order_match_clear(&m);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct targets t;
	struct bytes text = fuzz_until(0, &data, &size);
	struct order o;
	struct why w = { 0 };

	t.n = 0;
	memset(t.found, 0, sizeof t.found);
	if (order_parse(&o, text.data, text.len, &w) == 0 &&
	    read_targets(&t, &text))
		ask(&text, &t, data, size);
	bytes_clear(&text);
	return 0;
}
