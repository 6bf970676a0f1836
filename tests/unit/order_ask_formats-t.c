#include "formats/order_ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap/tap.h"

#define NOON "2026-03-01T12:00:00Z"
#define AREA                                                                \
	"{\"ground\":\"x\"}\n{\"target\":\"area\",\"area\":\"51,-1,52,0\"," \
	"\"from\":\"2026-03-01T00:00:00Z\","                                \
	"\"to\":\"2026-03-02T00:00:00Z\"}\n"

#define KEYS                                                   \
	"\"vrm\":\"Z\",\"feed_id\":\"1\",\"source_id\":\"1\"," \
	"\"camera_id\":\"1\",\"capture_time\":\"" NOON "\""
#define PLATE                                          \
	"\"best_plate_number\":\"Z\",\"camera_id\":1," \
	"\"epoch_start\":1772366400000"
#define FLOW(MORE)                                                       \
	"{\"observedBy\":\"1\",\"dateObserved\":\"" NOON "\","           \
	"\"observedVehicle\":{\"licensePlate\":{\"identifier\":\"Z\"}}," \
	"\"location\":{" MORE "}}\n"
#define EVENT(MORE)                                                  \
	"<EventNotificationAlert><ipAddress>1</ipAddress>"           \
	"<channelID>1</channelID><dateTime>" NOON "</dateTime>" MORE \
	"<ANPR><licensePlate>Z</licensePlate></ANPR>"                \
	"</EventNotificationAlert>\n"
static const uint8_t here[SEAL_ID_BYTES];

/* Rows in turn: in the area (y), not (n), of no known place (?). */
static const struct {
	const char *format;
	const char *map; /* of the samples; NULL: none */
	const char *text;
	const char *want;
} files[] = {
	{ "ndjson", NULL,
	    "{" KEYS ",\"latitude\":51.5,\"longitude\":-0.5}\n"
	    "{" KEYS ",\"latitude\":\"51.5\",\"longitude\":\"-5e-1\"}\n"
	    "{" KEYS ",\"latitude\":50.5,\"longitude\":-0.5}\n"
	    "{" KEYS ",\"latitude\":null,\"longitude\":-0.5}\n"
	    "{" KEYS "}\n",
	    "y?n??" },
	{ "json", NULL,
	    "[{" KEYS ",\"latitude\":52,\"longitude\":0},\n"
	    "{" KEYS ",\"latitude\":52.1,\"longitude\":0},\n"
	    "{" KEYS "}]\n",
	    "yn?" },
	{ "openalpr", NULL,
	    "{" PLATE ",\"gps_latitude\":51.5,\"gps_longitude\":-0.5}\n"
	    "{" PLATE ",\"gps_latitude\":-0.5,\"gps_longitude\":51.5}\n"
	    "{" PLATE "}\n",
	    "yn?" },
	{ "anprflow", NULL,
	    FLOW("\"coordinates\":[-0.5,51.5]")
		FLOW("\"coordinates\":[51.5,-0.5]") FLOW("\"type\":\"Point\""),
	    "yn?" },
	{ "compact", NULL,
	    "s|u|Z|1|1|1|" NOON "|51.5|-0.5\n"
	    "s|u|Z|1|1|1|" NOON "|51.5|0.5|||||97|1\n"
	    "s|u|Z|1|1|1|" NOON "\n",
	    "yn?" },
	{ "mapped", "samples/maps/eff-oakland.json",
	    "plate,timestamp,location\n"
	    "Z,03/01/2026 12:00:00 PM,\"(51.5, -0.5)\"\n"
	    "Z,03/01/2026 12:00:00 PM,\"(-0.5, 51.5)\"\n"
	    "Z,03/01/2026 12:00:00 PM,\n",
	    "yn?" },
	{ "mapped", "samples/maps/genetec-autovu.json",
	    "Guid,Plate,SourceName,CameraName,UTCDate,UTCTime,LatitudeY,"
	    "LongitudeX,ConfidenceScore,State,PlateImage,ContextImage\n"
	    "1,Z,1,1,2026:03:01,12:00:00.000,51.5,-0.5,,,,\n"
	    "2,Z,1,1,2026:03:01,12:00:00.000,52.5,-0.5,,,,\n"
	    "3,Z,1,1,2026:03:01,12:00:00.000,,,,,,\n",
	    "yn?" },
	{ "hikvision", NULL, EVENT("") EVENT("<latitude>51.5</latitude>"),
	    "??" },
};

static struct reads_map *
load(const char *map)
{
	struct reads_map *m = NULL;
	struct bytes text = { 0 };
	struct why w = { 0 };
	char part[4096];
	FILE *from = fopen(map, "rb");
	size_t n = from == NULL ? 0 : fread(part, 1, sizeof part, from);

	if (from == NULL || bytes_add(&text, part, n, &w) != 0 ||
	    reads_map_parse(&m, text.data, text.len, &w) != 0)
		tap_ok(false, "%s is a map: %s", map, w.text);
	if (from != NULL)
		(void)fclose(from);
	bytes_clear(&text);
	return m;
}

static void
look(size_t i, const struct order_match *m, const struct reads_map *map)
{
	struct reads_cut how = { .last = true, .check = true };
	const char *text = files[i].text;
	struct records cut = { 0 };
	struct reads r;
	struct why w = { 0 };
	char got[16] = "";
	size_t used;
	size_t n = 0;

	if (reads_begin_mapped(&r, files[i].format, "Z", map, &w) != 0 ||
	    reads_cut(&r, &how, (const uint8_t *)text, strlen(text), &cut,
		&used, &w) != 0)
		tap_note("%s", w.text);
	for (size_t at = r.headed; at < cut.n; at++) {
		uint64_t unread = 0;
		uint32_t order;
		const struct order_match_ask ask = { m, here, &r, NULL,
			&unread };

		if (!reads_is_row(&r, &cut.items[at]))
			continue;
		order_match_rows(&ask, &cut.items[at], 1, &order);
		got[n++] = order == 0 ? 'y' : unread > 0 ? '?' : 'n';
	}
	tap_text(got, files[i].want, "an area in %s %s", files[i].format,
	    files[i].map == NULL ? "" : files[i].map);
	records_clear(&cut);
}

int
main(void)
{
	struct order_match m = { 0 };
	struct why w = { 0 };

	if (order_match_add(&m, AREA, sizeof AREA - 1, 0, &w) != 0)
		abort();
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		struct reads_map *map =
		    files[i].map == NULL ? NULL : load(files[i].map);

		look(i, &m, map);
		reads_map_free(map);
	}
	order_match_clear(&m);
	return tap_done();
}
