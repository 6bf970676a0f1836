/** Zones. Source: record.txt, 4.2. */

#include "formats/reads.h"
#include "tests/fuzz/fuzz.h"

/* Write it again: there is one way for each, but for "Z" and "-00:00". */
static bool
is_form(int zone_s, const char *text, size_t len)
{
	unsigned minutes = (unsigned)abs(zone_s) / 60;
	char form[8];

	if (zone_s == 0 && fuzz_same(text, len, "Z", 1))
		return true;
	if (zone_s == 0 && fuzz_same(text, len, "-00:00", 6))
		return true;
	(void)snprintf(form, sizeof form, "%c%02u:%02u", zone_s < 0 ? '-' : '+',
	    minutes / 60 % 100, minutes % 60);
	return fuzz_same(text, len, form, 6);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum why_reason refusals[] = { WHY_USAGE, WHY_NONE };
	const char *text = (const char *)data;
	struct bytes word = fuzz_until(0, &data, &size);
	struct reads r;
	struct why w = { 0 };
	int zone_s = 1;
	bool good = reads_zone(text, word.len, &zone_s);

	if (good) {
		fuzz_must(abs(zone_s) <= 14 * 3600 && zone_s % 60 == 0,
		    "a zone is at most 14 hours, in minutes");
		fuzz_must(is_form(zone_s, text, word.len),
		    "a zone has one form");
	} else {
		fuzz_must(zone_s == 1, "what is no zone sets nothing");
	}
	fuzz_must(
	    fuzz_passed(reads_begin(&r, "csv", (const char *)word.data, &w), &w,
		refusals) == (good || word.len == 0),
	    "a file is declared in a zone, or in none");
	bytes_clear(&word);
	return 0;
}
