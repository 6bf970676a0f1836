/** Numbers and hex: eight bytes of a limit, then the text. */

#include "formats/bytes.h"

#include "tests/fuzz/fuzz.h"

__extension__ typedef unsigned __int128 wide;

/* The same as bytes_decimal, said in another way. */
static bool
expect(const char *text, uint64_t max, uint64_t *out)
{
	size_t len = strlen(text);
	wide value = 0;

	if (len == 0 || len > 20 || strspn(text, "0123456789") != len)
		return false;
	for (size_t i = 0; i < len; i++)
		value = value * 10 + (unsigned)(text[i] - '0');
	if (value > max || (len > 1 && text[0] == '0'))
		return false;
	*out = (uint64_t)value;
	return true;
}

static void
check_hex(const struct bytes *text)
{
	size_t len = text->len / 2;
	uint8_t *raw = malloc(len + 1);
	char *hex = malloc(2 * len + 1);
	bool good;

	fuzz_must(raw != NULL && hex != NULL, "there is memory");
	good = bytes_from_hex(raw, len, (const char *)text->data);
	fuzz_must(good ==
		(text->len % 2 == 0 &&
		    strspn((const char *)text->data, "0123456789abcdef") ==
			text->len),
	    "hex is lower-case digits, two a byte");
	if (good) {
		bytes_to_hex(hex, raw, len);
		fuzz_must(memcmp(hex, text->data, text->len + 1) == 0,
		    "hex has one form");
	}
	free(raw);
	free(hex);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t got = 1;
	uint64_t want = 1;
	uint64_t max;
	struct bytes text;
	bool good;

	if (size < 8)
		return 0;
	max = bytes_get_u64(data);
	data += 8;
	size -= 8;
	text = fuzz_until(0, &data, &size);
	good = bytes_decimal((const char *)text.data, max, &got);
	fuzz_must(good == expect((const char *)text.data, max, &want) &&
		got == want,
	    "a number is what its digits say");
	check_hex(&text);
	bytes_clear(&text);
	return 0;
}
