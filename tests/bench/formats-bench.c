/*
 * Rows a second, on one core, in memory, for each read format: cut with all
 * checks, and the natural key of each row. Usage: formats-bench [ROWS]
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "formats/bytes.h"
#include "formats/reads.h"

#define ROUNDS 5

static const char map_text[] =
    "{\"format\":\"sealbag-map/1\",\"name\":\"m\",\"source\":\"s\","
    "\"version\":\"1\",\"verified_by\":\"\",\"form\":\"csv\","
    "\"dialect\":{\"separator\":\";\",\"quote\":\"\\\"\",\"header\":true},"
    "\"time\":{\"pattern\":\"yyyy:MM:dd HH:mm:ss.fff\",\"zone\":\"Z\"},"
    "\"decimal\":\",\",\"confidence_scale\":100,\"fields\":{"
    "\"vrm\":{\"column\":\"Plate\"},\"feed_id\":{\"value\":\"7\"},"
    "\"source_id\":{\"column\":\"Src\"},\"camera_id\":{\"column\":\"Cam\"},"
    "\"capture_time\":{\"column\":\"D\",\"and_column\":\"T\"}}}";

static const struct {
	const char *format;
	const char *front;
	const char *row; /* takes a plate, a camera and a second, twice */
	const char *end;
} rows[] = {
	{ "csv", "vrm,feed_id,source_id,camera_id,capture_time,latitude\n",
	    "ZZ%05u,12,7,%u,2026-03-01T12:00:%02u.250Z,51.5%06u\n", "" },
	{ "mapped", "Plate;Src;Cam;D;T;Lat\n",
	    "ZZ%05u;7;%u;2026:03:01;12:00:%02u.250;51,5%06u\n", "" },
	{ "compact", "",
	    "sig|user|ZZ%05u|12|7|%u|2026-03-01T12:00:%02u.250Z|51.5%06u|-0.1"
	    "|||||99|true\n",
	    "" },
	{ "ndjson", "",
	    "{\"vrm\":\"ZZ%05u\",\"feed_id\":12,\"source_id\":7,"
	    "\"camera_id\":%u,\"capture_time\":\"2026-03-01T12:00:%02u.250Z\","
	    "\"latitude\":\"51.5%06u\",\"make\":\"Example\"}\n",
	    "" },
	{ "json", "[\n",
	    "{\"vrm\":\"ZZ%05u\",\"feed_id\":12,\"source_id\":7,"
	    "\"camera_id\":%u,\"capture_time\":\"2026-03-01T12:00:%02u.250Z\","
	    "\"latitude\":\"51.5%06u\",\"make\":\"Example\"},\n",
	    "{\"vrm\":\"Z\",\"feed_id\":1,\"source_id\":7,\"camera_id\":1,"
	    "\"capture_time\":\"2026-03-01T12:00:00Z\"}]\n" },
	{ "openalpr", "",
	    "{\"data_type\":\"alpr_group\",\"best_plate_number\":\"ZZ%05u\","
	    "\"camera_id\":%u,\"epoch_start\":17723664%02u250,"
	    "\"best_confidence\":97.5%06u,\"candidates\":[{\"plate\":\"A\","
	    "\"confidence\":90.1}],\"best_region\":\"eu-gb\"}\n",
	    "" },
	{ "anprflow", "",
	    "{\"type\":\"AnprFlowObserved\",\"observedVehicle\":{"
	    "\"licensePlate\":{\"identifier\":\"ZZ%05u\"}},"
	    "\"observedBy\":\"%u\",\"dateObserved\":"
	    "\"2026-03-01T12:00:%02u.250Z\",\"laneId\":\"%06u\"}\n",
	    "" },
	{ "hikvision", "<list>\n",
	    "<EventNotificationAlert version=\"2.0\"><ipAddress>192.0.2.7"
	    "</ipAddress><ANPR><licensePlate>ZZ%05u</licensePlate></ANPR>"
	    "<channelID>%u</channelID><dateTime>2026-03-01T12:00:%02u.250Z"
	    "</dateTime><UUID>%06u</UUID></EventNotificationAlert>\n",
	    "</list>\n" },
};

/* Time of this process alone, so that neighbours disturb less. */
static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
give_up(const struct why *w)
{
	fprintf(stderr, "%s: %s\n", why_name(w->reason), w->text);
	exit(1);
}

static void
make(struct bytes *out, size_t which, uint64_t n)
{
	struct why w = { 0 };

	if (bytes_printf(out, &w, "%s", rows[which].front) != 0)
		give_up(&w);
	for (uint64_t i = 0; i < n; i++) {
		uint64_t x = (i + 1) * UINT64_C(0x9e3779b97f4a7c15) >> 20;
		char row[512];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		(void)snprintf(row, sizeof row, rows[which].row,
		    (unsigned)(x % 100000), (unsigned)(x % 900),
		    (unsigned)(i % 60), (unsigned)(x % 1000000));
#pragma GCC diagnostic pop
		if (bytes_printf(out, &w, "%s", row) != 0)
			give_up(&w);
	}
	if (bytes_printf(out, &w, "%s", rows[which].end) != 0)
		give_up(&w);
}

static void
bench(size_t which, uint64_t n, const struct reads_map *map)
{
	const char *format = rows[which].format;
	struct bytes file = { 0 };
	struct records out = { 0 };
	struct why w = { 0 };
	double cut = 1e9;
	double key = 1e9;
	uint64_t keys = 0;

	make(&file, which, n);
	for (int i = 0; i < ROUNDS; i++) {
		struct reads_cut how = { .last = true, .check = true };
		struct reads r;
		size_t used;
		double start = now();

		out.n = 0;
		if (reads_begin_mapped(&r, format, "",
			reads_needs_map(format) ? map : NULL, &w) != 0 ||
		    reads_cut(&r, &how, file.data, file.len, &out, &used, &w) !=
			0)
			give_up(&w);
		if (now() - start < cut)
			cut = now() - start;
		start = now();
		keys = 0;
		for (size_t at = r.headed; at < out.n; at++) {
			struct reads_row row;
			struct reads_key one;

			keys += reads_fields(&r, out.items[at].bytes,
				    out.items[at].len, &row, &w) == 0 &&
			    reads_key(&r, &row, &one);
		}
		if (now() - start < key)
			key = now() - start;
	}
	printf("%-10s %4zu bytes a row  cut, checked %5.2f M rows/s %6.0f "
	       "MB/s  natural key %5.2f M rows/s\n",
	    format, (size_t)(file.len / n), (double)keys / cut / 1e6,
	    (double)file.len / cut / 1e6, (double)keys / key / 1e6);
	bytes_clear(&file);
	records_clear(&out);
}

int
main(int argc, char **argv)
{
	uint64_t n = 200000;
	struct reads_map *map;
	struct why w = { 0 };

	if (argc > 2 || (argc == 2 && !bytes_decimal(argv[1], 100000000, &n)) ||
	    n == 0)
		return 2;
	if (reads_map_parse(&map, map_text, sizeof map_text - 1, &w) != 0)
		give_up(&w);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		bench(i, n, map);
	reads_map_free(map);
	return 0;
}
