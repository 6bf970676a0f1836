#include "tool/report/cells.h"

#include "tests/tap/tap.h"

static void
test_cells(void)
{
	static const struct {
		const char *text;
		const char *cell;
	} rows[] = {
		{ "plain", "\"plain\"" },
		{ "", "\"\"" },
		{ "a \"b\", c", "\"a \"\"b\"\", c\"" },
		{ "=1+1", "\"'=1+1\"" },
		{ "+1", "\"'+1\"" },
		{ "-1", "\"'-1\"" },
		{ "@a", "\"'@a\"" },
		{ "  =1", "\"'  =1\"" },
		{ "\xef\xbc\x9d"
		  "1",
		    "\"'\xef\xbc\x9d"
		    "1\"" },
		{ "\t=1", "\"\\x09=1\"" },
		{ "\r=1", "\"\\x0d=1\"" },
		{ "1=1", "\"1=1\"" },
		{ "\xe2\x80\xae", "\"\\xe2\\x80\\xae\"" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct bytes out = { 0 };
		struct why w = { 0 };
		struct cells c = { .out = &out, .w = &w };

		cells_text(&c, rows[i].text);
		bytes_add(&out, "", 1, &w);
		tap_text((char *)out.data, rows[i].cell, "cell %zu", i);
		bytes_clear(&out);
	}
}

static void
test_lines(void)
{
	struct bytes out = { 0 };
	struct why w = { 0 };
	struct cells c = { .out = &out, .w = &w };

	cells_word(&c, "a");
	cells_number(&c, 7);
	cells_line(&c);
	cells_text(&c, "b");
	cells_word(&c, "");
	cells_line(&c);
	bytes_add(&out, "", 1, &w);
	tap_text((char *)out.data, "a,7\r\n\"b\",\r\n", "lines end by CRLF");
	bytes_clear(&out);
}

int
main(void)
{
	test_cells();
	test_lines();
	return tap_done();
}
