#include "formats/order_ask.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap/tap.h"
#include "tests/unit/order_asking.h"

#define DAY "\"from\":\"2026-03-01T00:00:00Z\",\"to\":\"2026-03-02T00:00:00Z\""
#define CAMERA(KEYS) \
	"{\"target\":\"camera\",\"camera_id\":\"7\"," KEYS DAY "}\n"
#define AREA(KEYS, SIDES) \
	"{\"target\":\"area\",\"area\":\"" SIDES "\"," KEYS DAY "}\n"
#define BEFORE(KEYS, WHEN) \
	"{\"target\":\"before\"," KEYS "\"before\":\"" WHEN "\"}\n"
#define NOON "2026-03-01T12:00:00Z"

/* What one target of rows selects in a bundle, and how many rows it could not
 * be asked of. */
static const struct {
	const char *rule;
	const char *target;
	const char *row;
	bool yes;
	unsigned unread;
} rows[] = {
	{ "a camera of any feed", CAMERA(""), "R,Z,4,5,007," NOON "\n", true,
	    0 },
	{ "a camera of no feed", CAMERA(""), "R,Z,,,7," NOON "\n", true, 0 },
	{ "another camera", CAMERA(""), "R,Z,4,5,8," NOON "\n", false, 0 },
	{ "no camera", CAMERA(""), "R,Z,4,5,," NOON "\n", false, 0 },
	{ "its feed", CAMERA("\"feed_id\":\"4\","), "R,Z,04,5,7," NOON "\n",
	    true, 0 },
	{ "another feed", CAMERA("\"feed_id\":\"4\","), "R,Z,5,4,7," NOON "\n",
	    false, 0 },
	{ "no feed", CAMERA("\"feed_id\":\"4\","), "R,Z,,5,7," NOON "\n", false,
	    0 },
	{ "its source", CAMERA("\"source_id\":\"5\","), "R,Z,4,5,7," NOON "\n",
	    true, 0 },
	{ "another source", CAMERA("\"source_id\":\"5\","),
	    "R,Z,5,4,7," NOON "\n", false, 0 },
	{ "its feed and source",
	    CAMERA("\"source_id\":\"5\",\"feed_id\":\"4\","),
	    "R,Z,4,5,7," NOON "\n", true, 0 },
	{ "its feed, another source",
	    CAMERA("\"source_id\":\"5\",\"feed_id\":\"4\","),
	    "R,Z,4,4,7," NOON "\n", false, 0 },
	{ "a camera before its window", CAMERA(""),
	    "R,Z,4,5,7,2026-02-28T23:59:59.999Z\n", false, 0 },
	{ "a camera at the end of its window", CAMERA(""),
	    "R,Z,4,5,7,2026-03-02T00:00:00Z\n", false, 0 },
	{ "a camera and no moment", CAMERA(""), "R,Z,4,5,7,noon\n", false, 0 },
	{ "a camera in quotes that are doubled", CAMERA(""),
	    "\"R\"\"\",Z,4,5,\"7\"," NOON "\n", true, 0 },
	{ "a camera in this bundle", CAMERA("\"bundle\":\"" HERE "\","),
	    "R,Z,4,5,7," NOON "\n", true, 0 },
	{ "a camera in another bundle", CAMERA("\"bundle\":\"" THERE "\","),
	    "R,Z,4,5,7," NOON "\n", false, 0 },
	{ "in the area", AREA("", "51,-1,52,0"), "R,,,,," NOON ",51.5,-0.5\n",
	    true, 0 },
	{ "on its corner", AREA("", "51,-1,52,0"), "R,,,,," NOON ",52.0,-1.0\n",
	    true, 0 },
	{ "beside it", AREA("", "51,-1,52,0"),
	    "R,,,,," NOON ",51.5,0.000000001\n", false, 0 },
	{ "across 180 degrees", AREA("", "51,179,52,-179"),
	    "R,,,,," NOON ",51.5,-179.5\n", true, 0 },
	{ "in the area too late", AREA("", "51,-1,52,0"),
	    "R,,,,,2026-03-02T00:00:00Z,51.5,-0.5\n", false, 0 },
	{ "no place", AREA("", "51,-1,52,0"), "R,,,,," NOON ",,\n", false, 1 },
	{ "half a place", AREA("", "51,-1,52,0"), "R,,,,," NOON ",51.5\n",
	    false, 1 },
	{ "a place with a comma", AREA("", "51,-1,52,0"),
	    "R,,,,," NOON ",\"51,5\",-0.5\n", false, 1 },
	{ "no place, too late", AREA("", "51,-1,52,0"),
	    "R,,,,,2026-03-02T00:00:00Z,,\n", false, 0 },
	{ "a place and no moment", AREA("", "51,-1,52,0"),
	    "R,,,,,noon,51.5,-0.5\n", false, 1 },
	{ "in the area in another bundle",
	    AREA("\"bundle\":\"" THERE "\",", "51,-1,52,0"),
	    "R,,,,," NOON ",51.5,-0.5\n", false, 0 },
	{ "before", BEFORE("", "2026-03-01T12:00:00.001Z"), "R,,,,," NOON "\n",
	    true, 0 },
	{ "long before", BEFORE("", NOON), "R,,,,,1969-01-01T00:00:00Z\n", true,
	    0 },
	{ "not before", BEFORE("", NOON), "R,,,,," NOON "\n", false, 0 },
	{ "before, in another zone",
	    BEFORE("", "2026-03-01T13:00:00.001+01:00"), "R,,,,," NOON "\n",
	    true, 0 },
	{ "before, and no moment", BEFORE("", NOON), "R,,,,,noon\n", false, 1 },
	{ "a blank line", BEFORE("", NOON), "\n", false, 0 },
	{ "before in this bundle",
	    BEFORE("\"bundle\":\"" HERE "\",", "2026-03-02T00:00:00Z"),
	    "R,,,,," NOON "\n", true, 0 },
	{ "before in another bundle",
	    BEFORE("\"bundle\":\"" THERE "\",", "2026-03-02T00:00:00Z"),
	    "R,,,,," NOON "\n", false, 0 },
};

static void
test_wide(void)
{
	struct reads r = begun(HEAD);

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct order_match m = { 0 };
		struct record one = { .bytes = (const uint8_t *)rows[i].row,
			.len = (uint32_t)strlen(rows[i].row) };
		uint8_t hits[8] = { 0 };
		uint64_t unread = 0;
		uint32_t order;
		struct order_match_ask how = { &m, here, &r, hits, &unread };
		char draft[512];

		(void)snprintf(draft, sizeof draft, DRAFT "%s", rows[i].target);
		add(&m, draft, 3);
		order_match_rows(&how, &one, 1, &order);
		tap_number(order, rows[i].yes ? 3 : (long long)ORDER_NONE,
		    "%s: %s", rows[i].rule,
		    rows[i].yes ? "selected" : "not selected");
		tap_ok(order_match_absent(&m, hits, 3) == !rows[i].yes &&
			unread == rows[i].unread,
		    "%s: and counted so", rows[i].rule);
		order_match_clear(&m);
	}
}

/* Areas and moments of several orders: each is asked, and each marked. */
static void
test_wide_together(void)
{
	struct order_match m = { 0 };
	struct reads r = begun(HEAD);
	uint8_t hits[8] = { 0 };

	add(&m,
	    DRAFT AREA("", "51,-1,52,0") AREA("", "50,-1,51.5,0")
		BEFORE("", "2026-01-01T00:00:00Z") CAMERA(""),
	    2);
	add(&m,
	    DRAFT BEFORE("", "2026-06-01T00:00:00Z") AREA("", "51,-1,52,0")
		CAMERA("\"feed_id\":\"1\","),
	    4);
	tap_number(
	    ask(&m, &r, here, "R,,1,,7,2026-05-01T00:00:00Z,51.2,0\n", hits), 4,
	    "what only the second order's moment selects is its own");
	tap_number((long long)order_match_absent(&m, hits, 4), 2,
	    "its other targets are absent");
	tap_number(ask(&m, &r, here, "R,,1,,8," NOON ",51.2,0\n", hits), 2,
	    "where both select, the lower number is told");
	tap_number((long long)order_match_absent(&m, hits, 2), 2,
	    "both of its areas were found");
	tap_number((long long)order_match_absent(&m, hits, 4), 1,
	    "and that which repeats one");
	tap_number(ask(&m, &r, here, "R,,1,,7," NOON ",,\n", hits), 2,
	    "a camera needs no place");
	tap_ok(order_match_absent(&m, hits, 2) == 1 &&
		order_match_absent(&m, hits, 4) == 0,
	    "and is found of its feed and of any");
	order_match_clear(&m);
}

/* One more of a kind than a match takes. */
static void
test_many_wide(void)
{
	static const struct {
		const char *front;
		const char *back;
		const char *told;
	} kinds[] = {
		{ "{\"target\":\"camera\",\"camera_id\":\"7\",",
		    "\"to\":\"2026-02-01T00:00:00Z\",\"from\":",
		    "more than 1000 windows of one camera" },
		{ "{\"target\":\"area\",\"area\":\"1,1,2,2\",",
		    "\"to\":\"2026-02-01T00:00:00Z\",\"from\":",
		    "more than 1000 areas" },
		{ "{\"target\":\"before\",",
		    "\"before\":", "more than 1000 moments to come before" },
	};

	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
		struct order_match m = { 0 };
		struct bytes text = { 0 };
		struct why w = { 0 };

		bytes_printf(&text, &w, "%s", DRAFT);
		for (int i = 0; i <= ORDER_WINDOWS_MAX; i++)
			bytes_printf(&text, &w,
			    "%s%s\"2026-01-01T00:%02d:%02dZ\"}\n",
			    kinds[k].front, kinds[k].back, i / 60, i % 60);
		tap_number(order_match_add(&m, text.data, text.len, 0, &w), -1,
		    "%s", kinds[k].told);
		tap_ok(strncmp(w.text, "line 1002: ", 11) == 0 &&
			strcmp(w.text + 11, kinds[k].told) == 0,
		    "is told: %s", w.text);
		order_match_clear(&m);
		bytes_clear(&text);
	}
}

int
main(void)
{
	test_wide();
	test_wide_together();
	test_many_wide();
	return tap_done();
}
