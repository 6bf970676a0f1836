#include "formats/order_line.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap/tap.h"

/* What both ways must agree on, and which lines are plain. */
static const struct {
	const char *rule;
	const char *line;
	bool plain;
	bool good;
} rows[] = {
	{ "one key", "{\"a\":\"b\"}", true, true },
	{ "two keys and a line end", "{\"a\":\"b\",\"c\":\"\"}\n", true, true },
	{ "blanks everywhere", " { \"a\" :\t\"b\" ,\r\"c\" : \"d\" } \r\n",
	    true, true },
	{ "all of printable ASCII", "{\"a\":\" !#$%&'()*+,-./09:;<=>?@AZ[]~\"}",
	    true, true },
	{ "an escape", "{\"a\":\"\\u0062\"}", false, true },
	{ "UTF-8", "{\"a\":\"\xc3\xa9\"}", false, true },
	{ "a DEL", "{\"a\":\"\x7f\"}", false, true },
	{ "a number", "{\"a\":1}", false, true },
	{ "an object inside", "{\"a\":{\"b\":\"c\"}}", false, true },
	{ "no key", "{}", false, true },
	{ "nine keys",
	    "{\"a\":\"\",\"b\":\"\",\"c\":\"\",\"d\":\"\",\"e\":\"\","
	    "\"f\":\"\",\"g\":\"\",\"h\":\"\",\"i\":\"\"}",
	    false, true },
	{ "a repeated key", "{\"a\":\"b\",\"a\":\"b\"}", false, false },
	{ "a comma too many", "{\"a\":\"b\",}", false, false },
	{ "a comma too few", "{\"a\":\"b\" \"c\":\"d\"}", false, false },
	{ "no colon", "{\"a\" \"b\"}", false, false },
	{ "no closing brace", "{\"a\":\"b\"", false, false },
	{ "no closing quote", "{\"a\":\"b}", false, false },
	{ "something behind", "{\"a\":\"b\"}x", false, false },
	{ "a form feed as blank", "{\f\"a\":\"b\"}", false, false },
	{ "a tab in a text", "{\"a\":\"\t\"}", false, false },
	{ "no UTF-8", "{\"a\":\"\xff\"}", false, false },
	{ "an array", "[\"a\"]", false, false },
	{ "nothing", "", false, false },
};

static void
test_lines(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *line = rows[i].line;
		struct order_line l;
		struct why w = { 0 };
		int rc;

		tap_number(order_line_plain(&l, line, strlen(line)),
		    rows[i].plain, "%s: %s", rows[i].rule,
		    rows[i].plain ? "plain" : "not plain");
		rc = order_line_open(&l, line, strlen(line), &w);
		tap_number(rc, rows[i].good ? 0 : -1, "%s: %s", rows[i].rule,
		    rows[i].good ? "an object" : "refused");
		if (rc == 0)
			order_line_close(&l);
	}
}

/* The same questions to a line read both ways. */
static void
test_questions(void)
{
	static const char line[] =
	    "{\"x\":\"text\",\"h\":\"00ff\",\"bad\":\"00FF\"}";

	for (int plain = 1; plain >= 0; plain--) {
		const char *way = plain ? "plain" : "any";
		struct order_line_piece p;
		struct order_line l;
		struct why w = { 0 };
		uint8_t hex[2];

		if (plain ? !order_line_plain(&l, line, sizeof line - 1)
			  : order_line_open(&l, line, sizeof line - 1, &w) != 0)
			abort();
		tap_ok(order_line_has(&l, "x") && !order_line_has(&l, "y"),
		    "%s: it tells which keys there are", way);
		tap_ok(order_line_string(&l, "x", 4, &p, &w) == 0 &&
			p.len == 4 && memcmp(p.text, "text", 4) == 0,
		    "%s: a text is taken", way);
		tap_ok(order_line_hex(&l, "h", hex, 2, &w) == 0 &&
			hex[0] == 0 && hex[1] == 0xff,
		    "%s: hex is taken", way);
		tap_number(order_line_end(&l, &w), -1,
		    "%s: a key that nobody took is found", way);
		tap_ok(order_line_string(&l, "y", 4, &p, &w) != 0,
		    "%s: a missing key is refused", way);
		tap_ok(order_line_string(&l, "x", 3, &p, &w) != 0,
		    "%s: so is a text that is too long", way);
		tap_ok(order_line_hex(&l, "h", hex, 1, &w) != 0,
		    "%s: hex that is too long", way);
		tap_ok(order_line_hex(&l, "bad", hex, 2, &w) != 0,
		    "%s: hex in capitals", way);
		order_line_close(&l);
	}
}

int
main(void)
{
	test_lines();
	test_questions();
	return tap_done();
}
