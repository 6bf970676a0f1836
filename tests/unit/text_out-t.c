#include "formats/text.h"

#include <string.h>

#include "tests/tap/tap.h"

static void
write_sample(struct text_out *o)
{
	static const uint8_t hex[] = { 0, 0xab };

	text_out_open(o, NULL, '{');
	text_out_string(o, "s", "\xc3\xa4\"\\/\n\x1f\x7f");
	text_out_number(o, "n", INT64_MAX);
	text_out_bool(o, "b", false);
	text_out_hex(o, "h", hex, sizeof hex);
	text_out_time(o, "t", 0);
	text_out_open(o, "a", '[');
	text_out_open(o, NULL, '{');
	text_out_number(o, "x", 1);
	text_out_close(o);
	text_out_string(o, NULL, "y");
	text_out_close(o);
	text_out_open(o, "e", '[');
	text_out_close(o);
	text_out_close(o);
}

static void
test_writing(void)
{
	static const char line[] =
	    "{\"s\":\"\xc3\xa4\\\"\\\\/\\u000a\\u001f\x7f\","
	    "\"n\":9223372036854775807,\"b\":false,\"h\":\"00ab\","
	    "\"t\":\"1970-01-01T00:00:00Z\",\"a\":[{\"x\":1},\"y\"],"
	    "\"e\":[]}\n";
	static const char lines[] =
	    "{\n \"s\": \"\xc3\xa4\\\"\\\\/\\u000a\\u001f\x7f\",\n"
	    " \"n\": 9223372036854775807,\n \"b\": false,\n"
	    " \"h\": \"00ab\",\n \"t\": \"1970-01-01T00:00:00Z\",\n"
	    " \"a\": [\n  {\n   \"x\": 1\n  },\n  \"y\"\n ],\n"
	    " \"e\": []\n}\n";
	struct text doc = { 0 };
	struct bytes out = { 0 };
	struct text_out plain = { .to = &out };
	struct text_out indented = { .to = &out, .indent = 1 };
	struct why w = { 0 };

	write_sample(&plain);
	tap_ok(text_out_end(&plain, &w) == 0, "a document is written");
	bytes_add(&out, "", 1, &w);
	tap_text((char *)out.data, line, "on one line without blanks");
	tap_ok(text_parse(&doc, out.data, out.len - 1, &w) == 0,
	    "what is written is read");
	text_clear(&doc);
	out.len = 0;
	write_sample(&indented);
	text_out_end(&indented, &w);
	bytes_add(&out, "", 1, &w);
	tap_text((char *)out.data, lines, "or with one key a line");
	bytes_clear(&out);
}

static void
test_escape(void)
{
	static const char line[] =
	    "{\"a\":\"\xc3\xa4<\\u007f\\u202e\\\"\\uffff\\u000a\"}\n";
	struct bytes out = { 0 };
	struct text_out o = { .to = &out, .escape = true };
	struct text_out bad = o;
	struct why w = { 0 };

	text_out_open(&o, NULL, '{');
	text_out_string(&o, "a", "\xc3\xa4<\x7f\xe2\x80\xae\"\xef\xbf\xbf\n");
	text_out_close(&o);
	tap_ok(text_out_end(&o, &w) == 0, "a text that may not be shown");
	bytes_add(&out, "", 1, &w);
	tap_text((char *)out.data, line, "is written by its numbers");
	text_out_open(&bad, NULL, '{');
	text_out_string(&bad, "a", "x\xff");
	text_out_close(&bad);
	tap_ok(text_out_end(&bad, &w) == -1 && w.reason == WHY_JSON,
	    "bad UTF-8 is not written so either");
	bytes_clear(&out);
}

enum misuse {
	BAD_TEXT,
	CUT_TEXT,
	SURROGATE,
	LARGE,
	OPEN,
	NO_KEY,
	KEY,
	DEEP
};

static int
misuse(enum misuse kind, struct why *w)
{
	struct bytes out = { 0 };
	struct text_out o = { .to = &out };
	int rc;

	text_out_open(&o, NULL, '{');
	if (kind == BAD_TEXT)
		text_out_string(&o, "a", "x\xff");
	if (kind == CUT_TEXT)
		text_out_string(&o, "a", "x\xc3");
	if (kind == SURROGATE)
		text_out_string(&o, "a", "\xed\xa0\x80");
	if (kind == LARGE)
		text_out_number(&o, "a", UINT64_C(1) << 63);
	if (kind == NO_KEY)
		text_out_number(&o, NULL, 1);
	if (kind == KEY) {
		text_out_open(&o, "a", '[');
		text_out_number(&o, "b", 1);
		text_out_close(&o);
	}
	for (int i = 0; kind == DEEP && i < TEXT_DEPTH_MAX; i++)
		text_out_open(&o, "a", '{');
	for (int i = 0; kind == DEEP && i < TEXT_DEPTH_MAX - 1; i++)
		text_out_close(&o);
	if (kind != OPEN)
		text_out_close(&o);
	rc = text_out_end(&o, w);
	bytes_clear(&out);
	return rc;
}

static void
test_misuse(void)
{
	static const char *const names[] = {
		[BAD_TEXT] = "bad UTF-8",
		[CUT_TEXT] = "UTF-8 that is cut short",
		[SURROGATE] = "a surrogate",
		[LARGE] = "a number above 2^63-1",
		[OPEN] = "an open bracket",
		[NO_KEY] = "a value without key in an object",
		[KEY] = "a key in an array",
		[DEEP] = "nesting of nine",
	};

	for (enum misuse k = BAD_TEXT; k <= DEEP; k++) {
		struct why w = { 0 };

		tap_ok(misuse(k, &w) == -1 && w.reason == WHY_JSON,
		    "%s is not written", names[k]);
	}
}

int
main(void)
{
	test_writing();
	test_escape();
	test_misuse();
	return tap_done();
}
