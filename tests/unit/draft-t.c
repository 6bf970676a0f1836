#include "tool/flow/draft.h"

#include <string.h>

#include "tests/tap/tap.h"

#define NOW_S 1772443800 /* 2026-03-02T09:30:00Z */
#define HEADER                                                 \
	"{\"format\":\"sealbag-order/1\",\"kind\":\"delete\"," \
	"\"ground\":\"g\",\"reference\":\"r\""

static const char *const two[] = { "A 1", "B" };
#define LIST(N)          \
	{                \
		two, (N) \
	}

/* A call, and what it makes: text, or a sentence where it is refused. */
static const struct {
	const char *rule;
	struct draft_ask ask;
	const char *text; /* NULL: refused */
	const char *told;
} rows[] = {
	{ "plates in a window",
	    { .ground = "g",
		.reference = "r",
		.vrms = LIST(2),
		.from = "F",
		.until = "U" },
	    HEADER "}\n{\"target\":\"vrm\",\"vrm\":\"A 1\",\"from\":\"F\","
		   "\"to\":\"U\"}\n"
		   "{\"target\":\"vrm\",\"vrm\":\"B\",\"from\":\"F\","
		   "\"to\":\"U\"}\n",
	    "" },
	{ "a camera of a feed and a source, in one bundle",
	    { .ground = "g",
		.reference = "r",
		.cameras = LIST(1),
		.feed = "4",
		.source = "5",
		.from = "F",
		.until = "U",
		.in = "b" },
	    HEADER "}\n{\"target\":\"camera\",\"camera_id\":\"A 1\","
		   "\"feed_id\":\"4\",\"source_id\":\"5\",\"from\":\"F\","
		   "\"to\":\"U\",\"bundle\":\"b\"}\n",
	    "" },
	{ "an area",
	    { .ground = "g",
		.reference = "r",
		.area = "1,2,3,4",
		.from = "F",
		.until = "U" },
	    HEADER "}\n{\"target\":\"area\",\"area\":\"1,2,3,4\","
		   "\"from\":\"F\",\"to\":\"U\"}\n",
	    "" },
	{ "before, under a law",
	    { .ground = "g", .reference = "r", .legal = "l", .before = "B" },
	    HEADER ",\"legal\":\"l\"}\n{\"target\":\"before\","
		   "\"before\":\"B\"}\n",
	    "" },
	{ "records", { .ground = "g", .reference = "r", .records = LIST(1) },
	    HEADER "}\n{\"target\":\"record\",\"record_id\":\"A 1\"}\n", "" },
	{ "files", { .ground = "g", .reference = "r", .members = LIST(1) },
	    HEADER "}\n{\"target\":\"member\",\"path\":\"A 1\"}\n", "" },
	{ "bundles", { .ground = "g", .reference = "r", .bundles = LIST(1) },
	    HEADER "}\n{\"target\":\"bundle\",\"bundle\":\"A 1\"}\n", "" },
	{ "series", { .ground = "g", .reference = "r", .series = LIST(1) },
	    HEADER "}\n{\"target\":\"series\",\"series\":\"A 1\"}\n", "" },
	{ "a day as deadline ends with it",
	    { .ground = "g",
		.reference = "r",
		.records = LIST(1),
		.deadline = "2026-03-02",
		.now_s = NOW_S },
	    HEADER ",\"deadline\":\"2026-03-02T23:59:59Z\"}\n"
		   "{\"target\":\"record\",\"record_id\":\"A 1\"}\n",
	    "" },
	{ "a time as deadline",
	    { .ground = "g",
		.reference = "r",
		.records = LIST(1),
		.deadline = "2026-03-02T09:30:01Z",
		.now_s = NOW_S },
	    HEADER ",\"deadline\":\"2026-03-02T09:30:01Z\"}\n"
		   "{\"target\":\"record\",\"record_id\":\"A 1\"}\n",
	    "" },
	{ "a deadline that is now",
	    { .ground = "g",
		.reference = "r",
		.records = LIST(1),
		.deadline = "2026-03-02T09:30:00Z",
		.now_s = NOW_S },
	    NULL, "--deadline: 2026-03-02T09:30:00Z is over" },
	{ "a deadline that is none",
	    { .ground = "g",
		.reference = "r",
		.records = LIST(1),
		.deadline = "2026-02-30",
		.now_s = NOW_S },
	    NULL,
	    "--deadline: \"2026-02-30\" is no day such as 2026-01-02, and no "
	    "time such as 2026-01-02T03:04:05Z" },
	{ "nothing", { .ground = "g", .reference = "r" }, NULL,
	    "no target: give --vrm, --camera, --area, --before, --record, "
	    "--member, --bundle or --series, or a file of targets" },
	{ "what stands for what",
	    { .act = ORDER_RECTIFY,
		.does = ORDER_RESTRICT,
		.ground = "g",
		.reference = "r",
		.records = LIST(2),
		.by = LIST(2),
		.in = "b" },
	    "{\"format\":\"sealbag-order/1\",\"kind\":\"rectify\","
	    "\"then\":\"restrict\",\"ground\":\"g\",\"reference\":\"r\"}\n"
	    "{\"target\":\"record\",\"record_id\":\"A 1\","
	    "\"by\":\"A 1\",\"bundle\":\"b\"}\n"
	    "{\"target\":\"record\",\"record_id\":\"B\",\"by\":\"B\","
	    "\"bundle\":\"b\"}\n",
	    "" },
	{ "what stands for nothing",
	    { .act = ORDER_RECTIFY,
		.ground = "g",
		.reference = "r",
		.records = LIST(1),
		.by = LIST(2) },
	    NULL, "1 --record and 2 --by: each is to have the other" },
	{ "nothing that is wrong",
	    { .act = ORDER_RECTIFY, .ground = "g", .reference = "r" }, NULL,
	    "no target: give --record with --by, or --pairs, or a file of "
	    "targets" },
	{ "two kinds",
	    { .ground = "g",
		.reference = "r",
		.records = LIST(1),
		.members = LIST(1) },
	    NULL, "two kinds of target: --record and --member" },
	{ "no ground", { .reference = "r", .records = LIST(1) }, NULL,
	    "--ground and --reference are needed" },
	{ "no reference", { .ground = "g", .records = LIST(1) }, NULL,
	    "--ground and --reference are needed" },
	{ "half a window",
	    { .ground = "g", .reference = "r", .vrms = LIST(1), .from = "F" },
	    NULL, "--vrm needs --from and --until" },
	{ "a window where none is",
	    { .ground = "g", .reference = "r", .before = "B", .until = "U" },
	    NULL, "--before takes no --from or --until" },
	{ "a feed of plates",
	    { .ground = "g",
		.reference = "r",
		.vrms = LIST(1),
		.from = "F",
		.until = "U",
		.feed = "4" },
	    NULL, "--vrm takes no --feed or --source" },
	{ "a bundle in a bundle",
	    { .ground = "g", .reference = "r", .bundles = LIST(1), .in = "b" },
	    NULL, "--bundle takes no --in-bundle" },
	{ "a series in a bundle",
	    { .ground = "g", .reference = "r", .series = LIST(1), .in = "b" },
	    NULL, "--series takes no --in-bundle" },
};

int
main(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct bytes out = { 0 };
		struct why w = { 0 };
		int rc = draft_make(&rows[i].ask, &out, &w);

		tap_number(rc, rows[i].text == NULL ? -1 : 0, "%s: %s",
		    rows[i].rule, rows[i].text == NULL ? "refused" : "made");
		tap_text(w.text, rows[i].told, "%s: and told so", rows[i].rule);
		if (rows[i].text != NULL)
			tap_ok(out.len == strlen(rows[i].text) &&
				memcmp(out.data, rows[i].text, out.len) == 0,
			    "%s: as it is written: %.*s", rows[i].rule,
			    (int)out.len, (const char *)out.data);
		else
			tap_number(w.reason, WHY_USAGE, "%s: as a wrong call",
			    rows[i].rule);
		bytes_clear(&out);
	}
	return tap_done();
}
