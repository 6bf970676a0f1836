#include "formats/quality.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/quality_inside.h"
#include "tests/tap/tap.h"

#define HEAD                                                               \
	"vrm,feed_id,source_id,camera_id,capture_time,latitude,longitude," \
	"confidence,country,plate_image,overview_image,note,verified\n"
#define NOW INT64_C(1780000000) /* 2026-05-28T20:26:40Z */

/* A row of our own, of plate and time and what stands behind them. */
#define ROW(VRM, TIME, MORE) VRM ",1,2,3," TIME MORE "\n"
#define GOOD_TIME	     "2026-05-01T12:00:00Z"
#define GOOD		     ROW("ZZ26ABC", GOOD_TIME, ",51.5,-0.1,90,GB,,,x,1")

/* The statement of one file, cut into pieces of so many bytes. */
static void
look(const char *text, const char *zone, size_t step, bool windowed,
    struct quality *out)
{
	const struct quality_ask ask = { .now_s = NOW,
		.windowed = windowed,
		.from_s = NOW - 10 * 86400,
		.to_s = NOW,
		.images = true };
	struct why w = { 0 };
	struct quality_sum *sum = quality_sum_new(&ask, &w);
	struct quality_tally *t = quality_tally_new(sum, &w);
	struct quality_run run = { .name = "data/a/r.csv",
		.file = 1,
		.begins = true,
		.unchecked = true };
	struct records records = { 0 };
	size_t len = strlen(text);
	struct reads r;
	size_t at = 0;

	quality_sum_file(sum, "data/a/p.jpg", &w);
	quality_sum_file(sum, "data/a/o.jpg", &w);
	reads_begin(&r, reads_recognise("r.csv", (const uint8_t *)text, len),
	    zone, &w);
	run.reads = &r;
	for (size_t end = 0; at < len;) {
		struct reads_cut how = { 0 };
		size_t used;

		end = len - end < step ? len : end + step;
		how.last = end == len;
		records.n = 0;
		run.line = r.lines + 1;
		if (reads_cut(&r, &how, (const uint8_t *)text + at, end - at,
			&records, &used, &w) != 0)
			break;
		at += used;
		if (records.n == 0)
			continue;
		if (run.begins)
			quality_header_read(&run.header, &r, records.items);
		run.items = records.items;
		run.n = records.n;
		quality_tally_run(t, &run, &w);
		quality_sum_add(sum, t, &w);
		run.begins = false;
	}
	quality_sum_head(sum, "data/a/o.jpg", 25601, (const uint8_t *)"", 0);
	quality_sum_head(sum, "data/a/p.jpg", 3072,
	    (const uint8_t *)"\xff\xd8\xff\xc0\0\x11\x08\0\x3d\0\x78", 11);
	tap_text(w.text, "", "no fault");
	quality_sum_end(sum, out, &w);
	quality_tally_free(t);
	quality_sum_free(sum);
	records_clear(&records);
}

static const struct {
	const char *name;
	const char *text; /* behind the header */
	enum quality_finding f;
	uint64_t count;
	uint64_t line; /* first; 0: no place */
	const char *zone;
} rows[] = {
	{ "a read twice",
	    GOOD "ZZ26 abd,1,2,3,2026-05-01T12:00:00Z,,,,,,,,\n"
		 "zz-26abd,01,2,3,2026-05-01T13:00:00+01:00,,,,,,,,\n",
	    QUALITY_DUPLICATE, 1, 4, "" },
	{ "another camera", GOOD "ZZ26ABC,1,2,4,2026-05-01T12:00:00Z,,,,,,,,\n",
	    QUALITY_DUPLICATE, 0, 0, "" },
	{ "a time without zone, declared",
	    ROW("ZZ26ABC", "2026-05-01T12:00:00", ",,,,,,,,"), QUALITY_NAIVE, 1,
	    2, "+01:00" },
	{ "a time with a zone", GOOD, QUALITY_NAIVE, 0, 0, "+01:00" },
	{ "a time without zone, not declared",
	    ROW("ZZ26ABC", "2026-05-01T12:00:00", ",,,,,,,,"),
	    QUALITY_UNREADABLE, 1, 2, "" },
	{ "fields that are missing", GOOD "ZZ26ABC,1,2,3\n", QUALITY_UNREADABLE,
	    1, 3, "" },
	{ "all fields", GOOD, QUALITY_UNREADABLE, 0, 0, "" },
	{ "a time to come", ROW("ZZ26ABC", "2026-05-28T20:31:41Z", ",,,,,,,,"),
	    QUALITY_FUTURE, 1, 2, "" },
	{ "a time that clocks allow",
	    ROW("ZZ26ABC", "2026-05-28T20:31:40Z", ",,,,,,,,"), QUALITY_FUTURE,
	    0, 0, "" },
	{ "before the window", GOOD, QUALITY_WINDOW, 1, 2, "" },
	{ "within it", ROW("ZZ26ABC", "2026-05-28T20:26:39Z", ",,,,,,,,"),
	    QUALITY_WINDOW, 0, 0, "" },
	{ "its end", ROW("ZZ26ABC", "2026-05-28T20:26:40Z", ",,,,,,,,"),
	    QUALITY_WINDOW, 1, 2, "" },
	{ "the change in spring, before",
	    ROW("ZZ26ABC", "2026-03-29T00:00:00Z", ",,,,,,,,"), QUALITY_CHANGE,
	    1, 2, "" },
	{ "the change in spring, behind",
	    ROW("ZZ26ABC", "2026-03-29T02:59:59+01:00", ",,,,,,,,"),
	    QUALITY_CHANGE, 1, 2, "" },
	{ "long before it", ROW("ZZ26ABC", "2026-03-28T23:59:59Z", ",,,,,,,,"),
	    QUALITY_CHANGE, 0, 0, "" },
	{ "long behind it", ROW("ZZ26ABC", "2026-03-29T02:00:00Z", ",,,,,,,,"),
	    QUALITY_CHANGE, 0, 0, "" },
	{ "the Sunday before",
	    ROW("ZZ26ABC", "2026-03-22T01:00:00Z", ",,,,,,,,"), QUALITY_CHANGE,
	    0, 0, "" },
	{ "the change in autumn",
	    ROW("ZZ26ABC", "2025-10-26T01:30:00Z", ",,,,,,,,"), QUALITY_CHANGE,
	    1, 2, "" },
	{ "the last Sunday of another month",
	    ROW("ZZ26ABC", "2026-04-26T01:30:00Z", ",,,,,,,,"), QUALITY_CHANGE,
	    0, 0, "" },
	{ "too far north",
	    ROW("ZZ26ABC", "2026-05-01T12:00:00Z", ",90.000001,0,,,,,,"),
	    QUALITY_RANGE, 1, 2, "" },
	{ "a decimal comma",
	    ROW("ZZ26ABC", "2026-05-01T12:00:00Z", ",\"51,5\",0,,,,,,"),
	    QUALITY_RANGE, 1, 2, "" },
	{ "the pole",
	    ROW("ZZ26ABC", "2026-05-01T12:00:00Z", ",90,-180.0,,,,,,"),
	    QUALITY_RANGE, 0, 0, "" },
	{ "nowhere", ROW("ZZ26ABC", "2026-05-01T12:00:00Z", ",0.0,-0,,,,,,"),
	    QUALITY_ZERO, 1, 2, "" },
	{ "the meridian", ROW("ZZ26ABC", "2026-05-01T12:00:00Z", ",51,0,,,,,,"),
	    QUALITY_ZERO, 0, 0, "" },
	{ "half a place", ROW("ZZ26ABC", "2026-05-01T12:00:00Z", ",51,,,,,,,"),
	    QUALITY_HALF, 1, 2, "" },
	{ "no place", ROW("ZZ26ABC", "2026-05-01T12:00:00Z", ",,,,,,,,"),
	    QUALITY_HALF, 0, 0, "" },
	{ "an image that is not there",
	    ROW("ZZ26ABC", "2026-05-01T12:00:00Z", ",,,,,p.jpg,x.jpg,,"),
	    QUALITY_MISSING, 1, 2, "" },
	{ "images that are",
	    ROW("ZZ26ABC", "2026-05-01T12:00:00Z", ",,,,,p.jpg,o.jpg,,"),
	    QUALITY_MISSING, 0, 0, "" },
	{ "images that nobody names", GOOD, QUALITY_ORPHAN, 2, 0, "" },
	{ "images that somebody does",
	    ROW("ZZ26ABC", "2026-05-01T12:00:00Z", ",,,,,p.jpg,o.jpg,,"),
	    QUALITY_ORPHAN, 0, 0, "" },
	{ "a plate image of 61 lines",
	    ROW("ZZ26ABC", "2026-05-01T12:00:00Z", ",,,,,p.jpg,,,"),
	    QUALITY_PLATE_LARGE, 1, 0, "" },
	{ "the same as overview",
	    ROW("ZZ26ABC", "2026-05-01T12:00:00Z", ",,,,,,p.jpg,,"),
	    QUALITY_PLATE_LARGE, 0, 0, "" },
	{ "a large overview",
	    ROW("ZZ26ABC", "2026-05-01T12:00:00Z", ",,,,,,o.jpg,,"),
	    QUALITY_OVERVIEW_LARGE, 1, 0, "" },
	{ "a small one",
	    ROW("ZZ26ABC", "2026-05-01T12:00:00Z", ",,,,,,p.jpg,,"),
	    QUALITY_OVERVIEW_LARGE, 0, 0, "" },
	{ "an odd plate", ROW("Z26ABCDE", "2026-05-01T12:00:00Z", ",,,,,,,,"),
	    QUALITY_SHAPE, 1, 2, "" },
	{ "a plate", GOOD, QUALITY_SHAPE, 0, 0, "" },
	{ "a plate of elsewhere",
	    ROW("Z26ABCDE", "2026-05-01T12:00:00Z", ",,,,PL,,,,"),
	    QUALITY_SHAPE, 0, 0, "" },
	{ "too confident",
	    ROW("ZZ26ABC", "2026-05-01T12:00:00Z", ",,,100.1,,,,,"),
	    QUALITY_CONFIDENCE, 1, 2, "" },
	{ "certain", ROW("ZZ26ABC", "2026-05-01T12:00:00Z", ",,,100,,,,,"),
	    QUALITY_CONFIDENCE, 0, 0, "" },
	{ "a formula",
	    ROW("ZZ26ABC", "2026-05-01T12:00:00Z", ",,,,,,,\"=1+\"\"a\"\"\","),
	    QUALITY_FORMULA, 1, 2, "" },
	{ "a formula with a sign",
	    GOOD ROW("ZZ26ABD", "2026-05-01T12:00:00Z", ",,,,,,,-1+2,"),
	    QUALITY_FORMULA, 1, 3, "" },
	{ "a number, a dash and a quoted equals",
	    ROW("ZZ26ABC", "2026-05-01T12:00:00Z",
		",51,-0.1,,,,,\"a\"\"=b\",-"),
	    QUALITY_FORMULA, 0, 0, "" },
	{ "code page 1252",
	    ROW("ZZ26ABC", "2026-05-01T12:00:00Z", ",,,,,,,caf\xe9,"),
	    QUALITY_CP1252, 1, 2, "" },
	{ "no UTF-8", ROW("ZZ26ABC", "2026-05-01T12:00:00Z", ",,,,,,,\x81,"),
	    QUALITY_ENCODING, 1, 2, "" },
	{ "neither", ROW("ZZ26ABC", "2026-05-01T12:00:00Z", ",,,,,,,\x81,"),
	    QUALITY_CP1252, 0, 0, "" },
	{ "UTF-8",
	    ROW("ZZ26ABC", "2026-05-01T12:00:00Z", ",,,,,,,caf\xc3\xa9,"),
	    QUALITY_ENCODING, 0, 0, "" },
	{ "no mark", GOOD, QUALITY_MARK, 0, 0, "" },
	{ "no credentials", GOOD, QUALITY_CREDENTIALS, 0, 0, "" },
	{ "a day of silence",
	    ROW("ZZ26ABC", "2026-05-01T01:00:00Z", ",,,,,,,,")
		ROW("ZZ26ABC", "2026-05-01T02:00:00Z", ",,,,,,,,")
		    ROW("ZZ26ABC", "2026-05-01T03:00:00Z", ",,,,,,,,")
			ROW("ZZ26ABC", "2026-05-01T14:00:00Z", ",,,,,,,,"),
	    QUALITY_GAP, 1, 0, "" },
	{ "a silence of ten",
	    ROW("ZZ26ABC", "2026-05-01T01:00:00Z", ",,,,,,,,")
		ROW("ZZ26ABC", "2026-05-01T02:00:00Z", ",,,,,,,,")
		    ROW("ZZ26ABC", "2026-05-01T03:00:00Z", ",,,,,,,,")
			ROW("ZZ26ABC", "2026-05-01T13:00:00Z", ",,,,,,,,"),
	    QUALITY_GAP, 0, 0, "" },
};

static void
test_findings(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct quality_found *f;
		char text[1024];
		struct quality q;

		(void)snprintf(text, sizeof text, HEAD "%s", rows[i].text);
		look(text, rows[i].zone, SIZE_MAX, true, &q);
		f = &q.found[rows[i].f];
		tap_number((long long)f->count, (long long)rows[i].count,
		    "%s: %s", quality_finding_name(rows[i].f), rows[i].name);
		tap_number((long long)(f->n > 0 ? f->first[0].line : 0),
		    (long long)rows[i].line, "in its line");
		quality_clear(&q);
	}
}

static void
test_header(void)
{
	struct quality q;

	look("\xef\xbb\xbf"
	     "username,vrm,feed_id,source_id,camera_id,capture_time\n"
	     "u,ZZ26ABC,1,2,3,2026-05-01T12:00:00Z\n",
	    "", SIZE_MAX, false, &q);
	tap_number((long long)q.found[QUALITY_MARK].count, 1, "a mark is told");
	tap_number((long long)q.found[QUALITY_CREDENTIALS].count, 1,
	    "a column of user names is told");
	tap_ok(!q.verifiable, "no column says who was verified");
	quality_clear(&q);
}

/* The statement as text, of the same rows in pieces. */
static void
write_pieces(size_t step, struct bytes *out)
{
	static char text[1 << 20] = HEAD;
	size_t at = strlen(HEAD);
	struct quality q;
	struct why w = { 0 };

	for (int i = 0; i < 3000; i++)
		at += (size_t)snprintf(text + at, sizeof text - at,
		    "ZZ26X%02d,<b>\x1b[1m\xe2\x80\xae,2,%d,2026-05-0%dT%02d:"
		    "00:00Z,5%d.5,-0.1,%d,GB,,,=x,%d\n",
		    i % 90, i % 7, 1 + i % 5, i % 23, i % 9, i % 120, i % 2);
	look(text, "", step, false, &q);
	quality_write(&q, out, &w);
	tap_text(w.text, "", "a statement is written");
	tap_number((long long)q.verified, 1500, "verified ones are counted");
	tap_number((long long)q.found[QUALITY_FORMULA].n, QUALITY_LINES,
	    "places end at a hundred");
	tap_number((long long)q.found[QUALITY_FORMULA].first[99].line, 101,
	    "which are the first");
	quality_clear(&q);
}

static void
test_pieces(void)
{
	struct bytes whole = { 0 };
	struct bytes pieces = { 0 };
	struct bytes again = { 0 };
	struct quality q;
	struct why w = { 0 };

	write_pieces(SIZE_MAX, &whole);
	write_pieces(1000, &pieces);
	tap_ok(whole.len == pieces.len &&
		memcmp(whole.data, pieces.data, whole.len) == 0,
	    "in whatever pieces, the statement is the same");
	tap_ok(memmem(whole.data, whole.len, "ZZ26", 4) == NULL,
	    "no plate is in it");
	tap_ok(quality_parse(&q, whole.data, whole.len, &w) == 0,
	    "it can be read");
	tap_text(w.text, "", "without a fault");
	quality_write(&q, &again, &w);
	tap_ok(again.len == whole.len &&
		memcmp(whole.data, again.data, whole.len) == 0,
	    "and written again");
	quality_clear(&q);
	whole.data[whole.len - 2] = ' ';
	tap_ok(quality_parse(&q, whole.data, whole.len, &w) != 0,
	    "damaged it cannot");
	bytes_clear(&whole);
	bytes_clear(&pieces);
	bytes_clear(&again);
}

static void
test_forms(void)
{
	static const struct {
		const char *from;
		const char *to;
		const char *want;
	} faults[] = {
		{ "\"files\": 1", "\"files\":  1",
		    "a quality statement in another form" },
		{ "quality/1", "quality/2",
		    "a quality statement has format \"sealbag-quality/2\"; "
		    "this reads sealbag-quality/1" },
		{ "naive-times", "naive-timez",
		    "finding \"naive-timez\" where naive-times must be" },
		{ "T12:00:00Z\",\n   \"reads\"", "T12:00:01Z\",\n   \"reads\"",
		    "hour is no whole hour" },
		{ "51.500000", "91.500000", "no position of a camera" },
		{ "\"reads\": 1", "\"reads\": 0",
		    "hours are empty or out of order" },
	};
	struct bytes text = { 0 };
	struct why w = { 0 };
	struct quality q;

	look(HEAD GOOD, "", SIZE_MAX, false, &q);
	quality_write(&q, &text, &w);
	bytes_add(&text, "", 1, &w);
	quality_clear(&q);
	for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
		char *at = strstr((char *)text.data, faults[i].from);
		struct bytes bad = { 0 };
		struct why why = { 0 };
		size_t before;

		if (!tap_ok(at != NULL, "fault %zu can be made", i))
			continue;
		before = (size_t)(at - (char *)text.data);
		bytes_printf(&bad, &w, "%.*s%s%s", (int)before,
		    (char *)text.data, faults[i].to,
		    at + strlen(faults[i].from));
		quality_parse(&q, bad.data, bad.len, &why);
		tap_text(why.text, faults[i].want, "and is refused");
		tap_ok(q.cameras == NULL, "and nothing is left");
		bytes_clear(&bad);
	}
	bytes_clear(&text);
}

int
main(void)
{
	test_findings();
	test_header();
	test_pieces();
	test_forms();
	return tap_done();
}
