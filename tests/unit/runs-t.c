#include "formats/runs.h"

#include <stdio.h>
#include <string.h>

#include "tests/tap/tap.h"

static void
write_of(const struct runs *r, char out[128])
{
	struct bytes text = { 0 };
	struct why w = { 0 };

	if (runs_write(r, &text, &w) != 0 || bytes_add(&text, "", 1, &w) != 0)
		(void)snprintf(out, 128, "a fault");
	else
		(void)snprintf(out, 128, "%s", (const char *)text.data);
	bytes_clear(&text);
}

static void
places_become_runs(void)
{
	static const uint32_t places[] = { 0, 1, 2, 5, 7, 8, 1048575 };
	struct runs r = { 0 };
	struct runs again = { 0 };
	struct why w = { 0 };
	char text[128];
	int rc = 0;

	write_of(&r, text);
	tap_text(text, "", "no place is no text");
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
		rc |= runs_add(&r, places[i], &w);
	tap_number(rc, 0, "places that ascend are added");
	write_of(&r, text);
	tap_text(text, "0-2,5,7-8,1048575", "neighbours are one run");
	tap_number((long long)r.count, 7, "and are counted");
	tap_number(runs_parse(&again, text, 1048576, &w), 0, "it is read");
	tap_number((long long)again.count, 7, "with as many places");
	write_of(&again, text);
	tap_text(text, "0-2,5,7-8,1048575", "and written as it was");
	runs_clear(&again);
	tap_number(runs_parse(&again, text, 1048575, &w), -1,
	    "not where there are fewer records");
	tap_number(w.reason, WHY_CERTIFICATE, "with the reason certificate");
	runs_clear(&again);
	runs_clear(&r);
}

static void
places_are_found_in_order(void)
{
	struct runs r = { 0 };
	struct why w = { 0 };
	char found[16] = "";
	size_t at = 0;

	tap_number(runs_parse(&r, "1-2,4,8-9", 10, &w), 0, "runs");
	for (uint32_t place = 0; place < 10; place++)
		found[place] = runs_has(&r, &at, place) ? 'x' : '.';
	tap_text(found, ".xx.x...xx", "each is there or not");
	runs_clear(&r);
}

static void
what_stands_there_is_picked(void)
{
	static const uint8_t all[] = "aabbccddeeffgghhiijj";
	struct bytes out = { 0 };
	struct runs r = { 0 };
	struct why w = { 0 };

	tap_number(runs_pick(&r, all, 2, &out, &w), 0, "of no runs");
	tap_number((long long)out.len, 0, "nothing is picked");
	tap_number(runs_parse(&r, "1-2,4,8-9", 10, &w), 0, "of runs");
	tap_number(runs_pick(&r, all, 2, &out, &w), 0, "each place");
	tap_ok(out.len == 10 && memcmp(out.data, "bbcceeiijj", 10) == 0,
	    "in their order");
	bytes_clear(&out);
	runs_clear(&r);
}

int
main(void)
{
	places_become_runs();
	places_are_found_in_order();
	what_stands_there_is_picked();
	return tap_done();
}
