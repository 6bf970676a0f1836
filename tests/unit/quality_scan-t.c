#include "formats/quality_inside.h"

#include <string.h>

#include "tests/tap/tap.h"

static uint64_t state = 1;

static unsigned
draw(unsigned below)
{
	state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (unsigned)(state >> 33) % below;
}

static struct quality_scan
scan(const char *text, size_t len, size_t room, unsigned path)
{
	const struct record r = { .bytes = (const uint8_t *)text,
		.len = (uint32_t)len };
	struct quality_scan s = { 0 };

	quality_scan_begin(&s, ',', '"', path);
	s.row(&s, &r, room);
	return s;
}

static bool
same(const struct quality_scan *a, const struct quality_scan *b)
{
	return a->lines == b->lines && a->formulas == b->formulas &&
	    a->high == b->high && a->fields == b->fields &&
	    memcmp(a->end, b->end, (a->fields + 1) * sizeof a->end[0]) == 0;
}

static void
test_paths(void)
{
	static const char bytes[] = ",,,,\"\"=+-@\t\r\nab0\xc3\xa9";
	char text[400];

	for (unsigned path = 1; path <= quality_scan_best(); path++) {
		unsigned wrong = 0;

		for (unsigned i = 0; i < 20000; i++) {
			size_t len = 1 + draw(300);
			struct quality_scan one;
			struct quality_scan two;

			for (size_t at = 0; at < sizeof text; at++)
				text[at] = bytes[draw(sizeof bytes - 1)];
			one = scan(text, len, len, 0);
			two = scan(text, len, i % 2 ? len : sizeof text, path);
			wrong += !same(&one, &two);
		}
		tap_number(wrong, 0, "path %u finds what the first one does",
		    path);
	}
}

static void
test_row(void)
{
	const char *text = "a,\"b,c\",=d,-1,-x,\xe9\r\n";
	struct quality_scan s = scan(text, strlen(text), strlen(text), 0);

	tap_number((long long)s.fields, 6, "separators in quotes end nothing");
	tap_number(s.end[2], 7, "a field ends before its separator");
	tap_number(s.end[6], 18, "the last one before the line end");
	tap_number(s.formulas, 2, "two cells are formulas");
	tap_ok(s.high, "a byte above 7f is seen");
	tap_number((long long)s.lines, 1, "and the line end");
}

int
main(void)
{
	test_row();
	test_paths();
	return tap_done();
}
