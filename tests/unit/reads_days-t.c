#include "formats/reads_days.h"

#include "tests/tap/tap.h"

#define DAY READS_DAYS_MS

static void
each_day_has_its_count(void)
{
	struct reads_days d;
	struct why w = { 0 };

	if (!tap_ok(reads_days_open(&d, &w) == 0, "a count of days"))
		return;
	reads_days_add(&d, 0);
	reads_days_add(&d, DAY - 1);
	reads_days_add(&d, DAY);
	reads_days_add(&d, 0);
	tap_number((long long)d.count[0], 3, "the first day to its last ms");
	tap_number((long long)d.count[1], 1, "the next from its first");
	reads_days_add(&d, -1);
	reads_days_add(&d, INT64_MIN);
	tap_number((long long)d.count[0], 5, "what is before 1970 is in it");
	reads_days_add(&d, (READS_DAYS - 1) * DAY);
	reads_days_add(&d, READS_DAYS * DAY);
	reads_days_add(&d, INT64_MAX);
	tap_number((long long)d.count[READS_DAYS - 1], 3,
	    "and the last day holds all that is later");
	reads_days_add(&d, READS_DAYS * DAY + 5);
	reads_days_add(&d, 5 * DAY);
	tap_number((long long)d.count[5], 1, "also after such a one");
	reads_days_drop(&d, 5 * DAY);
	reads_days_drop(&d, 7 * DAY + 1);
	reads_days_drop(&d, 7 * DAY + 2);
	tap_number((long long)d.count[5], 0, "one goes");
	tap_number((long long)(int64_t)d.count[7], -2,
	    "where none was counted, it is a difference");
	reads_days_close(&d);
	tap_ok(d.count == NULL, "closed");
	reads_days_close(&d);
}

int
main(void)
{
	each_day_has_its_count();
	return tap_done();
}
