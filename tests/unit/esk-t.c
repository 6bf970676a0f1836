#include "keys/esk.h"

#include <stdint.h>
#include <string.h>

#include "tests/tap/tap.h"

#define BODY   \
	"\x03" \
	"12345678"
#define PACKETS(text) text, sizeof(text) - 1

/* Bodies are cut to what is looked at; lengths are true. */
static const struct {
	const char *rule;
	const char *data;
	size_t len;
	bool full;
} rows[] = {
	{ "2048 bits of 2048", PACKETS("\x84\x0d" BODY "\x01\x08\x00x"), true },
	{ "2041 bits of 2048", PACKETS("\x84\x0d" BODY "\x01\x07\xf9x"), true },
	{ "2040 bits of 2048", PACKETS("\x84\x0d" BODY "\x01\x07\xf8x"),
	    false },
	{ "3065 bits of 3072", PACKETS("\x84\x0d" BODY "\x01\x0b\xf9x"), true },
	{ "3064 bits of 3072", PACKETS("\x84\x0d" BODY "\x01\x0b\xf8x"),
	    false },
	{ "16 zero bits in front", PACKETS("\x84\x0d" BODY "\x01\x07\xf0x"),
	    false },
	{ "RSA to encrypt only", PACKETS("\x84\x0d" BODY "\x02\x07\xf8x"),
	    false },
	{ "a curve", PACKETS("\x84\x0d" BODY "\x12\x01\x07x"), true },
	{ "another version",
	    PACKETS("\x84\x0d\x06"
		    "12345678\x01\x07\xf8x"),
	    true },
	{ "the second of two",
	    PACKETS("\x84\x0d" BODY "\x01\x08\x00x"
		    "\x84\x0d" BODY "\x01\x07\xf8x"),
	    false },
	{ "one behind the data",
	    PACKETS("\x84\x0d" BODY "\x01\x08\x00x"
		    "\xd2\x01x"
		    "\x84\x0d" BODY "\x01\x07\xf8x"),
	    true },
	{ "a length of two bytes", PACKETS("\x85\x00\x0d" BODY "\x01\x07\xf8x"),
	    false },
	{ "a length of four bytes",
	    PACKETS("\x86\x00\x00\x00\x0d" BODY "\x01\x07\xf8x"), false },
	{ "a length up to the end", PACKETS("\x87" BODY "\x01\x07\xf8x"),
	    true },
	{ "the new form", PACKETS("\xc1\x0d" BODY "\x01\x07\xf8x"), false },
	{ "the new form, five bytes",
	    PACKETS("\xc1\xff\x00\x00\x00\x0d" BODY "\x01\x07\xf8x"), false },
	{ "the new form, in pieces", PACKETS("\xc1\xe1" BODY "\x01\x07\xf8x"),
	    true },
	{ "no bytes", PACKETS(""), true },
	{ "one byte", PACKETS("\x84"), true },
	{ "a packet that is cut", PACKETS("\x84\x0d" BODY "\x01\x07"), true },
	{ "a length that is cut", PACKETS("\x86\x00\x00"), true },
	{ "a body that is too short", PACKETS("\x84\x0b" BODY "\x01\x07"),
	    true },
	{ "text", PACKETS("-----BEGIN"), true },
};

/* A length of two bytes in the new form: 200. */
static void
test_new_form(void)
{
	uint8_t data[203] = { 0xc1, 0xc0, 0x08, 3 };

	data[12] = 1;
	data[13] = 7;
	data[14] = 0xf8;
	tap_ok(!esk_full(data, sizeof data), "the new form, two bytes");
	tap_ok(esk_full(data, sizeof data - 1), "and cut");
}

int
main(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		tap_ok(esk_full(rows[i].data, rows[i].len) == rows[i].full,
		    "%s: %s", rows[i].rule, rows[i].full ? "full" : "short");
	test_new_form();
	return tap_done();
}
