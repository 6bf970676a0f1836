#include "formats/reads/csv_check.h"

#include "tests/unit/formats.h"

/* With what stands before the fields of a map that names columns. */
#define MAP(DIALECT, PATTERN, ZONE, FIELDS)                              \
	"{\"format\":\"sealbag-map/1\",\"name\":\"m\",\"source\":\"s\"," \
	"\"version\":\"1\",\"verified_by\":\"\",\"form\":\"csv\","       \
	"\"dialect\":{" DIALECT "},\"time\":{\"pattern\":\"" PATTERN     \
	"\",\"zone\":\"" ZONE                                            \
	"\"},\"decimal\":\".\",\"confidence_scale\":100,"                \
	"\"fields\":{" FIELDS "}}"
#define FIELDS                                                          \
	"\"vrm\":{\"column\":\"Plate\"},\"feed_id\":{\"value\":\"7\"}," \
	"\"source_id\":{\"column\":\"Src\"},"                           \
	"\"camera_id\":{\"column\":\"Cam\"},"                           \
	"\"capture_time\":{\"column\":\"D\",\"and_column\":\"T\"},"     \
	"\"record_id\":{\"column\":\"Id\"}"
#define SEMICOLON "\"separator\":\";\",\"quote\":\"'\",\"header\":true"
#define BARE \
	"\"separator\":\"\\t\",\"quote\":\"\",\"header\":false,\"columns\":5"
#define NUMBERS                                                      \
	"\"vrm\":{\"number\":1},\"feed_id\":{\"value\":\"7\"},"      \
	"\"source_id\":{\"number\":2},\"camera_id\":{\"number\":3}," \
	"\"capture_time\":{\"number\":4,\"and_number\":5}"

#define HEAD "Src;Plate;x;Cam;D;T\n"
#define ROW  "2;ZZ26 abc;;03;01.03.2026;12:00:00\n"
#define KEY  " ZZ26ABC/7/2/3@1772362800000"

struct row {
	const char *name;
	const char *file;
	const char *want;
};

static void
check_rows(const struct row *rows, const struct formats_file *like)
{
	for (; rows->name != NULL; rows++) {
		struct formats_file f = *like;

		f.data = (const uint8_t *)rows->file;
		f.len = strlen(rows->file);
		formats_check(&f, rows->want, rows->name);
	}
}

static void
test_columns(void)
{
	static const struct row rows[] = {
		{ "an empty file", "", "ok 0 0" },
		{ "a header alone", HEAD, "ok 1 0" },
		{ "a header without its end", "Src;Plate;x;Cam;D;T", "ok 1 0" },
		{ "a row", HEAD ROW, "ok 2 1" KEY },
		{ "a mark before it", "\xef\xbb\xbf" HEAD ROW, "ok 2 1" KEY },
		{ "carriage returns",
		    "Src;Plate;Cam;D;T\r\n2;ZZ26ABC;3;01.03.2026;12:00:00\r\n",
		    "ok 2 1" KEY },
		{ "no last line end", HEAD "2;ZZ26-ABC;;3;01.03.2026;12:00:00",
		    "ok 2 1" KEY },
		{ "names in another case, with blanks",
		    " SRC ;plate;CAM;d;t\n2;ZZ26ABC;3;01.03.2026;12:00:00\n",
		    "ok 2 1" KEY },
		{ "quotes of the dialect",
		    HEAD
		    "'2';'ZZ26 ''ABC';'a;b\nc';3;'01.03.2026';'12:00:00'\n",
		    "ok 2 1 ZZ26'ABC/7/2/3@1772362800000" },
		{ "quotes of another dialect",
		    HEAD "2;ZZ26ABC;\"a;3;01.03.2026;12:00:00\n",
		    "ok 2 1" KEY },
		{ "a blank line", HEAD "\n" ROW "\r\n", "ok 4 1" KEY },
		{ "bytes that are no UTF-8",
		    HEAD "2;ZZ26ABC;\xe4\xff;3;01.03.2026;12:00:00\n",
		    "ok 2 1" KEY },
		{ "a plate that is empty", HEAD "2;;;3;01.03.2026;12:00:00\n",
		    "ok 2 1 no key" },
		{ "a column missing", "Plate;Cam;D;T\n",
		    "csv-header line 1: no column is named Src" },
		{ "the second half of the time missing", "Src;Plate;Cam;D\n",
		    "csv-header line 1: no column is named T" },
		{ "our own header", "vrm,feed_id\n",
		    "csv-header line 1: no column is named Plate" },
		{ "a column twice", "Src;Plate;Cam;D;T;plate\n",
		    "csv-header line 1: columns 2 and 6 have one name" },
		{ "a field too many",
		    HEAD ROW "2;ZZ26ABC;;3;01.03.2026;12:00:00;\n",
		    "csv-fields line 3: 7 fields where the header has 6" },
		{ "a field too few", HEAD "2;ZZ26ABC;;3;01.03.2026\n",
		    "csv-fields line 2: 5 fields where the header has 6" },
		{ "a camera that is too long",
		    HEAD "2;ZZ26ABC;;12345678901234567890123456789;01.03.2026;"
			 "12:00:00\n",
		    "csv-fields line 2: camera_id is longer than 28 bytes" },
		{ "another order of the date",
		    HEAD "2;ZZ26ABC;;3;03/01/2026;12:00:00\n",
		    "time line 2: capture_time cannot be read" },
		{ "a day that no calendar has",
		    HEAD "2;ZZ26ABC;;3;30.02.2026;12:00:00\n",
		    "time line 2: capture_time cannot be read" },
		{ "a quote inside a field", HEAD "2;Z'Z;;3;x;y\n",
		    "csv-quote line 2: a quote inside a field that is not "
		    "quoted" },
		{ "a quote that never closes", HEAD "2;'Z\n\n",
		    "csv-quote line 2: a quote opens here and never closes" },
		{ NULL, NULL, NULL },
	};
	struct reads_map *m = formats_map(
	    MAP(SEMICOLON, "dd.MM.yyyy HH:mm:ss", "+01:00", FIELDS));
	struct formats_file like = { .format = "mapped", .map = m, .zone = "" };

	check_rows(rows, &like);
	like.data = (const uint8_t *)HEAD "\0";
	like.len = sizeof HEAD;
	formats_check(&like, "csv-nul line 2: a NUL byte", "a NUL");
	like.data = (const uint8_t *)HEAD "2;ZZ;1\n";
	like.len = strlen((const char *)like.data);
	like.loose = true;
	formats_check(&like, "ok 2 1 no key", "a short row, unchecked");
	reads_map_free(m);
}

static void
test_no_header(void)
{
	static const struct row rows[] = {
		{ "rows from the first line on",
		    "ZZ1\t2\t3\t2026-03-01\t1:02:03 PM\n"
		    "Z\"Z'2\t2\t3\t2026-03-01\t12:02:03 am\n",
		    "ok 2 2 ZZ1/7/2/3@1772370123000 "
		    "Z\"Z'2/7/2/3@1772323323000" },
		{ "a field too many", "ZZ1\t2\t3\t2026-03-01\t1:02:03 PM\t\n",
		    "csv-fields line 1: 6 fields where a row has 5" },
		{ "thirteen o'clock", "ZZ1\t2\t3\t2026-03-01\t13:02:03 PM\n",
		    "time line 1: capture_time cannot be read" },
		{ "a header where none must be", "a\tb\tc\td\te\n",
		    "time line 1: capture_time cannot be read" },
		{ "an empty file", "", "ok 0 0" },
		{ NULL, NULL, NULL },
	};
	static const char pattern[] =
	    MAP(BARE, "yyyy-MM-dd h:mm:ss tt", "", NUMBERS);
	struct reads_map *m = formats_map(pattern);
	struct formats_file like = { .format = "mapped", .map = m, .zone = "" };

	like.zone = "Z";
	check_rows(rows, &like);
	like.zone = "";
	like.data = (const uint8_t *)"ZZ1\t2\t3\t2026-03-01\t1:02:03 PM\n";
	like.len = strlen((const char *)like.data);
	formats_check(&like,
	    "time line 1: capture_time has no zone, and none was declared for "
	    "the file",
	    "a naive time without a zone");
	reads_map_free(m);
}

/* The hour that comes twice is what it is declared as. */
static void
test_clock_change(void)
{
	static const char file[] = "ZZ1\t2\t3\t2026-10-25\t1:30:00 AM\n";
	struct reads_map *m =
	    formats_map(MAP(BARE, "yyyy-MM-dd h:mm:ss tt", "", NUMBERS));
	struct formats_file f = { "mapped", m, "+01:00", (const uint8_t *)file,
		sizeof file - 1, false };

	formats_check(&f, "ok 1 1 ZZ1/7/2/3@1792888200000",
	    "the repeated hour, before the change");
	f.zone = "Z";
	formats_check(&f, "ok 1 1 ZZ1/7/2/3@1792891800000",
	    "the repeated hour, behind it");
	reads_map_free(m);
}

#define LINE "sig|user|zz26 abc|1|2|3|2026-03-01T12:00:00Z"

static void
test_compact(void)
{
	static const struct row rows[] = {
		{ "seven fields", LINE "\n",
		    "ok 1 1 ZZ26ABC/1/2/3@"
		    "1772366400000" },
		{ "fifteen",
		    LINE "|51.5|-0.1||||"
			 "|99|true\n",
		    "ok 1 1 ZZ26ABC/1/2/3@1772366400000" },
		{ "quotes are text", "\"|'|Z\"1|1|2|3|2026-03-01T12:00:00Z",
		    "ok 1 1 Z\"1/1/2/3@1772366400000" },
		{ "line ends and blank lines", LINE "\r\n\r\n" LINE "\n",
		    "ok 3 2 ZZ26ABC/1/2/3@1772366400000 "
		    "ZZ26ABC/1/2/3@1772366400000" },
		{ "a mark", "\xef\xbb\xbf" LINE,
		    "ok 1 1 ZZ26ABC/1/2/3@1772366400000" },
		{ "six fields", "sig|user|ZZ1|1|2|3\n",
		    "csv-fields line 1: 6 fields where a row has 7 to 15" },
		{ "sixteen", LINE "|||||||||\n",
		    "csv-fields line 1: 16 fields where a row has 7 to 15" },
		{ "no time", "sig|user|ZZ1|1|2|3|\n",
		    "time line 1: capture_time cannot be read" },
		{ "a naive time", "sig|user|ZZ1|1|2|3|2026-03-01T12:00:00\n",
		    "time line 1: capture_time has no zone, and none was "
		    "declared for the file" },
		{ "an empty file", "", "ok 0 0" },
		{ "a carriage return alone", LINE "\r" LINE "\n",
		    "csv-line line 1: a carriage return without a line feed" },
		{ NULL, NULL, NULL },
	};
	struct formats_file like = { .format = "compact", .zone = "" };

	check_rows(rows, &like);
}

static void
test_random(void)
{
	static const char *const columns[] = { HEAD, (HEAD ROW), ROW, ROW, "\n",
		"'", ";", "'a\n;'", "\r\n", "2;Z;;3;01.03.2026;12:00:00\n" };
	static const char *const lines[] = { LINE, LINE "\n", LINE "\r\n", "|",
		"\n", "\r", LINE "|1|2\n" };
	struct reads_map *m =
	    formats_map(MAP(SEMICOLON, "dd.MM.yyyy HH:mm:ss", "Z", FIELDS));
	struct formats_file like = { .format = "mapped", .map = m, .zone = "" };

	formats_check_random(&like, columns, sizeof columns / sizeof columns[0],
	    "mapped");
	like = (struct formats_file){ .format = "compact", .zone = "" };
	formats_check_random(&like, lines, sizeof lines / sizeof lines[0],
	    "compact");
	reads_map_free(m);
}

int
main(void)
{
	test_columns();
	test_no_header();
	test_clock_change();
	test_compact();
	test_random();
	return tap_done();
}
