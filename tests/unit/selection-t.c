#include "formats/selection.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap/tap.h"

#define HEADER \
	"vrm,feed_id,source_id,camera_id,capture_time,latitude,longitude\n"

/* The rule by which a row goes, "stays", or what selection_make says. */
static const char *
rule_of(const struct selection_ask *ask, const char *row)
{
	static struct why w;
	struct selection s;
	struct reads r;
	struct records out = { 0 };
	struct reads_row fields;
	const struct reads_cut how = { .last = true };
	const char *told = "stays";
	enum minimised_rule rule;
	size_t used;

	why_clear(&w);
	if (selection_make(&s, ask, &w) != 0 ||
	    reads_begin(&r, "csv", "", &w) != 0 ||
	    reads_cut(&r, &how, (const uint8_t *)HEADER, strlen(HEADER), &out,
		&used, &w) != 0 ||
	    reads_fields_all(&r, (const uint8_t *)row, strlen(row), &fields,
		&w) != 0) {
		told = w.text;
	} else {
		rule = selection_row(&s, &r, &fields);
		if (rule != MINIMISED_ROW_RULES)
			told = minimised_name(rule);
	}
	records_clear(&out);
	selection_clear(&s);
	return told;
}

#define ROW "ZZ26 A1,01,2,C7,2026-03-01T12:00:00.5Z,51.5,-0.1\n"

static void
test_rules(void)
{
	static const char *const vrms[] = { "ZZ26ZZZ", "zz-26 a1" };
	static const char *const ids[] = { "c7", "C7", "001" };
	static const struct {
		const char *name;
		struct selection_ask ask;
		const char *row;
		const char *want;
	} rows[] = {
		{ "nothing asked", { 0 }, ROW, "stays" },
		{ "at its moment", { .from = "2026-03-01T13:00:00.5+01:00" },
		    ROW, "stays" },
		{ "before", { .from = "2026-03-01T12:00:00.501Z" }, ROW,
		    "time" },
		{ "until its moment", { .until = "2026-03-01T12:00:00.5Z" },
		    ROW, "time" },
		{ "until behind it", { .until = "2026-03-01T12:00:00.501Z" },
		    ROW, "stays" },
		{ "its time cannot be read",
		    { .until = "2027-03-01T12:00:00Z" },
		    "ZZ26A1,1,2,7,noon,51,0\n", "time" },
		{ "its plate in another form", { .vrms = vrms, .n_vrms = 2 },
		    ROW, "stays" },
		{ "another plate", { .vrms = vrms, .n_vrms = 1 }, ROW, "vrm" },
		{ "no plate", { .vrms = vrms, .n_vrms = 2 },
		    "-,1,2,7,2026-03-01T12:00:00Z,51,0\n", "vrm" },
		{ "its camera", { .cameras = ids, .n_cameras = 2 }, ROW,
		    "stays" },
		{ "a camera in other letters",
		    { .cameras = ids, .n_cameras = 1 }, ROW, "camera" },
		{ "its feed", { .feeds = ids, .n_feeds = 3 }, ROW, "stays" },
		{ "another feed", { .feeds = ids, .n_feeds = 2 }, ROW, "feed" },
		{ "no feed", { .feeds = ids, .n_feeds = 3 },
		    "ZZ26A1, ,2,7,2026-03-01T12:00:00Z,51,0\n", "feed" },
		{ "on the edges", { .area = "51.5,-.1,51.5,-0.1" }, ROW,
		    "--area: not SOUTH,WEST,NORTH,EAST in decimal degrees" },
		{ "on all edges", { .area = "+51.5,-0.1,51.50,-0.10" }, ROW,
		    "stays" },
		{ "north of it", { .area = "51,-1,51.499999999,1" }, ROW,
		    "area" },
		{ "south of it", { .area = "51.500000001,-1,52,1" }, ROW,
		    "area" },
		{ "east of it", { .area = "51,-1,52,-0.100000001" }, ROW,
		    "area" },
		{ "west of it", { .area = "51,-0.099999999,52,1" }, ROW,
		    "area" },
		{ "across 180 degrees", { .area = "51,179,52,-0.1" }, ROW,
		    "stays" },
		{ "not across", { .area = "51,179,52,-0.2" }, ROW, "area" },
		{ "no place", { .area = "-90,-180,90,180" },
		    "ZZ26A1,1,2,7,2026-03-01T12:00:00Z,,\n", "area" },
		{ "half a place", { .area = "-90,-180,90,180" },
		    "ZZ26A1,1,2,7,2026-03-01T12:00:00Z,51,\n", "area" },
		{ "a place on no globe", { .area = "-90,-180,90,180" },
		    "ZZ26A1,1,2,7,2026-03-01T12:00:00Z,90.0000000001,0\n",
		    "area" },
		{ "a place with an exponent", { .area = "-90,-180,90,180" },
		    "ZZ26A1,1,2,7,2026-03-01T12:00:00Z,5.1e1,0\n", "area" },
		{ "a decimal comma", { .area = "-90,-180,90,180" },
		    "ZZ26A1,1,2,7,2026-03-01T12:00:00Z,\"51,5\",0\n", "area" },
		{ "a number without end", { .area = "-90,-180,90,180" },
		    "ZZ26A1,1,2,7,2026-03-01T12:00:00Z,"
		    "99999999999999999999,0\n",
		    "area" },
		{ "the first rule it fails",
		    { .until = "2026-01-01T00:00:00Z",
			.vrms = vrms,
			.n_vrms = 1,
			.area = "0,0,1,1" },
		    ROW, "time" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		tap_text(rule_of(&rows[i].ask, rows[i].row), rows[i].want, "%s",
		    rows[i].name);
}

static void
test_check(void)
{
	static const char *const ids[] = { "1" };
	const struct selection_ask ask = { .feeds = ids, .n_feeds = 1 };
	const struct selection_ask area = { .area = "0,0,1,1" };
	struct selection s;
	struct reads r;
	struct why w = { 0 };

	reads_begin(&r, "openalpr", "", &w);
	selection_make(&s, &ask, &w);
	tap_ok(selection_any(&s) && !selection_wants_all(&s) &&
		selection_check(&s, &r, &w) == 0,
	    "what a map gives by a value is there");
	selection_clear(&s);
	tap_ok(!selection_any(&s), "nothing is asked when it is cleared");
	reads_begin(&r, "compact", "", &w);
	selection_make(&s, &area, &w);
	tap_ok(selection_wants_all(&s) && selection_check(&s, &r, &w) == 0,
	    "the compact form has places");
	reads_begin(&r, "csv", "", &w);
	tap_ok(selection_check(&s, &r, &w) == -1 && w.reason == WHY_READ_FORMAT,
	    "a file without them is refused");
	tap_text(w.text, "it gives no latitude, which --area asks for",
	    "with a sentence");
	selection_clear(&s);
}

int
main(void)
{
	test_rules();
	test_check();
	return tap_done();
}
