#include "formats/order.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap/tap.h"
#include "tests/unit/order_asking.h"
#include "tests/unit/spec.h"

static void
test_example(void)
{
	struct order_match_kind kinds[ORDER_KINDS];
	struct order_match m = { 0 };
	struct reads r = begun(HEAD);
	struct bytes order = { 0 };
	struct bytes rows = { 0 };
	uint8_t bundle[SEAL_ID_BYTES];
	uint8_t hits[8] = { 0 };
	struct why w = { 0 };

	spec_example("formats/order.txt", "4.1", &order);
	spec_example("formats/order.txt", "4.2", &rows);
	add(&m, (char *)order.data, 7);
	tap_ok(m.rows && m.members && m.bundles && m.orders == 1,
	    "the match says what it selects");
	for (char *at = (char *)rows.data; *at != '\0';) {
		size_t word = strcspn(at, " ");
		size_t end = strcspn(at, "\n");
		uint32_t want = strncmp(at, "yes", word) == 0 ? 7 : ORDER_NONE;

		at[end] = '\0';
		tap_number(ask(&m, &r, here, at + word + 1, hits), want, "%s",
		    at);
		at += end + 1;
	}
	tap_number(
	    order_match_member(&m, here, "data/images/plate-17.jpg", hits), 7,
	    "the member is selected");
	tap_number(order_match_member(&m, here, "data/images/plate-1", hits),
	    ORDER_NONE, "another is not");
	tap_number((long long)order_match_absent(&m, hits, 7), 2,
	    "the bundle and the series are still absent");
	order_match_kinds(&m, hits, 7, kinds);
	tap_ok(kinds[ORDER_BUNDLE].asked == 1 &&
		kinds[ORDER_BUNDLE].absent == 1,
	    "as the only one of its kind");
	tap_ok(kinds[ORDER_VRM].asked == 1 && kinds[ORDER_VRM].absent == 0 &&
		kinds[ORDER_BEFORE].asked == 1 &&
		kinds[ORDER_BEFORE].absent == 0,
	    "the others were found");
	order_match_kinds(&m, hits, 3, kinds);
	tap_number((long long)kinds[ORDER_BUNDLE].asked, 0,
	    "another order asked for none");
	if (!bytes_from_hex(bundle, sizeof bundle,
		"ffeeddccbbaa99887766554433221100"))
		abort();
	tap_number(order_match_bundle(&m, bundle, hits), 7,
	    "the bundle is selected");
	tap_number(order_match_bundle(&m, here, hits), ORDER_NONE,
	    "another is not");
	if (!bytes_from_hex(bundle, sizeof bundle,
		"0f1e2d3c4b5a69788796a5b4c3d2e1f0"))
		abort();
	order_match_belongs(&m, bundle, here, &w);
	tap_number(order_match_bundle(&m, here, hits), 7,
	    "but it is as one of the series");
	tap_number((long long)order_match_absent(&m, hits, 7), 0,
	    "all targets were found");
	bytes_clear(&order);
	bytes_clear(&rows);
	order_match_clear(&m);
	tap_ok(m.tables == NULL && !m.rows, "a cleared match is empty");
	tap_number(ask(&m, &r, here, "R1,ZZ,1,1,1,x\n", NULL), ORDER_NONE,
	    "an empty match selects no row");
	tap_number(order_match_member(&m, here, "data/x", NULL), ORDER_NONE,
	    "no member");
	tap_number(order_match_bundle(&m, here, NULL), ORDER_NONE, "no bundle");
	tap_ok(order_match_hits_bytes(&m) > 0 &&
		order_match_absent(&m, hits, 0) == 0,
	    "and nothing is absent");
}

static void
test_limited(void)
{
	struct order_match m = { 0 };
	struct reads r = begun(HEAD);
	uint8_t hits[8] = { 0 };

	add(&m,
	    DRAFT "{\"target\":\"record\",\"record_id\":\"R1\","
		  "\"bundle\":\"" HERE "\"}\n"
		  "{\"target\":\"vrm\",\"vrm\":\"ZZ1\",\"bundle\":\"" HERE
		  "\",\"from\":\"2026-01-01T00:00:00Z\","
		  "\"to\":\"2026-02-01T00:00:00Z\"}\n"
		  "{\"target\":\"read\",\"vrm\":\"ZZ2\",\"feed_id\":\"1\","
		  "\"source_id\":\"1\",\"camera_id\":\"1\","
		  "\"capture_time\":\"2026-01-01T00:00:00Z\","
		  "\"bundle\":\"" HERE "\"}\n"
		  "{\"target\":\"member\",\"path\":\"data/a\","
		  "\"bundle\":\"" HERE "\"}\n"
		  "{\"target\":\"bundle\",\"bundle\":\"" THERE "\"}\n",
	    0);
	tap_number(ask(&m, &r, there, "R1,Z,1,1,1,x\n", hits), ORDER_NONE,
	    "a record id limited to a bundle selects nothing in another");
	tap_number(
	    ask(&m, &r, there, "R,ZZ1,1,1,1,2026-01-01T00:00:00Z\n", hits),
	    ORDER_NONE, "nor does a window");
	tap_number(
	    ask(&m, &r, there, "R,ZZ2,1,1,1,2026-01-01T00:00:00Z\n", hits),
	    ORDER_NONE, "nor a read");
	tap_number(order_match_member(&m, there, "data/a", hits), ORDER_NONE,
	    "nor a member");
	tap_number((long long)order_match_absent(&m, hits, 0), 5,
	    "all five are absent");
	tap_number(ask(&m, &r, here, "R1,Z,1,1,1,x\n", hits), 0,
	    "in its own a record id does");
	tap_number(
	    ask(&m, &r, here, "R,ZZ1,1,1,1,2026-01-01T00:00:00Z\n", hits), 0,
	    "and a window");
	tap_number(
	    ask(&m, &r, here, "R,ZZ2,1,1,1,2026-01-01T00:00:00Z\n", hits), 0,
	    "and a read");
	tap_number(order_match_member(&m, here, "data/a", hits), 0,
	    "and a member");
	tap_number(order_match_bundle(&m, there, hits), 0,
	    "and the bundle that is named");
	tap_number((long long)order_match_absent(&m, hits, 0), 0,
	    "then none is absent");
	order_match_clear(&m);
}

static void
test_series(void)
{
	static const uint8_t series[SEAL_ID_BYTES] = { 0x5e };
	static const uint8_t other[SEAL_ID_BYTES] = { 0x07 };
	struct order_match m = { 0 };
	struct reads r = begun(HEAD);
	uint8_t hits[8] = { 0 };
	struct why w = { 0 };

	add(&m,
	    DRAFT "{\"target\":\"series\",\"series\":"
		  "\"5e000000000000000000000000000000\"}\n",
	    0);
	tap_ok(!m.rows && !m.members && !m.bundles && m.series,
	    "a series is no row, no file and no single bundle");
	tap_number(order_match_bundle(&m, there, hits), ORDER_NONE,
	    "nobody knows yet what belongs to it");
	order_match_belongs(&m, other, here, &w);
	order_match_belongs(&m, series, there, &w);
	tap_number(order_match_bundle(&m, here, hits), ORDER_NONE,
	    "a bundle of another series is not selected");
	tap_number((long long)order_match_absent(&m, hits, 0), 1,
	    "the target is absent");
	tap_number(order_match_bundle(&m, there, hits), 0, "a bundle of it is");
	tap_number((long long)order_match_absent(&m, hits, 0), 0,
	    "and then nothing is absent");
	tap_number(order_match_bundle(&m, series, hits), ORDER_NONE,
	    "the id of a series is none of a bundle");
	tap_number(ask(&m, &r, there, "R1,Z,1,1,1,x\n", hits), ORDER_NONE,
	    "nor does it select a row by itself");
	order_match_clear(&m);
	add(&m, DRAFT "{\"target\":\"record\",\"record_id\":\"R1\"}\n", 0);
	tap_number(order_match_belongs(&m, series, there, &w), 0,
	    "where no series is named, none is noted");
	tap_number(order_match_bundle(&m, there, NULL), ORDER_NONE,
	    "nor found");
	order_match_clear(&m);
}

#define WINDOW(FROM, TO)                                               \
	"{\"target\":\"vrm\",\"vrm\":\"ZZ1\",\"from\":\"2026-01-" FROM \
	"T00:00:00Z\",\"to\":\"2026-01-" TO "T00:00:00Z\"}\n"

static void
test_windows(void)
{
	struct order_match m = { 0 };
	struct reads r = begun(HEAD);
	uint8_t hits[8] = { 0 };

	add(&m, DRAFT WINDOW("02", "04") WINDOW("10", "12"), 3);
	add(&m, DRAFT WINDOW("03", "11") WINDOW("02", "04"), 5);
	tap_number(
	    ask(&m, &r, here, "R,ZZ1,,,,2026-01-01T23:59:59.999Z\n", hits),
	    ORDER_NONE, "before all windows nothing is selected");
	tap_number(ask(&m, &r, here, "R,ZZ1,,,,2026-01-05T00:00:00Z\n", hits),
	    5, "one order's window selects, cameras or not");
	tap_number((long long)order_match_absent(&m, hits, 5), 1,
	    "the other of its two is absent");
	tap_number(ask(&m, &r, here, "R,ZZ1,,,,2026-01-03T00:00:00Z\n", hits),
	    3, "where both select, the lower number is told");
	tap_number((long long)order_match_absent(&m, hits, 5), 0,
	    "and the targets of both are marked, the one that repeats too");
	tap_number((long long)order_match_absent(&m, hits, 3), 1,
	    "the last window is absent");
	tap_number(ask(&m, &r, here, "R,ZZ1,,,,2026-01-12T00:00:00Z\n", hits),
	    ORDER_NONE, "the end of a window is not in it");
	tap_number(ask(&m, &r, here, "R,ZZ1,,,,2026-01-11T12:00:00\n", hits),
	    ORDER_NONE, "a time without zone is in none");
	r.zoned = true;
	tap_number(ask(&m, &r, here, "R,ZZ1,,,,2026-01-11T12:00:00\n", hits), 3,
	    "unless the file declares one");
	order_match_clear(&m);
}

static void
test_many_windows(void)
{
	struct order_match m = { 0 };
	struct bytes text = { 0 };
	struct why w = { 0 };

	bytes_printf(&text, &w, "%s", DRAFT);
	for (int i = 0; i <= ORDER_WINDOWS_MAX; i++) {
		if (i == ORDER_WINDOWS_MAX) {
			tap_number(
			    order_match_add(&m, text.data, text.len, 0, &w), 0,
			    "a plate may have 1,000 windows");
			order_match_clear(&m);
		}
		bytes_printf(&text, &w,
		    "{\"target\":\"vrm\",\"vrm\":\"ZZ1\",\"from\":"
		    "\"2026-01-01T00:%02d:%02dZ\",\"to\":"
		    "\"2026-02-01T00:00:00Z\"}\n",
		    i / 60, i % 60);
	}
	tap_number(order_match_add(&m, text.data, text.len, 0, &w), -1,
	    "and no more");
	tap_text(w.text, "line 1002: more than 1000 windows of one VRM",
	    "which is told");
	order_match_clear(&m);
	bytes_clear(&text);
}

/* Rows in all the forms a plate or an id can have. */
static void
test_forms(void)
{
	static const struct {
		const char *rule;
		const char *row;
		bool yes;
	} rows[] = {
		{ "as ordered", "R,ZZ26ABC,1,2,3,2026-03-01T12:00:00Z\n",
		    true },
		{ "lower case", "R,zz26abc,1,2,3,2026-03-01T12:00:00Z\n",
		    true },
		{ "a blank inside", "R,ZZ26 ABC,1,2,3,2026-03-01T12:00:00Z\n",
		    true },
		{ "hyphens, tabs and blanks at the ends",
		    "R,\tzz-26-abc ,1,2,3,2026-03-01T12:00:00Z\n", true },
		{ "a hyphen", "R,ZZ26-ABC,1,2,3,2026-03-01T12:00:00Z\n", true },
		{ "a tab", "R,ZZ26\tABC,1,2,3,2026-03-01T12:00:00Z\n", true },
		{ "more than 16 bytes of filling",
		    "R,Z Z 2 6 - - - A - - - B - C,1,2,3,"
		    "2026-03-01T12:00:00Z\n",
		    true },
		{ "quoted",
		    "\"R\",\"zz26abc\",\"1\",\"2\",\"3\","
		    "\"2026-03-01T12:00:00Z\"\n",
		    true },
		{ "doubled quotes before it",
		    "\"R\"\"\",zz26abc,1,2,3,2026-03-01T12:00:00Z\n", true },
		{ "a comma in quotes before it",
		    "\"R,X\",zz26abc,1,2,3,2026-03-01T12:00:00Z\n", true },
		{ "a first field of more than a block",
		    "Rxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		    "xxxxxxxxx"
		    "xxxxxxxxxxxxxxxxxxx,zz26abc,1,2,3,2026-03-01T12:00:00Z\n",
		    true },
		{ "leading zeros and blanks of ids",
		    "R,zz26abc, 01 ,002,3,2026-03-01T12:00:00Z\r\n", true },
		{ "another zone, the same moment",
		    "R,zz26abc,1,2,3,2026-03-01T13:00:00.000+01:00", true },
		{ "another plate", "R,ZZ26ABD,1,2,3,2026-03-01T12:00:00Z\n",
		    false },
		{ "a plate that is longer",
		    "R,ZZ26ABCD,1,2,3,2026-03-01T12:00:00Z\n", false },
		{ "another camera", "R,ZZ26ABC,1,2,4,2026-03-01T12:00:00Z\n",
		    false },
		{ "a millisecond later",
		    "R,ZZ26ABC,1,2,3,2026-03-01T12:00:00.001Z\n", false },
		{ "a time that cannot be read", "R,ZZ26ABC,1,2,3,noon\n",
		    false },
		{ "an empty camera", "R,ZZ26ABC,1,2,,2026-03-01T12:00:00Z\n",
		    false },
		{ "an empty plate", "R,,1,2,3,2026-03-01T12:00:00Z\n", false },
		{ "a short row", "R\n", false },
		{ "a blank line", "\n", false },
		{ "nothing", "", false },
		{ "quotes that are wrong", "\"R,ZZ26ABC,1,2,3,x\n", false },
	};
	struct order_match m = { 0 };
	struct reads r = begun(HEAD);

	add(&m,
	    DRAFT "{\"target\":\"read\",\"vrm\":\"ZZ26ABC\","
		  "\"feed_id\":\"1\",\"source_id\":\"2\",\"camera_id\":\"3\","
		  "\"capture_time\":\"2026-03-01T12:00:00Z\"}\n",
	    0);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		tap_number(ask(&m, &r, here, rows[i].row, NULL),
		    rows[i].yes ? 0 : (long long)ORDER_NONE, "%s: %s",
		    rows[i].rule, rows[i].yes ? "selected" : "not selected");
	order_match_clear(&m);
}

int
main(void)
{
	test_example();
	test_limited();
	test_series();
	test_windows();
	test_many_windows();
	test_forms();
	return tap_done();
}
