#include <stdio.h>
#include <string.h>

#include "tests/tap/tap.h"
#include "tests/unit/ledger_file.h"
#include "tool/report/report_inside.h"
#include "tool/store/ledger_order.h"
#include "tool/store/ledger_restricted.h"

#define MANY 1100

static struct store store;

/* Events of two bundles in turn, one of a hold, one of the store itself. */
static int
fill(void)
{
	struct why w = { 0 };
	int rc = ledger_begin(&store.ledger, &w);

	for (unsigned i = 0; rc == 0 && i < MANY; i++) {
		struct event e = { .act = "receive",
			.outcome = "done",
			.actor = "<b>me" };

		(void)snprintf(e.bundle, sizeof e.bundle, "%032x", i % 2);
		if (i == 0)
			e.bundle[0] = '\0';
		if (i == 1)
			(void)snprintf(e.hold, sizeof e.hold, "%032x", 7U);
		if (i == 1)
			e.bundle[0] = '\0';
		rc = journal_append(&store.ledger, &e, &w);
	}
	return rc == 0 ? ledger_commit(&store.ledger, &w) : rc;
}

static int
count(const char *text, const char *what)
{
	int n = 0;

	while ((text = strstr(text, what)) != NULL) {
		text += strlen(what);
		n++;
	}
	return n;
}

/* The report on these events, as a page. */
static const char *
page_of(const struct report_events *which, struct report_from *from)
{
	static struct bytes out;
	struct why w = { 0 };
	struct paper p;

	paper_begin(&p, 0, &w);
	out.len = 0;
	if (report_events(&p, from, which, &w) != 0 || paper_end(&p) != 0 ||
	    paper_html(&p, &out, &w) != 0 || bytes_add(&out, "", 1, &w) != 0)
		tap_note("%s", w.text);
	paper_clear(&p);
	return (const char *)out.data;
}

static void
test_all(void)
{
	struct report_from from = { .store = &store };
	const char *page = page_of(&(struct report_events){ 0 }, &from);

	tap_number((long long)from.events, MANY, "each event counts");
	tap_number((long long)from.listed, REPORT_ROWS_MAX, "not all are told");
	tap_number(count(page, "<td class=\"n\">"), REPORT_ROWS_MAX,
	    "so many rows");
	tap_ok(strstr(page,
		   "1100 events; 1000 are listed, numbers 0 to 999.") != NULL,
	    "which is said");
	tap_number(count(page, "<h3>"), 4, "an item has a heading");
	tap_ok(strstr(page, "<h3>The store</h3>") != NULL &&
		strstr(page,
		    "<h3>Hold 00000000000000000000000000000007</h3>") != NULL,
	    "of its kind");
	tap_number(count(page, "<circle "), REPORT_ROWS_MAX,
	    "each is in the drawing");
	tap_ok(strstr(page, "<b>me") == NULL, "nothing is markup");
}

static void
test_from(void)
{
	struct report_from from = { .store = &store, .first_event = 1000 };
	const char *page = page_of(&(struct report_events){ 0 }, &from);

	tap_number((long long)from.events, MANY - 1000, "from a number on");
	tap_ok(strstr(page, "Number of events: 100. All of them") != NULL,
	    "which are all");
}

static void
test_bundle(void)
{
	struct check_cause causes[2] = { { .tombstone = true } };
	const struct report_events which = {
		.bundle = "00000000000000000000000000000001",
		.causes = causes,
		.n_causes = 2,
	};
	struct report_from from = { .store = &store, .first_event = 1000 };
	const char *page = page_of(&which, &from);

	tap_number((long long)from.events, MANY / 2 - 1,
	    "of a bundle there are its own, wherever they stand");
	tap_number(count(page, "<h3>"), 1, "and no others");
}

/* Orders came in other bundles; one of them restricts a record of this one. */
static void
test_restricted(void)
{
	static const uint8_t bundle[SEAL_ID_BYTES] = { [15] = 1 };
	const struct report_events which = {
		.bundle = "00000000000000000000000000000001",
	};
	struct ledger_order o[2] = { { .id = { 5 } }, { .id = { 6 } } };
	const uint32_t place = 3;
	struct ledger_restricted_row row = { .records = &place, .n = 1 };
	struct report_from from = { .store = &store };
	uint64_t lifted = 0;
	struct why w = { 0 };

	if (ledger_begin(&store.ledger, &w) != 0)
		tap_ok(false, "a transaction: %s", w.text);
	for (size_t i = 0; i < 2; i++) {
		struct event e = { .act = "rectify",
			.outcome = "done",
			.actor = "me" };

		bytes_to_hex(e.order, o[i].id, sizeof o[i].id);
		if (ledger_order_put(&store.ledger, &o[i], &w) != 0 ||
		    journal_append(&store.ledger, &e, &w) != 0)
			tap_ok(false, "an order: %s", w.text);
	}
	row.order = o[1].row;
	if (ledger_restricted_put(&store.ledger, bundle, &row, &lifted, &w) !=
	    0)
		tap_ok(false, "a record is restricted: %s", w.text);
	if (ledger_commit(&store.ledger, &w) != 0)
		tap_ok(false, "it is kept: %s", w.text);
	tap_ok(strstr(page_of(&which, &from), "rectify") != NULL,
	    "an order by which something is restricted is told of");
	tap_number((long long)from.events, MANY / 2,
	    "and no order that restricts nothing of it");
}

static void
test_none(void)
{
	struct report_from from = { .store = &store };
	struct report_from none = { 0 };

	tap_ok(
	    strstr(page_of(&(struct report_events){ .exhibit = "AB/1" }, &from),
		"<p>none recorded</p>") != NULL,
	    "no event is told as none");
	tap_ok(strstr(page_of(&(struct report_events){ 0 }, &none),
		   "No store was given") != NULL,
	    "without a store that is said");
}

int
main(void)
{
	struct why w = { 0 };

	if (!tap_ok(file_begin(true) &&
		    ledger_open(&store.ledger, "l.db", LEDGER_WRITE, &w) == 0 &&
		    fill() == 0,
		"there is a ledger"))
		return file_end();
	test_all();
	test_from();
	test_bundle();
	test_restricted();
	test_none();
	ledger_close(&store.ledger);
	return file_end();
}
