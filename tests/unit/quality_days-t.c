#include "formats/quality_inside.h"

#include "tests/tap/tap.h"

/* Hours of camera 0, up to -1, and what is found. */
static void
test_gaps(void)
{
	static const struct {
		const char *name;
		int32_t hours[12];
		long long gaps;
	} rows[] = {
		{ "no hour", { -1 }, 0 },
		{ "one hour", { 5, -1 }, 0 },
		{ "two hours far apart are as apart as all", { 5, 500, -1 },
		    0 },
		{ "ten times the median", { 0, 1, 2, 12, -1 }, 0 },
		{ "more than that", { 0, 1, 2, 13, -1 }, 1 },
		{ "the lower median of two", { 0, 1, 30, -1 }, 1 },
		{ "long distances alone", { 0, 100, 200, 300, 1301, -1 }, 1 },
		{ "of these ten times", { 0, 100, 200, 300, 1300, -1 }, 0 },
		{ "across midnight", { 23, 24, 25, 36, -1 }, 1 },
	};
	const uint32_t place[] = { 0 };
	struct why w = { 0 };

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct quality_days d = { 0 };
		struct quality q = { 0 };

		for (size_t at = 0; rows[i].hours[at] >= 0; at++)
			quality_days_add(&d, 0, rows[i].hours[at], &w);
		quality_days_gaps(&d, place, &q, &w);
		tap_number((long long)q.found[QUALITY_GAP].count, rows[i].gaps,
		    "%s", rows[i].name);
		quality_days_clear(&d);
	}
}

static void
test_many(void)
{
	uint32_t place[10000];
	struct quality_days d = { 0 };
	struct quality q = { 0 };
	struct why w = { 0 };

	/* a national month, its days backwards; camera 1 rests for a day */
	for (uint32_t camera = 0; camera < 10000; camera++) {
		place[camera] = 9999 - camera;
		for (int32_t hour = 31 * 24; hour-- > 0;)
			if (camera != 1 || hour / 24 != 7)
				quality_days_add(&d, camera, 489984 + hour, &w);
	}
	tap_number((long long)d.n, 31 * 10000 - 1,
	    "days are counted, not hours");
	tap_number(d.n <= QUALITY_DAYS_MAX, 1, "of which so many are kept");
	tap_number(quality_days_gaps(&d, place, &q, &w), 0, "gaps are found");
	tap_number((long long)q.found[QUALITY_GAP].count, 1, "the one");
	tap_number(q.gaps[0].camera, 9998, "of its camera");
	tap_number(q.gaps[0].from, 489984 + 7 * 24 - 1, "from");
	tap_number(q.gaps[0].to, 489984 + 8 * 24, "to");
	quality_days_clear(&d);
}

static void
test_ends(void)
{
	const uint32_t place[] = { 0 };
	struct quality_days d = { 0 };
	struct quality q = { 0 };
	struct why w = { 0 };

	for (int i = 0; i < 3; i++) {
		quality_days_add(&d, 0, QUALITY_HOUR_LEAST + i, &w);
		quality_days_add(&d, 0, QUALITY_HOUR_MOST - i, &w);
	}
	quality_days_gaps(&d, place, &q, &w);
	tap_number(q.gaps[0].from, QUALITY_HOUR_LEAST + 2, "the first years");
	tap_number(q.gaps[0].to, QUALITY_HOUR_MOST - 2, "and the last");
	quality_days_clear(&d);
}

int
main(void)
{
	test_gaps();
	test_many();
	test_ends();
	return tap_done();
}
