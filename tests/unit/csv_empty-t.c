#include "formats/reads/csv_empty.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap/tap.h"

/* The row without its columns 1 and 3, and "!" before it if it changed. */
static const char *
emptied(const char *text)
{
	static char told[2048];
	struct reads r = { .separator = ',', .quote = '"' };
	struct reads_empty e = { 0 };
	struct record row = { .bytes = (const uint8_t *)text,
		.len = (uint32_t)strlen(text) };
	struct bytes out = { 0 };
	struct why w = { 0 };
	bool changed;

	csv_empty_ask(&e, 1);
	csv_empty_ask(&e, 3);
	csv_empty_ask(&e, -1);
	if (csv_empty(&r, &e, &row, &out, &changed, &w) != 0)
		(void)snprintf(told, sizeof told, "%s", w.text);
	else
		(void)snprintf(told, sizeof told, "%s%.*s", changed ? "!" : "",
		    (int)out.len, (const char *)out.data);
	bytes_clear(&out);
	return told;
}

int
main(void)
{
	tap_text(emptied("a,b,c,d,e\r\n"), "!a,,c,,e\r\n", "fields go");
	tap_text(emptied("a,b,c,d\n"), "!a,,c,\n", "the last one too");
	tap_text(emptied("a,b,c,d"), "!a,,c,", "and without a line end");
	tap_text(emptied("a,,\"c\"\"\",,e\n"), "a,,\"c\"\"\",,e\n",
	    "what is empty stays as it is");
	tap_text(emptied("\"a,\r\n\",\"b\"\",b\",c,\"d\nd\",e\r\n"),
	    "!\"a,\r\n\",,c,,e\r\n", "quotes go with what is in them");
	tap_text(emptied("a,\"\",c,,e\n"), "a,\"\",c,,e\n",
	    "quotes around nothing stay");
	tap_text(emptied("a\n"), "a\n", "a short row");
	tap_text(emptied("a,\"b\n"), "quotes of a row are wrong",
	    "quotes that do not end");
	return tap_done();
}
