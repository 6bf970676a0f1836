#include "formats/reads/map.h"

#include <string.h>

#include "tests/tap/tap.h"

static void
test_patterns(void)
{
	static const struct {
		const char *pattern;
		bool good;
	} rows[] = {
		{ "yyyy-MM-ddTHH:mm:ss", true },
		{ "yyyyMMddHHmmssfff", true },
		{ "M/d/yyyy h:mm:ss tt", true },
		{ "yyyy:MM:dd HH:mm:ss.fffffffffzzz", true },
		{ "", false },
		{ "yyyy-MM-dd", false },
		{ "yy-MM-dd HH:mm:ss", false },
		{ "yyyy-MM-dd HH:mm", false },
		{ "yyyy-MM-dd hh:mm:ss", false },
		{ "yyyy-MM-dd HH:mm:ss tt", false },
		{ "yyyy-MM-dd HH:mm:ss yyyy", false },
		{ "yyyy-MM-dd HH:mm:ss H", false },
		{ "yyyy-MMM-dd HH:mm:ss", false },
		{ "yyyy-MM-dd HH:mm:ss.ffffffffff", false },
		{ "yyyy-MM-dd HH:mm:ss z", false },
		{ "yyyy-MM-dd HH:mm:ss Q", false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		tap_ok(reads_map_time_pattern(rows[i].pattern) == rows[i].good,
		    "\"%s\" is %s pattern", rows[i].pattern,
		    rows[i].good ? "a" : "no");
}

static void
test_times(void)
{
	static const struct {
		const char *pattern;
		const char *zone;
		const char *text;
		const char *more;
		const char *want; /* NULL: none */
	} rows[] = {
		{ "yyyy:MM:dd HH:mm:ss.fff", "Z", "2026:03:01", "09:08:07.250",
		    "2026-03-01T09:08:07.250Z" },
		{ "yyyy-MM-dd HH-mm-ss-fff", "", "2026-03-01 09-08-07-5", NULL,
		    "2026-03-01T09:08:07.5" },
		{ "M/d/yyyy h:mm:ss tt", "-08:00", "3/1/2026 12:08:07 AM", NULL,
		    "2026-03-01T00:08:07-08:00" },
		{ "M/d/yyyy h:mm:ss tt", "-08:00", "12/31/2026 12:08:07 pm",
		    NULL, "2026-12-31T12:08:07-08:00" },
		{ "M/d/yyyy h:mm:ss tt", "", "3/1/2026 0:08:07 AM", NULL,
		    NULL },
		{ "M/d/yyyy h:mm:ss tt", "", "3/1/2026 1:08:07", NULL, NULL },
		{ "yyyy-MM-dd HH:mm:ss zzz", "Z", "2026-03-01 09:08:07 +05:30",
		    NULL, "2026-03-01T09:08:07+05:30" },
		{ "yyyy-MM-dd HH:mm:ss zzz", "Z", "2026-03-01 09:08:07 CET",
		    NULL, NULL },
		{ "yyyy-MM-dd HH:mm:ss", "", "2026-03-01 09:08:07Z", NULL,
		    NULL },
		{ "yyyy-MM-dd HH:mm:ss", "", "2026-03-01 09:08:7", NULL, NULL },
		{ "yyyy-MM-dd HH:mm:ss", "", "", NULL, NULL },
		{ "epoch-ms", "", "0", NULL, "1970-01-01T00:00:00.000Z" },
		{ "epoch-ms", "", "951782399999", NULL,
		    "2000-02-28T23:59:59.999Z" },
		{ "epoch-ms", "", "951782400000", NULL,
		    "2000-02-29T00:00:00.000Z" },
		{ "epoch-ms", "", "253402300799999", NULL,
		    "9999-12-31T23:59:59.999Z" },
		{ "epoch-ms", "", "253402300800000", NULL, NULL },
		{ "epoch-ms", "", "-1", NULL, NULL },
		{ "epoch-ms", "", "1.5e12", NULL, NULL },
		{ "epoch-s", "", "1772366400", NULL, "2026-03-01T12:00:00Z" },
		{ "xsd", "", "2026-03-01T12:00:00", NULL,
		    "2026-03-01T12:00:00" },
		{ "xsd", "+01:00", "2026-03-01T12:00:00", NULL,
		    "2026-03-01T12:00:00+01:00" },
		{ "xsd", "+01:00", "2026-03-01T12:00:00Z", NULL,
		    "2026-03-01T12:00:00Z" },
		{ "xsd", "", "a text that is much too long for a time of xsd",
		    NULL, NULL },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *p = rows[i].pattern;
		struct reads_map m = { .pattern = p,
			.zone = rows[i].zone,
			.clock = strcmp(p, "epoch-ms") == 0 ? READS_MAP_EPOCH_MS
			    : strcmp(p, "epoch-s") == 0	    ? READS_MAP_EPOCH_S
			    : strcmp(p, "xsd") == 0	    ? READS_MAP_XSD
						    : READS_MAP_PATTERN };
		struct reads_text text = { rows[i].text, strlen(rows[i].text) };
		struct reads_text more = { rows[i].more,
			rows[i].more == NULL ? 0 : strlen(rows[i].more) };
		char out[READS_MAP_TIME_BYTES + 1] = "";
		size_t len = 0;
		bool is = reads_map_time(&m, &text, &more, out, &len);

		out[is ? len : 0] = '\0';
		tap_text(is ? out : NULL, rows[i].want, "%s as %s",
		    rows[i].text, p);
	}
}

int
main(void)
{
	test_patterns();
	test_times();
	return tap_done();
}
