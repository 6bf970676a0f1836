#include "formats/reads/json.h"

#include "formats/bytes.h"

#include "tests/unit/formats.h"

#define OBJECT                                                     \
	"{\"vrm\":\"zz26 abc\",\"feed_id\":\"1\",\"source_id\":2," \
	"\"camera_id\":\"03\",\"capture_time\":\"2026-03-01T12:00:00Z\"}"
#define KEY " ZZ26ABC/1/2/3@1772366400000"
/* With a plate as it is written. */
#define PLATE(VRM)                                                        \
	"{\"vrm\":" VRM ",\"feed_id\":1,\"source_id\":2,\"camera_id\":3," \
	"\"capture_time\":\"2026-03-01T12:00:00Z\"}"
#define SHORT "/1/2/3@1772366400000"
#define DEEP  "[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]"

struct row {
	const char *format;
	const char *name;
	const char *file;
	const char *want;
};

static const struct row lines[] = {
	{ "ndjson", "an empty file", "", "ok 0 0" },
	{ "ndjson", "a line", OBJECT "\n", "ok 1 1" KEY },
	{ "ndjson", "no last line end", OBJECT "\n" OBJECT, "ok 2 2" KEY KEY },
	{ "ndjson", "carriage returns", OBJECT "\r\n" OBJECT "\r\n",
	    "ok 2 2" KEY KEY },
	{ "ndjson", "a mark", "\xef\xbb\xbf" OBJECT "\n", "ok 2 1" KEY },
	{ "ndjson", "blank lines", "\n\n" OBJECT "\n\n" OBJECT "\n \n",
	    "ok 3 2" KEY KEY },
	{ "ndjson", "blanks between",
	    " { \"vrm\" : \"Z1\" , \"feed_id\":1 ,"
	    "\t\"source_id\":2,\"camera_id\":3,"
	    "\"capture_time\":\"2026-03-01T12:00:00Z\" } \n",
	    "ok 2 1 Z1" SHORT },
	{ "ndjson", "other keys, of every kind",
	    "{\"a\":{\"vrm\":\"no\",\"b\":[1,-2.5e+3,true,null,{}]},"
	    "\"vrm\":\"Z1\",\"feed_id\":1,\"source_id\":2,\"camera_id\":3,"
	    "\"capture_time\":\"2026-03-01T12:00:00Z\",\"\":[]}\n",
	    "ok 1 1 Z1" SHORT },
	{ "ndjson", "escapes in a value", PLATE("\"\\u005a\\u0031\\\"\\\\\""),
	    "ok 1 1 Z1\"\\" SHORT },
	{ "ndjson", "a pair of escapes", PLATE("\"\\ud83d\\ude97\""),
	    "ok 1 1 \xf0\x9f\x9a\x97" SHORT },
	{ "ndjson", "escapes in a key",
	    "{\"v\\u0072m\":\"Z1\",\"feed_id\":1,\"source_id\":2,"
	    "\"camera_id\":3,\"capture_time\":\"2026-03-01T12:00:00Z\"}",
	    "ok 1 1 Z1" SHORT },
	{ "ndjson", "a plate of digits", PLATE("123"), "ok 1 1 123" SHORT },
	{ "ndjson", "a plate that is null", PLATE("null"), "ok 1 1 no key" },
	{ "ndjson", "a key twice",
	    "{\"vrm\":\"Z1\",\"vrm\":\"Z2\",\"feed_id\":1}\n",
	    "read-json line 1: a key stands twice" },
	{ "ndjson", "a key twice, once with escapes",
	    "{\"vrm\":\"Z1\",\"\\u0076rm\":\"Z2\",\"feed_id\":1}\n",
	    "read-json line 1: a key stands twice" },
	{ "ndjson", "a plate that is an object", PLATE("{}"),
	    "read-json line 1: a mapped key holds an object or an array" },
	{ "ndjson", "a key missing", OBJECT "\n{\"vrm\":\"Z1\"}\n",
	    "read-fields line 2: no feed_id" },
	{ "ndjson", "a plate that is too long",
	    PLATE("\"123456789012345678901234567890123\""),
	    "read-fields line 1: vrm is too long" },
	{ "ndjson", "two objects in a line", OBJECT OBJECT "\n",
	    "read-json line 1: text behind an object" },
	{ "ndjson", "an object of two lines", "{\"vrm\":\n\"Z1\"}\n",
	    "read-json line 1: it ends too early" },
	{ "ndjson", "an array", "[" OBJECT "]",
	    "read-json line 1: an array where lines must be" },
	{ "ndjson", "text", OBJECT "\nno read\n",
	    "read-json line 2: not an object" },
	{ "ndjson", "half an object", OBJECT "\n{\"vrm\":\"Z",
	    "read-json line 2: a string does not end" },
	{ "ndjson", "a comma too many", "{\"a\":1,}\n",
	    "read-json line 1: a key that is no string" },
	{ "ndjson", "a number with a zero in front", "{\"a\":01}\n",
	    "read-json line 1: no comma where one must be" },
	{ "ndjson", "a word that is none", "{\"a\":nil}\n",
	    "read-json line 1: a value that is none" },
	{ "ndjson", "an escape that is none", PLATE("\"\\x41\""),
	    "read-json line 1: an escape that is none" },
	{ "ndjson", "half a pair", PLATE("\"\\ud83d!\""),
	    "read-json line 1: an escape that is none" },
	{ "ndjson", "a character zero", PLATE("\"\\u0000\""),
	    "read-json line 1: an escape that is none" },
	{ "ndjson", "a tab in a string", PLATE("\"Z\t1\""),
	    "read-json line 1: a control character in a string" },
	{ "ndjson", "bytes of another encoding", PLATE("\"Z\xe4 1\""),
	    "read-encoding line 1: bytes that are no UTF-8" },
	{ "ndjson", "an overlong sequence", PLATE("\"Z\xc0\xaf\""),
	    "read-encoding line 1: bytes that are no UTF-8" },
	{ "ndjson", "nested too deep", "{\"a\":" DEEP "}\n",
	    "read-json line 1: nested too deep" },
	{ "ndjson", "a naive time",
	    "{\"vrm\":\"Z1\",\"feed_id\":1,\"source_id\":2,\"camera_id\":3,"
	    "\"capture_time\":\"2026-03-01T12:00:00\"}\n",
	    "time line 1: capture_time has no zone, and none was declared for "
	    "the file" },
	{ "ndjson", "a time that is none",
	    "{\"vrm\":\"Z1\",\"feed_id\":1,\"source_id\":2,\"camera_id\":3,"
	    "\"capture_time\":1772366400000}\n",
	    "time line 1: capture_time cannot be read" },
};

static const struct row arrays[] = {
	{ "json", "an empty array", "[]", "ok 2 0" },
	{ "json", "one element", "[" OBJECT "]\n", "ok 3 1" KEY },
	{ "json", "two, with blanks",
	    "\xef\xbb\xbf [\n " OBJECT " ,\n " OBJECT "\n]\r\n",
	    "ok 4 2" KEY KEY },
	{ "json", "an object of several lines",
	    "[{\"vrm\":\n\"Z1\",\"feed_id\":1,\n\"source_id\":2,"
	    "\"camera_id\":3,\"x\":\"]}\\\"\","
	    "\"capture_time\":\"2026-03-01T12:00:00Z\"\n}]",
	    "ok 3 1 Z1" SHORT },
	{ "json", "no array", OBJECT "\n", "read-json line 1: no array" },
	{ "json", "a comma before the bracket", "[" OBJECT ",\n]",
	    "read-json line 2: a comma before the bracket" },
	{ "json", "no comma between", "[" OBJECT " " OBJECT "]",
	    "read-json line 1: no comma where one must be" },
	{ "json", "a comma at first", "[," OBJECT "]",
	    "read-json line 1: not an object" },
	{ "json", "a number in it", "[\n1]",
	    "read-json line 2: not an object" },
	{ "json", "no bracket at the end", "[" OBJECT "\n",
	    "read-json line 2: the array does not end" },
	{ "json", "text behind it", "[" OBJECT "]\n[]",
	    "read-json line 2: text behind the array" },
	{ "json", "half an object", "[" OBJECT ",{\"a\":1",
	    "read-json line 1: an object does not end" },
	{ "json", "brackets that do not match", "[{\"a\":[1}]",
	    "read-json line 1: no comma where one must be" },
};

#define GROUP                                                          \
	"{\"data_type\":\"alpr_group\",\"epoch_start\":1772366400125," \
	"\"camera_id\":3,\"best_plate_number\":\"ZZ26ABC\","           \
	"\"best_uuid\":\"u\",\"candidates\":[{\"plate\":\"no\"}]}"
#define FLOW                                                                 \
	"{\"type\":\"AnprFlowObserved\",\"id\":\"f\","                       \
	"\"dateObserved\":\"2026-03-01T12:00:00Z\",\"observedBy\":\"N 1\","  \
	"\"observedVehicle\":{\"brand\":{\"name\":\"x\"},\"licensePlate\":{" \
	"\"identifier\":\"zz-26-abc\",\"confidence\":0.96}}}"

static const struct row vendors[] = {
	{ "openalpr", "lines", GROUP "\n" GROUP "\n",
	    "ok 2 2 ZZ26ABC/openalpr/0/3@1772366400125 "
	    "ZZ26ABC/openalpr/0/3@1772366400125" },
	{ "openalpr", "an array", "[" GROUP "]",
	    "ok 3 1 ZZ26ABC/openalpr/0/3@1772366400125" },
	{ "openalpr", "a time that is text",
	    "{\"epoch_start\":\"now\",\"camera_id\":3,"
	    "\"best_plate_number\":\"Z\"}",
	    "time line 1: capture_time cannot be read" },
	{ "anprflow", "lines", FLOW "\n",
	    "ok 1 1 ZZ26ABC/anprflow/0/N 1@1772366400000" },
	{ "anprflow", "objects without line ends between", FLOW FLOW,
	    "ok 2 2 ZZ26ABC/anprflow/0/N 1@1772366400000 "
	    "ZZ26ABC/anprflow/0/N 1@1772366400000" },
	{ "anprflow", "no plate",
	    "{\"dateObserved\":\"2026-03-01T12:00:00Z\",\"observedBy\":\"1\"}",
	    "read-fields line 1: no observedVehicle.licensePlate.identifier" },
};

static void
check_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct formats_file f = { .format = rows[i].format,
			.zone = "",
			.data = (const uint8_t *)rows[i].file,
			.len = strlen(rows[i].file) };

		formats_check(&f, rows[i].want, rows[i].name);
	}
}

/* What is left of an array when its last element was deleted. */
static void
test_released(void)
{
	static const char file[] = "[\n" OBJECT ",\n]";
	struct formats_file f = { "json", NULL, "", (const uint8_t *)file,
		sizeof file - 1, true };

	formats_check(&f, "ok 3 1" KEY, "a comma that a deletion left");
}

static void
test_limits(void)
{
	struct bytes text = { 0 };
	struct why w = { 0 };
	struct formats_file f = { .format = "json", .zone = "" };

	bytes_printf(&text, &w, "[{\"a\":\"");
	for (int i = 0; i < 1100; i++)
		bytes_printf(&text, &w, "%01000d", 0);
	bytes_printf(&text, &w, "\"}]");
	f.data = text.data;
	f.len = text.len;
	formats_check(&(struct formats_file){ .format = "json",
			  .zone = "",
			  .data = text.data,
			  .len = 100 },
	    "read-json line 1: an object does not end", "a part of it");
	{
		char got[FORMATS_TOLD];

		formats_tell(&f, 65536, got);
		tap_text(got, "read-json line 1: a record is too long",
		    "a record that is too long, in pieces");
		formats_tell(&f, 1 << 30, got);
		tap_text(got, "read-json line 1: a record is too long",
		    "and at once");
	}
	text.len = 0;
	bytes_printf(&text, &w, "[{\"a\":[0");
	for (int i = 0; i < 1024; i++)
		bytes_printf(&text, &w, ",0");
	bytes_printf(&text, &w, "]}]");
	f.data = text.data;
	f.len = text.len;
	formats_check(&f, "read-json line 1: too many keys or elements",
	    "1,025 elements");
	bytes_clear(&text);
}

/* A plate that was seen while cutting is found again without a walk. */
static void
test_quick(void)
{
	static const char file[] = OBJECT "\n" PLATE("\"\\u005a1\"") "\n";
	struct formats_file f = { "ndjson", NULL, "", (const uint8_t *)file,
		sizeof file - 1, false };
	struct records out = { 0 };
	struct reads_text vrm;
	struct reads r;
	struct why w = { 0 };

	tap_ok(formats_cut(&f, 1 << 30, &r, &out, &w) == 0 && out.n == 2,
	    "two rows");
	tap_ok(r.oldest_ms == INT64_C(1772366400000) &&
		r.newest_ms == r.oldest_ms,
	    "their times were seen");
	tap_ok(reads_field(&r, READS_VRM, &out.items[0], &vrm) &&
		vrm.len == 8 && memcmp(vrm.text, "zz26 abc", 8) == 0,
	    "a plate without escapes is known");
	tap_ok(!reads_field(&r, READS_VRM, &out.items[1], &vrm),
	    "one with escapes must be asked for");
	tap_ok(!reads_field(&r, READS_TIME, &out.items[0], &vrm),
	    "so must a time");
	records_clear(&out);
}

static void
test_recognised(void)
{
	static const struct {
		const char *name;
		const char *head;
		const char *want;
	} rows[] = {
		{ "a.ndjson", OBJECT "\n", "ndjson" },
		{ "a.JSONL", OBJECT "\n{", "ndjson" },
		{ "a.json", OBJECT "\n", "ndjson" },
		{ "a.json", "[" OBJECT, "json" },
		{ "a.ndjson", "[" OBJECT "]", NULL },
		{ "a.json", GROUP, "openalpr" },
		{ "a.json", "[" GROUP "]", "openalpr" },
		{ "a.json", FLOW, "anprflow" },
		{ "a.json", "{\"vrm\":1}", NULL },
		{ "a.json", "", NULL },
		{ "a.txt", OBJECT, NULL },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		tap_text(reads_recognise(rows[i].name,
			     (const uint8_t *)rows[i].head,
			     strlen(rows[i].head)),
		    rows[i].want, "%s with %.20s is %s", rows[i].name,
		    rows[i].head,
		    rows[i].want == NULL ? "no read file" : rows[i].want);
}

static void
test_random(void)
{
	static const char *const pieces[] = { OBJECT, OBJECT "\n", "\n", " ",
		OBJECT ",", "[", "]", ",\n", "{\"a\":", "\"", "}", "\\",
		OBJECT "\r\n", "[" OBJECT "," OBJECT, OBJECT "]", "[]" };
	static const char *const formats[] = { "ndjson", "json" };

	for (size_t i = 0; i < 2; i++) {
		struct formats_file like = { .format = formats[i], .zone = "" };

		formats_check_random(&like, pieces,
		    sizeof pieces / sizeof pieces[0], formats[i]);
	}
}

int
main(void)
{
	check_rows(lines, sizeof lines / sizeof lines[0]);
	check_rows(arrays, sizeof arrays / sizeof arrays[0]);
	check_rows(vendors, sizeof vendors / sizeof vendors[0]);
	test_released();
	test_limits();
	test_quick();
	test_recognised();
	test_random();
	return tap_done();
}
