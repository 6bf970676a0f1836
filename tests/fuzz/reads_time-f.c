/**
 * Capture times: a byte that says whether a zone was declared, then the text.
 * Held against the other parser of times. Source: record.txt, 4.2.
 */

#include "formats/reads.h"
#include "formats/text.h"
#include "tests/fuzz/fuzz.h"

#define CLOCK_BYTES 19
#define DECLARED_S  (-5400)

/* The part before fraction and zone, in seconds. */
static bool
clock_time(const char *text, bool *midnight, int64_t *out_s)
{
	char utc[CLOCK_BYTES + 2];

	memcpy(utc, text, CLOCK_BYTES);
	memcpy(utc + CLOCK_BYTES, "Z", 2);
	*midnight = memcmp(utc + 11, "24:00:00", 8) == 0;
	if (*midnight)
		memcpy(utc + 11, "00:00:00", 8);
	if (memcmp(utc, "0000", 4) == 0 || !text_time_parse(utc, out_s))
		return false;
	*out_s += *midnight ? 86400 : 0;
	return true;
}

/* The same as reads_time, said in another way. */
static bool
expect(const char *text, size_t len, bool zoned, int64_t *out_ms)
{
	int zone_s = DECLARED_S;
	int64_t time_s;
	int ms = 0;
	bool midnight;
	size_t at = CLOCK_BYTES;

	if (len < CLOCK_BYTES || !clock_time(text, &midnight, &time_s))
		return false;
	if (at < len && text[at] == '.') {
		size_t digits = 0;

		while (++at < len && text[at] >= '0' && text[at] <= '9') {
			digits++;
			if (digits <= 3)
				ms = ms * 10 + text[at] - '0';
		}
		if (digits == 0 || midnight)
			return false;
		for (; digits < 3; digits++)
			ms *= 10;
	}
	if (at == len && !zoned)
		return false;
	if (at < len && !reads_zone(text + at, len - at, &zone_s))
		return false;
	*out_ms = (time_s - zone_s) * 1000 + ms;
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool zoned = size > 0 && data[0] % 2 == 1;
	const char *text = (const char *)data + (size > 0);
	size_t len = size - (size > 0);
	int64_t got = 1;
	int64_t want = 1;
	bool good = reads_time(text, len, zoned, DECLARED_S, &got);

	fuzz_must(good == expect(text, len, zoned, &want) && got == want,
	    "a time is what the form says");
	return 0;
}
