#include "keys/packet.h"

#include <string.h>

#include "tests/tap/tap.h"

#define BYTES(text) text, sizeof(text) - 1

/* One packet, and what it says; len 0 of a body that is refused. */
static const struct {
	const char *rule;
	const char *data;
	size_t len;
	bool read;
	unsigned tag;
	size_t body;
} rows[] = {
	{ "old form, one byte of length", BYTES("\x88\x02xy"), true, 2, 2 },
	{ "old form, two", BYTES("\x89\x00\x02xy"), true, 2, 2 },
	{ "old form, four", BYTES("\x8a\x00\x00\x00\x02xy"), true, 2, 2 },
	{ "old form, to the end", BYTES("\x8bxy"), false, 0, 0 },
	{ "new form, one byte", BYTES("\xce\x01x"), true, 14, 1 },
	{ "new form, five bytes", BYTES("\xce\xff\x00\x00\x00\x01x"), true, 14,
	    1 },
	{ "new form, in parts", BYTES("\xce\xe1xy"), false, 0, 0 },
	{ "an empty body", BYTES("\x88\x00"), true, 2, 0 },
	{ "cut short by a byte", BYTES("\x88\x03xy"), false, 0, 0 },
	{ "its length is cut", BYTES("\x89\x00"), false, 0, 0 },
	{ "no packet", BYTES("\x08\x01x"), false, 0, 0 },
	{ "one byte", BYTES("\x88"), false, 0, 0 },
	{ "nothing", BYTES(""), false, 0, 0 },
};

static void
test_rows(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const uint8_t *data = (const uint8_t *)rows[i].data;
		const uint8_t *at = data;
		const uint8_t *end = data + rows[i].len;
		struct packet p = { 0 };

		if (!tap_ok(packet_next(&at, end, &p) == rows[i].read, "%s",
			rows[i].rule) ||
		    !rows[i].read)
			continue;
		tap_number(p.tag, rows[i].tag, "its tag");
		tap_number((long long)p.len, (long long)rows[i].body,
		    "its length");
		tap_ok(at == end && p.body + p.len == end, "and its end");
	}
}

/* The length of two bytes begins where that of one ends. */
static void
test_two(void)
{
	uint8_t data[3 + 192] = { 0xc2, 0xc0, 0x00 };
	const uint8_t *at = data;
	struct packet p;

	tap_ok(packet_next(&at, data + sizeof data, &p), "two bytes of length");
	tap_number((long long)p.len, 192, "192 of body");
	tap_ok(at == data + sizeof data, "to the end");
	at = data;
	tap_ok(!packet_next(&at, data + sizeof data - 1, &p), "not one less");
}

int
main(void)
{
	test_rows();
	test_two();
	tap_number((long long)packet_number((const uint8_t *)"\x01\x02", 2),
	    258, "numbers are big-endian");
	return tap_done();
}
