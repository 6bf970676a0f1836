#include "formats/text.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap/tap.h"

static struct text doc;

/* Parse, and show the sentence as a remark when that fails. */
static bool
parse(const char *json)
{
	struct why w = { 0 };

	text_clear(&doc);
	if (text_parse(&doc, json, strlen(json), &w) == 0)
		return true;
	tap_note("%s", w.text);
	return false;
}

static void
test_refused(void)
{
	static const struct {
		const char *rule;
		const char *json;
		const char *sentence;
	} rows[] = {
		{ "an empty text", "", "line 1, column 0: the end is missing" },
		{ "an array at the top", "[]", "not a JSON object" },
		{ "a string at the top", "\"a\"",
		    "line 1, column 3: not JSON" },
		{ "a repeated key", "{\"a\":1,\n\"a\":2}",
		    "line 2, column 3: a key is repeated" },
		{ "a repeated key written in two ways",
		    "{\"a\":1,\"\\u0061\":2}",
		    "line 1, column 15: a key is repeated" },
		{ "a repeated key below", "{\"x\":[{\"a\":1,\"a\":2}]}",
		    "line 1, column 16: a key is repeated" },
		{ "a second document", "{}{}",
		    "line 1, column 3: something follows the end" },
		{ "text behind the end", "{} x",
		    "line 1, column 4: something follows the end" },
		{ "a missing bracket", "{\"a\":1",
		    "line 1, column 6: the end is missing" },
		{ "a comma too many", "{\"a\":1,}",
		    "line 1, column 8: not JSON" },
		{ "a comment", "{}//",
		    "line 1, column 3: something follows "
		    "the end" },
		{ "a byte-order mark", "\xef\xbb\xbf{}",
		    "line 1, column 1: not JSON" },
		{ "a fraction", "{\"a\":1.0}",
		    "line 1, column 7: a number that is not whole" },
		{ "an exponent", "{\n\"a\":1e3}",
		    "line 2, column 6: a number that is not whole" },
		{ "a capital exponent", "{\"a\":1E3}",
		    "line 1, column 7: a number that is not whole" },
		{ "a negative number", "{\"a\":-1}",
		    "line 1, column 6: a negative number" },
		{ "a negative zero", "{\"a\":-0}",
		    "line 1, column 6: a negative number" },
		{ "a leading zero", "{\"a\":01}",
		    "line 1, column 6: not JSON" },
		{ "a number above 2^63-1", "{\"a\":9223372036854775808}",
		    "line 1, column 24: a number is out of range" },
		{ "bad UTF-8", "{\"a\":\"\xc3(\"}",
		    "line 1, column 6: not UTF-8" },
		{ "overlong UTF-8", "{\"a\":\"\xc0\xaf\"}",
		    "line 1, column 6: not UTF-8" },
		{ "a surrogate in UTF-8", "{\"a\":\"\xed\xa0\x80\"}",
		    "line 1, column 6: not UTF-8" },
		{ "half a surrogate pair", "{\"a\":\"\\ud800\"}",
		    "line 1, column 13: not JSON" },
		{ "U+0000 in a string", "{\"a\":\"\\u0000\"}",
		    "line 1, column 13: a NUL character" },
		{ "U+0000 in a key", "{\"\\u0000\":1}",
		    "line 1, column 9: a NUL character" },
		{ "a raw line end in a string", "{\"a\":\"\n\"}",
		    "line 1, column 6: not JSON" },
		{ "nesting of nine", "{\"a\":[[[[[[[[1]]]]]]]]}",
		    "line 1, column 13: nested too deep" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct why w = { 0 };
		struct text t = { 0 };

		tap_ok(text_parse(&t, rows[i].json, strlen(rows[i].json), &w) ==
			    -1 &&
			w.reason == WHY_JSON && t.root == NULL,
		    "%s is refused", rows[i].rule);
		tap_text(w.text, rows[i].sentence, "%s is named", rows[i].rule);
		text_clear(&t);
	}
}

static void
test_nul_byte(void)
{
	struct why w = { 0 };
	struct text t = { 0 };

	tap_ok(text_parse(&t, "{}\0", 3, &w) == -1,
	    "a NUL byte behind the end is refused");
	text_clear(&t);
}

static void
test_deep(void)
{
	static char deep[1 << 20];
	struct why w = { 0 };
	struct text t = { 0 };

	memset(deep, '[', sizeof deep);
	memcpy(deep, "{\"a\":", 5);
	tap_ok(text_parse(&t, deep, sizeof deep, &w) == -1,
	    "a million brackets are refused");
	tap_ok(parse("{\"a\":[[[[[[[1]]]]]]]}"), "nesting of eight is read");
	tap_ok(parse("{\"a-.e\":\"-1.5 1e3 [[[[[[[[[[[ \\\" {{\"}"),
	    "signs and brackets in strings are only text");
}

static void
test_taken(void)
{
	struct text_object o;
	struct text_object child;
	struct why w = { 0 };
	const char *s = NULL;
	uint64_t n = 0;
	bool b = false;
	uint8_t hex[2] = { 0 };
	int64_t time_s = 0;

	parse("{\"s\":\"\xc3\xa4\",\"n\":7,\"b\":true,\"h\":\"00ff\","
	      "\"t\":\"2026-01-02T03:04:05Z\",\"o\":{\"x\":false}}");
	o = text_root(&doc);
	tap_ok(text_string(&o, "s", 2, &s, &w) == 0, "a string is taken");
	tap_text(s, "\xc3\xa4", "a string comes as it is");
	tap_ok(text_number(&o, "n", 7, &n, &w) == 0 && n == 7,
	    "a number at its limit is taken");
	tap_ok(text_bool(&o, "b", &b, &w) == 0 && b, "true is taken");
	tap_ok(text_hex(&o, "h", hex, 2, &w) == 0 && hex[1] == 0xff,
	    "hex is taken");
	tap_ok(text_time(&o, "t", &time_s, &w) == 0, "a time is taken");
	tap_number(time_s, 1767323045, "a time is seconds since 1970");
	tap_ok(text_end(&o, &w) == -1, "a key that nobody took is refused");
	tap_text(w.text, "key \"o\" is unknown", "and is named");
	why_clear(&w);
	tap_ok(text_child(&o, "o", &child, &w) == 0, "a child is taken");
	tap_ok(text_end(&o, &w) == 0, "nothing is left when all was taken");
	tap_ok(text_bool(&child, "x", &b, &w) == 0 && !b, "false is taken");
	tap_ok(text_end(&child, &w) == 0, "nothing is left in the child");
	tap_ok(text_has(&o, "n") && !text_has(&o, "m"),
	    "an optional key can be asked for");
}

enum kind {
	STRING,
	NUMBER,
	BOOL,
	HEX,
	TIME,
	CHILD,
	ARRAY
};

static int
take(struct text_object *o, enum kind kind, struct why *w)
{
	const char *s;
	uint64_t n;
	bool b;
	uint8_t hex[2];
	int64_t time_s;
	struct text_object child;
	struct text_array array;

	switch (kind) {
	case STRING:
		return text_string(o, "k", 3, &s, w);
	case NUMBER:
		return text_number(o, "k", 9, &n, w);
	case BOOL:
		return text_bool(o, "k", &b, w);
	case HEX:
		return text_hex(o, "k", hex, 2, w);
	case TIME:
		return text_time(o, "k", &time_s, w);
	case CHILD:
		return text_child(o, "k", &child, w);
	case ARRAY:
	default:
		return text_array(o, "k", 1, &array, w);
	}
}

static void
test_wrong_values(void)
{
	static const struct {
		enum kind kind;
		const char *json;
		const char *sentence;
	} rows[] = {
		{ STRING, "{\"k\":1}", "key \"k\" is not a string" },
		{ STRING, "{\"l\":1}", "key \"k\" is missing" },
		{ STRING, "{\"k\":\"abcd\"}", "key \"k\" is too long" },
		{ STRING, "{\"k\":null}", "key \"k\" is not a string" },
		{ NUMBER, "{\"k\":\"1\"}", "key \"k\" is not a number" },
		{ NUMBER, "{\"k\":10}", "key \"k\" is out of range" },
		{ NUMBER, "{\"k\":true}", "key \"k\" is not a number" },
		{ BOOL, "{\"k\":1}", "key \"k\" is neither true nor false" },
		{ BOOL, "{\"k\":null}", "key \"k\" is neither true nor false" },
		{ HEX, "{\"k\":\"00f\"}",
		    "key \"k\" is not hex of its length" },
		{ HEX, "{\"k\":\"00FF\"}",
		    "key \"k\" is not hex of its length" },
		{ HEX, "{\"k\":\"00ff0\"}",
		    "key \"k\" is not hex of its length" },
		{ TIME, "{\"k\":\"2026-01-02\"}",
		    "key \"k\" is not a UTC time" },
		{ CHILD, "{\"k\":[]}", "key \"k\" is not an object" },
		{ ARRAY, "{\"k\":{}}", "key \"k\" is not an array" },
		{ ARRAY, "{\"k\":[1,2]}", "key \"k\" has too many elements" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct text_object o;
		struct why w = { 0 };

		parse(rows[i].json);
		o = text_root(&doc);
		tap_ok(take(&o, rows[i].kind, &w) == -1 && w.reason == WHY_JSON,
		    "%s is refused", rows[i].json);
		tap_text(w.text, rows[i].sentence, "%s is named", rows[i].json);
	}
}

static void
test_arrays(void)
{
	struct text_object o;
	struct text_object e;
	struct text_array a;
	struct why w = { 0 };
	const char *s = NULL;
	uint64_t n = 0;

	parse("{\"a\":{\"list\":[{\"n\":1},{\"n\":\"x\"},3]},"
	      "\"words\":[\"ab\",4]}");
	o = text_root(&doc);
	text_child(&o, "a", &e, &w);
	tap_ok(text_array(&e, "list", 3, &a, &w) == 0 && a.n == 3,
	    "an array is taken");
	e = text_at(&a, 0);
	tap_ok(text_number(&e, "n", 1, &n, &w) == 0, "its elements are read");
	e = text_at(&a, 1);
	text_number(&e, "n", 1, &n, &w);
	tap_text(w.text, "a.list[1]: key \"n\" is not a number",
	    "the place of a fault is named");
	why_clear(&w);
	e = text_at(&a, 2);
	tap_ok(text_number(&e, "n", 1, &n, &w) == -1,
	    "an element that is no object is refused");
	tap_text(w.text, "a.list[2]: not an object", "and named");
	why_clear(&w);
	text_array(&o, "words", 2, &a, &w);
	tap_ok(text_string_at(&a, 0, 2, &s, &w) == 0, "a word is read");
	tap_text(s, "ab", "as it is");
	tap_ok(text_string_at(&a, 0, 1, &s, &w) == -1,
	    "a word that is too long is refused");
	why_clear(&w);
	text_string_at(&a, 1, 2, &s, &w);
	tap_text(w.text, "words[1]: not a string", "and one that is none");
}

static void
test_many_keys(void)
{
	char json[4096];
	size_t at = 1;
	struct text_object o;
	struct why w = { 0 };
	uint64_t n;

	json[0] = '{';
	for (int i = 0; i < 70; i++)
		at += (size_t)snprintf(json + at, sizeof json - at,
		    "\"k%d\":%d,", i, i);
	json[at - 1] = '}';
	json[at] = '\0';
	parse(json);
	o = text_root(&doc);
	for (int i = 0; i < 70; i++) {
		snprintf(json, sizeof json, "k%d", i);
		text_number(&o, json, 100, &n, &w);
	}
	tap_ok(text_end(&o, &w) == -1,
	    "an object of more than 64 keys never ends well");
}

static void
test_times(void)
{
	static const struct {
		int64_t time_s;
		const char *text;
	} rows[] = {
		{ 0, "1970-01-01T00:00:00Z" },
		{ -1, "1969-12-31T23:59:59Z" },
		{ INT64_C(-62167219200), "0000-01-01T00:00:00Z" },
		{ INT64_C(253402300799), "9999-12-31T23:59:59Z" },
		{ 951782400, "2000-02-29T00:00:00Z" },
		{ INT64_C(4294967296), "2106-02-07T06:28:16Z" },
	};
	static const char *const bad[] = { "", "2026-01-02T03:04:05",
		"2026-01-02T03:04:05z", "2026-01-02 03:04:05Z",
		"2026-02-30T00:00:00Z", "2025-02-29T00:00:00Z",
		"2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
		"2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z",
		"2026-01-01T00:60:00Z", "2026-01-01T00:00:60Z",
		"2026-01-02T03:04:05Z ", "2026-01-02T03:04:05+00:00",
		"+026-01-02T03:04:05Z", "10000-01-01T00:00:00Z" };
	char text[TEXT_TIME_BYTES];
	int64_t time_s = 0;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		text_time_format(text, rows[i].time_s);
		tap_text(text, rows[i].text, "a time is written");
		tap_ok(text_time_parse(text, &time_s), "%s is read", text);
		tap_number(time_s, rows[i].time_s, "%s comes back", text);
	}
	text_time_format(text, INT64_MAX);
	tap_text(text, "9999-12-31T23:59:59Z", "a later time is the last one");
	text_time_format(text, INT64_MIN);
	tap_text(text, "0000-01-01T00:00:00Z", "and an earlier the first one");
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		tap_ok(!text_time_parse(bad[i], &time_s), "\"%s\" is no time",
		    bad[i]);
}

int
main(void)
{
	test_refused();
	test_nul_byte();
	test_deep();
	test_taken();
	test_wrong_values();
	test_arrays();
	test_many_keys();
	test_times();
	text_clear(&doc);
	return tap_done();
}
