#include "formats/bytes.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap/tap.h"

static void
test_growing(void)
{
	struct bytes b = { 0 };
	struct why w = { 0 };
	size_t wrong = 0;

	tap_number(bytes_add(&b, NULL, 0, &w), 0, "nothing can be added");
	for (int i = 0; i < 10000; i++) {
		uint8_t pair[2] = { (uint8_t)i, (uint8_t)(i >> 8) };

		wrong += bytes_add(&b, pair, sizeof pair, &w) != 0;
	}
	tap_number((long long)b.len, 20000, "what is added counts");
	for (int i = 0; i < 10000; i++)
		wrong += b.data[2 * i] != (uint8_t)i ||
		    b.data[2 * i + 1] != (uint8_t)(i >> 8);
	tap_number((long long)wrong, 0, "and is there");
	tap_ok(b.cap < 2 * 2 * b.len, "not much more is taken than needed");
	tap_number(bytes_reserve(&b, 100000, &w), 0, "room can be made");
	tap_ok(b.cap - b.len >= 100000 && b.len == 20000,
	    "room is behind what is there");
	bytes_clear(&b);
	tap_ok(b.data == NULL && b.len == 0 && b.cap == 0,
	    "a cleared buffer is empty");
	bytes_clear(&b);
	bytes_wipe(&b);
	tap_number(bytes_reserve(&b, 0, &w), 0, "no room can be asked for");
	tap_ok(b.data != NULL, "and gives a place");
	bytes_wipe(&b);
	tap_ok(b.data == NULL && b.len == 0, "a wiped buffer is empty");
}

static void
test_too_much(void)
{
	struct bytes b = { 0 };
	struct why w = { 0 };
	uint8_t *data;

	bytes_add(&b, "abc", 3, &w);
	data = b.data;
	tap_number(bytes_reserve(&b, SIZE_MAX, &w), -1,
	    "more than there can be is refused");
	tap_number(w.reason, WHY_MEMORY, "as a lack of memory");
	tap_number(bytes_reserve(&b, SIZE_MAX / 2 - 2, &w), -1,
	    "and so is a little less");
	tap_ok(b.data == data && b.len == 3, "the buffer is as before");
	bytes_clear(&b);
}

static void
test_printf(void)
{
	struct bytes b = { 0 };
	struct why w = { 0 };
	char text[1000];

	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	bytes_printf(&b, &w, "%s=%d", "a", 7);
	bytes_printf(&b, &w, ";");
	tap_number((long long)b.len, 4, "text has no NUL");
	tap_bytes(b.data, "a=7;", 4, "text is formatted");
	bytes_printf(&b, &w, "%s", text);
	tap_ok(b.len == 1003 && memcmp(b.data + 4, text, 999) == 0,
	    "long text fits");
	bytes_clear(&b);
}

static void
test_hex(void)
{
	static const char *const bad[] = { "", "0", "012", "0123f", "01234",
		"012g", "01 2", "012G", "0A12", "0x12", "+112", "012\xc3" };
	uint8_t all[256], back[256];
	char hex[513];
	size_t accepted = 0;

	for (int i = 0; i < 256; i++)
		all[i] = (uint8_t)i;
	bytes_to_hex(hex, all, sizeof all);
	tap_ok(strncmp(hex, "000102", 6) == 0 && strlen(hex) == 512 &&
		strcmp(hex + 506, "fdfeff") == 0,
	    "hex is lower-case and ends");
	tap_ok(bytes_from_hex(back, 256, hex) &&
		memcmp(all, back, sizeof all) == 0,
	    "hex is read back");
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		accepted += bytes_from_hex(back, 2, bad[i]);
	tap_number((long long)accepted, 0,
	    "hex of another length or with other characters is refused");
	tap_ok(bytes_from_hex(back, 0, "") && !bytes_from_hex(back, 0, "0"),
	    "no bytes are no digits");
}

static void
test_numbers(void)
{
	uint8_t out[8];

	bytes_put_u32(out, 0x89abcdef);
	tap_bytes(out, "\xef\xcd\xab\x89", 4, "32 bits are little-endian");
	tap_ok(bytes_get_u32(out) == 0x89abcdef, "and read back");
	bytes_put_u64(out, UINT64_C(0x8123456789abcdef));
	tap_bytes(out, "\xef\xcd\xab\x89\x67\x45\x23\x81", 8,
	    "64 bits are little-endian");
	tap_ok(bytes_get_u64(out) == UINT64_C(0x8123456789abcdef),
	    "and read back");
}

static void
test_decimal(void)
{
	static const struct {
		const char *text;
		uint64_t max;
		bool good;
		uint64_t value;
	} rows[] = {
		{ "0", 0, true, 0 },
		{ "0", UINT64_MAX, true, 0 },
		{ "7", 7, true, 7 },
		{ "8", 7, false, 0 },
		{ "10", 9, false, 0 },
		{ "1234567890", UINT64_MAX, true, 1234567890 },
		{ "18446744073709551615", UINT64_MAX, true, UINT64_MAX },
		{ "18446744073709551616", UINT64_MAX, false, 0 },
		{ "184467440737095516150", UINT64_MAX, false, 0 },
		{ "99999999999999999999999", UINT64_MAX, false, 0 },
		{ "", UINT64_MAX, false, 0 },
		{ "00", UINT64_MAX, false, 0 },
		{ "01", UINT64_MAX, false, 0 },
		{ "-1", UINT64_MAX, false, 0 },
		{ "+1", UINT64_MAX, false, 0 },
		{ " 1", UINT64_MAX, false, 0 },
		{ "1 ", UINT64_MAX, false, 0 },
		{ "1\n", UINT64_MAX, false, 0 },
		{ "1.0", UINT64_MAX, false, 0 },
		{ "1e3", UINT64_MAX, false, 0 },
		{ "0x10", UINT64_MAX, false, 0 },
		{ "1\xff", UINT64_MAX, false, 0 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		uint64_t value = 0;
		bool good = bytes_decimal(rows[i].text, rows[i].max, &value);

		tap_ok(good == rows[i].good && value == rows[i].value,
		    "row %zu is %s", i,
		    rows[i].good ? "a number" : "no number up to the limit");
	}
}

static void
test_random(void)
{
	static uint8_t a[100000];
	struct why w = { 0 };
	size_t count[256] = { 0 };
	bool even = true;

	tap_number(bytes_random(a, sizeof a, &w), 0, "random bytes come");
	for (size_t i = 0; i < sizeof a; i++)
		count[a[i]]++;
	/* 390 expected; 200 away is ten standard deviations. */
	for (int i = 0; i < 256; i++)
		even = even && count[i] > 190 && count[i] < 590;
	tap_ok(even, "each value as often as the others");
	tap_number(bytes_random(a, 0, &w), 0, "none can be asked for");
}

int
main(void)
{
	test_growing();
	test_too_much();
	test_printf();
	test_hex();
	test_numbers();
	test_decimal();
	test_random();
	return tap_done();
}
