/** Times without a zone around the changes of the clock, in each format and
 *  with each zone that is declared: a zone is a difference to UTC, so the hour
 *  that comes twice is two hours, and one that never was is read as written.
 *  Source: reads.txt, 4.3; record.txt, 4.2. */

#include <time.h>

#include "tests/unit/formats.h"

/* The last Sundays of March and October 2026, in the United Kingdom: at 01:00
 * UTC; and the changes of Los Angeles and Lord Howe. */
static const struct {
	int64_t utc_s;
	const char *change;
} changes[] = {
	{ 1774746000, "2026-03-29 in London" },
	{ 1792890000, "2026-10-25 in London" },
	{ 1772964000, "2026-03-08 in Los Angeles" },
	{ 1793523600, "2026-11-01 in Los Angeles" },
	{ 1775314800, "2026-04-05 in Lord Howe" },
};

/* Declared, and its seconds. */
static const struct {
	const char *zone;
	int zone_s;
} zones[] = {
	{ "Z", 0 },
	{ "+00:00", 0 },
	{ "+01:00", 3600 },
	{ "+02:00", 7200 },
	{ "-07:00", -25200 },
	{ "-08:00", -28800 },
	{ "+10:30", 37800 },
	{ "+11:00", 39600 },
	{ "+14:00", 50400 },
	{ "-14:00", -50400 },
};

/* Around each change, in seconds. */
static const int around[] = { -7200, -3600, -1800, -1, 0, 1, 1800, 3599, 3600,
	7200 };

#define COUNT(OF) (sizeof(OF) / sizeof *(OF))

static const char map_text[] =
    "{\"format\":\"sealbag-map/1\",\"name\":\"m\",\"source\":\"s\","
    "\"version\":\"1\",\"verified_by\":\"\",\"form\":\"csv\","
    "\"dialect\":{\"separator\":\";\",\"quote\":\"\",\"header\":false,"
    "\"columns\":3},"
    "\"time\":{\"pattern\":\"dd.MM.yyyy HH:mm:ss\",\"zone\":\"%s\"},"
    "\"decimal\":\".\",\"confidence_scale\":100,\"fields\":{"
    "\"vrm\":{\"number\":1},\"feed_id\":{\"value\":\"1\"},"
    "\"source_id\":{\"value\":\"2\"},\"camera_id\":{\"value\":\"3\"},"
    "\"capture_time\":{\"number\":2,\"and_number\":3}}}";

/* Files of one read; %s is its time. */
static const struct form {
	const char *format;
	const char *pattern; /* of strftime */
	const char *front;
	const char *back;
} forms[] = {
	{ "csv", "%FT%T",
	    "vrm,feed_id,source_id,camera_id,capture_time\nZ,1,2,3,", "\n" },
	{ "mapped", "%d.%m.%Y;%T", "Z;", "\r\n" },
	{ "compact", "%FT%T", "||Z|1|2|3|", "" },
	{ "ndjson", "%FT%T",
	    "{\"vrm\":\"Z\",\"feed_id\":1,\"source_id\":2,\"camera_id\":3,"
	    "\"capture_time\":\"",
	    "\"}\n" },
	{ "json", "%FT%T",
	    "[{\"vrm\":\"Z\",\"feed_id\":1,\"source_id\":2,\"camera_id\":3,"
	    "\"capture_time\":\"",
	    "\"}]" },
	{ "anprflow", "%FT%T",
	    "{\"observedVehicle\":{\"licensePlate\":{\"identifier\":\"Z\"}},"
	    "\"observedBy\":3,\"dateObserved\":\"",
	    "\"}" },
	{ "hikvision", "%FT%T",
	    "<EventNotificationAlert><ipAddress>1</ipAddress><channelID>3"
	    "</channelID><ANPR><licensePlate>Z</licensePlate></ANPR><dateTime>",
	    "</dateTime></EventNotificationAlert>" },
};

/* What comes of a read at a time as a clock shows it; behind: a zone in the
 * read. */
static void
tell(const struct form *form, const struct reads_map *map, int64_t clock_s,
    const char *behind, const char *zone, char *to)
{
	char when[64];
	char file[512];
	time_t at = (time_t)clock_s;
	struct tm tm;
	struct formats_file f = { .format = form->format,
		.map = reads_needs_map(form->format) ? map : NULL,
		.zone = zone,
		.data = (const uint8_t *)file };

	gmtime_r(&at, &tm);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	if (strftime(when, sizeof when, form->pattern, &tm) == 0)
		abort();
#pragma GCC diagnostic pop
	f.len = (size_t)snprintf(file, sizeof file, "%s%s%s%s", form->front,
	    when, behind, form->back);
	formats_tell(&f, 1 << 30, to);
}

/* The moment that was read; INT64_MIN: none. */
static int64_t
moment(const char *told)
{
	const char *at = strchr(told, '@');

	return at == NULL ? INT64_MIN : strtoll(at + 1, NULL, 10);
}

static void
test_declared(const struct form *form, const struct reads_map *map, size_t z)
{
	char told[FORMATS_TOLD];
	unsigned wrong = 0;

	for (size_t i = 0; i < COUNT(changes); i++) {
		for (size_t k = 0; k < COUNT(around); k++) {
			int64_t utc_s = changes[i].utc_s + around[k];

			tell(form, map, utc_s + zones[z].zone_s, "",
			    zones[z].zone, told);
			if (moment(told) == utc_s * 1000)
				continue;
			wrong++;
			tap_note("%s, %d s: %s", changes[i].change, around[k],
			    told);
		}
	}
	tap_number(wrong, 0, "%s: clocks declared as %s", form->format,
	    zones[z].zone);
}

/* 01:30 on the clock comes twice in October, and never in March. */
static void
test_twice(const struct form *form, const struct reads_map *map)
{
	const int64_t half_past = changes[1].utc_s + 1800;
	char summer[FORMATS_TOLD];
	char winter[FORMATS_TOLD];

	tell(form, map, half_past, "", "+01:00", summer);
	tell(form, map, half_past, "", "Z", winter);
	tap_number(moment(winter) - moment(summer), 3600000,
	    "%s: the hour that comes twice is two", form->format);
	tell(form, map, changes[0].utc_s + 1800, "", "+01:00", summer);
	tap_number(moment(summer), (changes[0].utc_s - 1800) * 1000,
	    "%s: an hour that never was is what is written", form->format);
}

static void
test_undeclared(const struct form *form, const struct reads_map *map)
{
	char told[FORMATS_TOLD];

	for (size_t i = 0; i < COUNT(changes); i++) {
		tell(form, map, changes[i].utc_s, "", "", told);
		tap_ok(strncmp(told, "time line ", 10) == 0 &&
			strstr(told, "has no zone, and none was declared") !=
			    NULL,
		    "%s: %s, nothing declared, is refused", form->format,
		    changes[i].change);
	}
}

/* A zone in the read counts more than one that is declared. */
static void
test_own(const struct form *form)
{
	char told[FORMATS_TOLD];

	if (strcmp(form->format, "mapped") == 0)
		return;
	tell(form, NULL, changes[1].utc_s + 1800, "+01:00", "-08:00", told);
	tap_number(moment(told), (changes[1].utc_s - 1800) * 1000,
	    "%s: the zone of a read counts", form->format);
}

/* One in a map as well. */
static void
test_map(const struct form *form)
{
	char text[sizeof map_text + 8];
	char told[FORMATS_TOLD];
	struct reads_map *map;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	(void)snprintf(text, sizeof text, map_text, "+01:00");
#pragma GCC diagnostic pop
	map = formats_map(text);
	tell(form, map, changes[1].utc_s + 1800, "", "-08:00", told);
	tap_number(moment(told), (changes[1].utc_s - 1800) * 1000,
	    "the zone of a map counts");
	tell(form, map, changes[1].utc_s + 1800, "", "", told);
	tap_number(moment(told), (changes[1].utc_s - 1800) * 1000,
	    "also where none is declared");
	reads_map_free(map);
}

/* Milliseconds of UTC are no clock's. */
static void
test_epoch(void)
{
	for (size_t z = 0; z < COUNT(zones); z++) {
		char file[256];
		char told[FORMATS_TOLD];
		struct formats_file f = { .format = "openalpr",
			.zone = zones[z].zone,
			.data = (const uint8_t *)file };

		f.len = (size_t)snprintf(file, sizeof file,
		    "{\"best_plate_number\":\"Z\",\"camera_id\":3,"
		    "\"epoch_start\":%" PRId64 "}",
		    changes[1].utc_s * 1000);
		formats_tell(&f, 1 << 30, told);
		tap_number(moment(told), changes[1].utc_s * 1000,
		    "openalpr: %s is not added", zones[z].zone);
	}
}

int
main(void)
{
	char text[sizeof map_text];
	struct reads_map *map;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	(void)snprintf(text, sizeof text, map_text, "");
#pragma GCC diagnostic pop
	map = formats_map(text);
	for (size_t i = 0; i < COUNT(forms); i++) {
		for (size_t z = 0; z < COUNT(zones); z++)
			test_declared(&forms[i], map, z);
		test_twice(&forms[i], map);
		test_undeclared(&forms[i], map);
		test_own(&forms[i]);
	}
	test_map(&forms[1]);
	test_epoch();
	reads_map_free(map);
	return tap_done();
}
