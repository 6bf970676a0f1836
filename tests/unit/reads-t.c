#include "formats/reads.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap/tap.h"
#include "tests/unit/spec.h"

#define HEAD "record_id,vrm,feed_id,source_id,camera_id,capture_time"

static void
test_recognise(void)
{
	static const struct {
		const char *rule;
		const char *name;
		const char *head;
		bool yes;
	} rows[] = {
		{ "a header with all that is mandatory", "reads.csv", HEAD "\n",
		    true },
		{ "a header without its end", "reads.csv", HEAD, true },
		{ "a name in capitals", "READS.CSV", HEAD "\n", true },
		{ "columns in capitals", "reads.csv",
		    "VRM,FEED_ID,SOURCE_ID,CAMERA_ID,CAPTURE_TIME\r\n", true },
		{ "blanks around names", "a/b.csv",
		    "vrm , feed_id, source_id, camera_id,\tcapture_time\n",
		    true },
		{ "a mark and quotes", "reads.csv",
		    "\xef\xbb\xbf\"vrm\",\"feed_id\",\"source_id\","
		    "\"camera_id\",\"capture_time\"\n",
		    true },
		{ "a fault behind the mandatory columns", "reads.csv",
		    HEAD ",\"x\n", true },
		{ "a repeated name, to be refused later", "reads.csv",
		    HEAD ",vrm\n", true },
		{ "a row that follows", "reads.csv", HEAD "\n\"\0", true },
		{ "another ending", "reads.txt", HEAD "\n", false },
		{ "a name that is but the ending's end", "csv", HEAD, false },
		{ "a missing column", "reads.csv",
		    "vrm,feed_id,source_id,camera_id,time\n", false },
		{ "names in the second line", "reads.csv", "\n" HEAD "\n",
		    false },
		{ "a fault before them", "reads.csv", "x\"," HEAD "\n", false },
		{ "an empty file", "reads.csv", "", false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		tap_text(reads_recognise(rows[i].name,
			     (const uint8_t *)rows[i].head,
			     strlen(rows[i].head)),
		    rows[i].yes ? "csv" : NULL, "%s: %s", rows[i].rule,
		    rows[i].yes ? "a read file" : "none");
}

static void
test_begin(void)
{
	struct reads r;
	struct why w = { 0 };

	tap_ok(reads_begin(&r, "csv", "", &w) == 0 && !r.zoned,
	    "a file can have no zone");
	tap_ok(reads_begin(&r, "csv", "-03:30", &w) == 0 && r.zoned &&
		r.zone_s == -12600,
	    "a zone can be west");
	tap_ok(reads_begin(&r, "csv", "Europe/London", &w) != 0 &&
		w.reason == WHY_USAGE,
	    "a zone by name is refused");
	why_clear(&w);
	tap_ok(reads_begin(&r, "xlsx", "", &w) != 0 && w.reason == WHY_CONTENTS,
	    "an unknown format is refused");
}

static void
test_time(void)
{
	static const char *const bad[] = { "", "2026-03-01",
		"2026-03-01T12:00Z", "2026-03-01T12:00:00", "2026-03-01T12:00",
		"2026-02-29T12:00:00Z", "2100-02-29T12:00:00Z",
		"2026-04-31T12:00:00Z", "2026-00-01T12:00:00Z",
		"2026-13-01T12:00:00Z", "2026-03-00T12:00:00Z",
		"2026-03-32T12:00:00Z", "0000-03-01T12:00:00Z",
		"-026-03-01T12:00:00Z", "2026-03-01T25:00:00Z",
		"2026-03-01T24:00:01Z", "2026-03-01T24:01:00Z",
		"2026-03-01T24:00:00.0Z", "2026-03-01T12:60:00Z",
		"2026-03-01T12:00:60Z", "2026-03-01T12:00:00.Z",
		"2026-03-01T12:00:00,5Z", "2026-03-01 12:00:00Z",
		"2026-03-01t12:00:00Z", "2026-03-01T12:00:00z",
		"2026-03-01T12:00:00+0100", "2026-03-01T12:00:00+01",
		"2026-03-01T12:00:00+14:01", "2026-03-01T12:00:00+01:60",
		"2026-03-01T12:00:00Z ", " 2026-03-01T12:00:00Z",
		"2026/03/01T12:00:00Z", "2o26-03-01T12:00:00Z",
		"2026-03-01T12.00:00Z", "2026-03-01T12:00.00Z",
		"\xb2\x30\x32\x36-03-01T12:00:00Z", "2026-03-01T12:00:0/Z",
		"2026-03-01T12:00:0:Z", "20:6-03-01T12:00:00Z",
		"2026-03-01T12:00:00ZZ" };
	struct bytes good = { 0 };
	int64_t ms;

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		tap_ok(!reads_time(bad[i], strlen(bad[i]), false, 0, &ms),
		    "\"%s\" is no time", bad[i]);
	spec_example("formats/record.txt", "4.2", &good);
	for (char *at = (char *)good.data; *at != '\0';) {
		size_t len = strcspn(at, " ");
		char want[32];
		char got[32];

		(void)snprintf(want, sizeof want, "%.*s",
		    (int)strcspn(at + len + 1, "\n"), at + len + 1);
		ms = 0;
		tap_ok(reads_time(at, len, false, 0, &ms), "%.*s is a time",
		    (int)len, at);
		(void)snprintf(got, sizeof got, "%" PRId64, ms);
		tap_text(got, want, "and the moment of the specification");
		at += strcspn(at, "\n") + 1;
	}
	tap_ok(reads_time("2026-03-01T12:00:00", 19, true, 3600, &ms) &&
		ms == 1772362800000,
	    "a declared zone is used where there is none");
	tap_ok(reads_time("2026-03-01T12:00:00Z", 20, true, 3600, &ms) &&
		ms == 1772366400000,
	    "and only there");
	bytes_clear(&good);
}

/* Days counted one by one agree with the formula. */
static void
test_calendar(void)
{
	static const int most[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	int64_t day = -719162; /* 0001-01-01 */
	bool same = true;

	for (int y = 1; y <= 9999; y++) {
		bool leap = y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);

		for (int m = 1; m <= 12; m++) {
			int last = most[m - 1] + (m == 2 && leap);
			char text[64];
			int64_t ms = 0;

			(void)snprintf(text, sizeof text,
			    "%04d-%02d-%02dT00:00:00Z", y, m, last);
			same &= reads_time(text, 20, false, 0, &ms);
			day += last;
			same &= ms == (day - 1) * 86400000;
			(void)snprintf(text, sizeof text,
			    "%04d-%02d-%02dT00:00:00Z", y, m, last + 1);
			same &= !reads_time(text, 20, false, 0, &ms);
		}
	}
	tap_ok(same, "every month of years 1 to 9999 has its days");
}

static void
test_texts(void)
{
	static const struct {
		const char *text;
		const char *vrm;
		const char *id;
	} rows[] = {
		{ "zz26 abc", "ZZ26ABC", "zz26 abc" },
		{ " ZZ-26\tabc ", "ZZ26ABC", "ZZ-26\tabc" },
		{ "007", "007", "7" },
		{ "000", "000", "0" },
		{ "0", "0", "0" },
		{ " 0120\t", "0120", "120" },
		{ "A007", "A007", "A007" },
		{ "007A", "007A", "007A" },
		{ "O0I1", "O0I1", "O0I1" },
		{ "\xc3\xa9z`{@[", "\xc3\xa9Z`{@[", "\xc3\xa9z`{@[" },
		{ "", NULL, NULL },
		{ " - ", NULL, "-" },
		{ " \t ", NULL, NULL },
		{ "1234567890123456789012345678",
		    "1234567890123456789012345678",
		    "1234567890123456789012345678" },
		{ "12345678901234567890123456789",
		    "12345678901234567890123456789", NULL },
		{ "12345678901234567890123456789012",
		    "12345678901234567890123456789012", NULL },
		{ "123456789012345678901234567890123", NULL, NULL },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		size_t len = strlen(rows[i].text);
		char vrm[READS_VRM_BYTES];
		char id[READS_ID_BYTES];

		tap_text(reads_vrm(rows[i].text, len, vrm) ? vrm : NULL,
		    rows[i].vrm, "\"%s\" as a plate", rows[i].text);
		tap_text(reads_id(rows[i].text, len, id) ? id : NULL,
		    rows[i].id, "\"%s\" as an id", rows[i].text);
	}
	tap_ok(!reads_vrm("A\0B", 3, (char[READS_VRM_BYTES]){ 0 }) &&
		!reads_id("A\0B", 3, (char[READS_ID_BYTES]){ 0 }),
	    "neither holds a NUL");
}

static struct reads
begun(const char *head)
{
	struct reads_cut how = { .last = true };
	struct records out = { 0 };
	struct reads r;
	struct why w = { 0 };
	size_t used;

	if (reads_begin(&r, "csv", "", &w) != 0 ||
	    reads_cut(&r, &how, (const uint8_t *)head, strlen(head), &out,
		&used, &w) != 0)
		abort();
	records_clear(&out);
	return r;
}

static void
test_key(void)
{
	static const char row[] =
	    "R1,zz26 abc,012,7, N-3 ,2026-03-01T12:00:00Z\n";
	struct reads r = begun(HEAD "\n");
	struct reads_row fields;
	struct reads_key key;
	struct bytes want = { 0 };
	struct why w = { 0 };
	uint8_t got[READS_KEY_BYTES];

	tap_number(
	    reads_fields(&r, (const uint8_t *)row, sizeof row - 1, &fields, &w),
	    0, "a row is taken apart");
	tap_ok(reads_key(&r, &fields, &key), "it has a natural key");
	spec_hex("formats/record.txt", "4.3", &want);
	tap_number((long long)reads_key_bytes(&key, got), (long long)want.len,
	    "its bytes are as many as in the specification");
	tap_bytes(got, want.data, want.len, "and the same");
	memset(&key, 'x', sizeof key);
	key.vrm[READS_VRM_BYTES - 1] = '\0';
	key.feed[READS_ID_BYTES - 1] = '\0';
	key.source[READS_ID_BYTES - 1] = '\0';
	key.camera[READS_ID_BYTES - 1] = '\0';
	tap_number((long long)reads_key_bytes(&key, got), READS_KEY_BYTES,
	    "the longest key has 128 bytes");
	for (size_t i = READS_VRM; i <= READS_TIME; i++) {
		struct reads_row less = fields;

		less.field[i].len = 0;
		tap_ok(!reads_key(&r, &less, &key),
		    "without field %zu there is no key", i);
		less.field[i].text = NULL;
		tap_ok(!reads_key(&r, &less, &key),
		    "nor when the row does not reach it");
	}
	bytes_clear(&want);
}

/* What reads_fields and reads_field make of one row, joined by bars. */
static void
show(const struct reads *r, const char *row, char *out, size_t size)
{
	struct reads_row fields;
	struct record record = { .bytes = (const uint8_t *)row,
		.len = (uint32_t)strlen(row) };
	struct why w = { 0 };
	size_t n = 0;

	if (reads_fields(r, record.bytes, record.len, &fields, &w) != 0) {
		(void)snprintf(out, size, "%s", why_name(w.reason));
		return;
	}
	out[0] = '\0';
	for (enum reads_field i = 0; i < READS_FIELDS; i++) {
		const struct reads_text *t = &fields.field[i];
		struct reads_text alone;

		if (r->column[i] < 0)
			continue;
		n += (size_t)snprintf(out + n, size - n, "%.*s|",
		    t->text == NULL ? 4 : (int)t->len,
		    t->text == NULL ? "none" : t->text);
		/* The two ways agree wherever one needs no scratch. */
		if (reads_field(r, i, &record, &alone) &&
		    ((alone.text == NULL) != (t->text == NULL) ||
			alone.len != t->len ||
			(t->text != NULL &&
			    memcmp(alone.text, t->text, t->len) != 0)))
			n += (size_t)snprintf(out + n, size - n, "DIFFER");
	}
}

static void
test_fields(void)
{
	static const struct {
		const char *rule;
		const char *row;
		const char *want;
	} rows[] = {
		{ "plain fields", "1,2,3,4,5,6\n", "1|2|3|4|5|6|" },
		{ "a row that ends in CR LF", "1,2,3,4,5,6\r\n",
		    "1|2|3|4|5|6|" },
		{ "a last row without end", "1,2,3,4,5,6", "1|2|3|4|5|6|" },
		{ "empty fields", ",,,,,\n", "||||||" },
		{ "quoted fields", "\"1\",\"2\",\"3\",\"4\",\"5\",\"6\"\r\n",
		    "1|2|3|4|5|6|" },
		{ "quotes at the end", "1,2,3,4,5,\"6\"", "1|2|3|4|5|6|" },
		{ "commas and line ends in quotes",
		    "\"a,b\",\"c\nd\",3,4,\"\r\n\",6\n",
		    "a,b|c\nd|3|4|\r\n|6|" },
		{ "doubled quotes", "\"a\"\"b\",\"\"\"\",3,4,5,\"\"\n",
		    "a\"b|\"|3|4|5||" },
		{ "a row that is too short", "1,2,3\n",
		    "1|2|3|none|none|none|" },
		{ "a row that is too long", "1,2,3,4,5,6,7,8\n",
		    "1|2|3|4|5|6|" },
		{ "a blank line", "\n", "none|none|none|none|none|none|" },
		{ "a blank line with CR", "\r\n",
		    "none|none|none|none|none|none|" },
		{ "nothing", "", "none|none|none|none|none|none|" },
		{ "long fields over several blocks",
		    "a field that is longer than one block of 64 bytes, by "
		    "far,b,\"a second one that is even longer than the first "
		    "one was, with , in it\",d,e,f\n",
		    "a field that is longer than one block of 64 bytes| by "
		    "far|b|a second one that is even longer than the first one "
		    "was, with , in it|d|e|" },
		{ "a quote in a plain field", "1,2\"3,4,5,6,7\n", "csv-quote" },
		{ "a quote that never closes", "1,\"2,3,4,5,6\n", "csv-quote" },
		{ "text behind a quote", "1,\"2\"x,3,4,5,6\n", "csv-quote" },
	};
	struct reads r = begun(HEAD "\n");
	char got[1024];

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		show(&r, rows[i].row, got, sizeof got);
		tap_text(got, rows[i].want, "%s", rows[i].rule);
	}
	r = begun("vrm,feed_id,source_id,camera_id,capture_time,x,"
		  "overview_image\n");
	show(&r, "\n", got, sizeof got);
	tap_text(got, "none|none|none|none|none|none|",
	    "a blank line has no vrm, though vrm is the first column");
	show(&r, "1,2,3,4,5,6,7", got, sizeof got);
	tap_text(got, "1|2|3|4|5|7|", "columns are found by name");
}

/* Doubled quotes beyond the scratch make a field absent, no overflow. */
static void
test_scratch(void)
{
	struct reads r = begun(HEAD "\n");
	struct bytes row = { 0 };
	struct reads_row fields;
	struct why w = { 0 };

	bytes_add(&row, "\"", 1, &w);
	for (int i = 0; i < 5000; i++)
		bytes_add(&row, "a\"\"", 3, &w);
	bytes_printf(&row, &w, "\",\"z\"\"z\",3,4,5,6\n");
	tap_number(reads_fields(&r, row.data, row.len, &fields, &w), 0,
	    "a row with a field of 10,000 bytes is taken apart");
	tap_ok(fields.field[READS_RECORD_ID].text == NULL,
	    "a field that does not fit is absent");
	tap_ok(fields.field[READS_VRM].len == 3 &&
		memcmp(fields.field[READS_VRM].text, "z\"z", 3) == 0,
	    "the next one is there");
	bytes_clear(&row);
}

static void
test_image_path(void)
{
	static const struct {
		const char *csv;
		const char *field;
		const char *want;
	} rows[] = {
		{ "data/a/reads.csv", "images/x.jpg", "data/a/images/x.jpg" },
		{ "data/reads.csv", "x.jpg", "data/x.jpg" },
		{ "reads.csv", "x.jpg", "x.jpg" },
		{ "data/reads.csv", "", NULL },
		{ "data/reads.csv", "../x.jpg", NULL },
		{ "data/a/reads.csv", "../x.jpg", NULL },
		{ "data/reads.csv", "a/../x.jpg", NULL },
		{ "data/reads.csv", "/x.jpg", NULL },
		{ "data/reads.csv", "./x.jpg", NULL },
		{ "data/reads.csv", "a//x.jpg", NULL },
		{ "data/reads.csv", "images/", NULL },
		{ "data/reads.csv", "images\\x.jpg", NULL },
		{ "data/reads.csv", "x\x01.jpg", NULL },
		{ "data/reads.csv", "x\xff.jpg", NULL },
	};
	static char long_name[NAME_MAX_BYTES + 8];
	char out[NAME_MAX_BYTES + 1];
	struct reads_text none = { 0 };

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct reads_text t = { rows[i].field, strlen(rows[i].field) };

		tap_text(reads_image_path(rows[i].csv, &t, out) ? out : NULL,
		    rows[i].want, "\"%s\" in %s", rows[i].field, rows[i].csv);
	}
	tap_ok(!reads_image_path("data/r.csv", &none, out),
	    "an absent field names no image");
	tap_ok(!reads_image_path("data/r.csv",
		   &(struct reads_text){ "a\0b", 3 }, out),
	    "nor does one with a NUL");
	for (size_t i = 0; i < sizeof long_name - 1; i++)
		long_name[i] = i % 100 == 99 ? '/' : 'a';
	tap_ok(!reads_image_path("data/r.csv",
		   &(struct reads_text){ long_name, NAME_MAX_BYTES - 4 }, out),
	    "nor one that is too long");
}

int
main(void)
{
	test_recognise();
	test_begin();
	test_time();
	test_calendar();
	test_texts();
	test_key();
	test_fields();
	test_scratch();
	test_image_path();
	return tap_done();
}
