#include "formats/reads/scan.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap/tap.h"

/* Each byte at each place of a run, read from the end of what is ours. */
static void
test_plain(void)
{
	static const struct scan_stops stops = { '"', '\\', '>' };
	uint8_t *room = malloc(64);
	unsigned wrong = 0;
	unsigned stopped = 0;

	if (room == NULL)
		abort();
	for (size_t len = 0; len <= 40; len++) {
		uint8_t *p = room + (64 - len);

		for (size_t at = 0; at < len; at++) {
			for (unsigned c = 0; c < 256; c++) {
				const uint8_t *end = room + 64;
				const uint8_t *one;
				bool stop = c < 0x20 || c >= 0x80 || c == '"' ||
				    c == '\\' || c == '>';

				memset(p, 'x', len);
				p[at] = (uint8_t)c;
				one = scan_plain(p, end, stops);
				wrong += one != scan_bytes(p, end, stops) ||
				    one != (stop ? p + at : end);
				stopped += stop;
			}
		}
	}
	tap_number(wrong, 0, "the quick way stops where the plain one does");
	tap_ok(stopped > 0, "and does stop: %u times", stopped);
	tap_ok(scan_plain(room, room, stops) == room, "nothing has an end");
	free(room);
}

static void
test_lines(void)
{
	uint64_t state = 1;
	unsigned wrong = 0;
	uint8_t *text = malloc(20000);

	if (text == NULL)
		abort();
	for (size_t len = 0; len < 20000; len += 1 + len / 3) {
		uint64_t want = 0;

		for (size_t i = 0; i < len; i++) {
			state = state * 6364136223846793005U + 1;
			text[i] = state >> 62 == 0 ? '\r' : '\n';
			want += text[i] == '\n';
		}
		wrong += scan_lines(text, len) != want;
	}
	tap_number(wrong, 0, "line ends are counted");
	memset(text, '\n', 20000);
	tap_number((long long)scan_lines(text, 20000), 20000,
	    "also where there is nothing else");
	free(text);
}

int
main(void)
{
	test_plain();
	test_lines();
	return tap_done();
}
