#include "tool/flow/maps.h"

#include "formats/contents.h"
#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"

#define MAP                                                               \
	"{\"format\":\"sealbag-map/1\",\"name\":\"%s\",\"source\":\"s\"," \
	"\"version\":\"1\",\"verified_by\":\"\",\"form\":\"csv\","        \
	"\"dialect\":{\"separator\":\";\",\"quote\":\"\\\"\","            \
	"\"header\":true},\"time\":{\"pattern\":"                         \
	"\"yyyy-MM-dd HH:mm:ss\",\"zone\":\"Z\"},"                        \
	"\"decimal\":\",\",\"confidence_scale\":100,\"fields\":{"         \
	"\"vrm\":{\"column\":\"Plate\"},\"feed_id\":{\"value\":\"7\"},"   \
	"\"source_id\":{\"value\":\"1\"},\"camera_id\":{\"column\":"      \
	"\"Cam\"},\"capture_time\":{\"column\":\"When\"}}}"

static const char *
map_file(const char *name)
{
	const char *path = scratch_path("%s", name);
	char text[1024];

	(void)snprintf(text, sizeof text, MAP, name);
	scratch_write(path, text, strlen(text));
	return path;
}

static void
test_open(void)
{
	const char *paths[CONTENTS_MAPS_MAX + 1];
	struct why w = { 0 };
	struct maps m;

	tap_ok(maps_open(&m, NULL, 0, &w) == 0 && m.n == 0, "none are none");
	maps_close(&m);
	paths[0] = map_file("one");
	paths[1] = map_file("two");
	tap_ok(maps_open(&m, paths, 2, &w) == 0 && m.n == 2 &&
		strcmp(reads_map_name(m.items[0]), "one") == 0 &&
		strcmp(reads_map_name(m.items[1]), "two") == 0,
	    "two are read, in their order: %s", w.text);
	maps_close(&m);
	tap_ok(m.n == 0 && m.items == NULL, "and are gone");
	paths[1] = scratch_path("broken");
	scratch_write(paths[1], "{}", 2);
	tap_ok(maps_open(&m, paths, 2, &w) == -1 && w.reason == WHY_READ_MAP &&
		strstr(w.text, "broken") != NULL,
	    "one that is none is named: %s", w.text);
	maps_close(&m);
	why_clear(&w);
	paths[1] = scratch_path("absent");
	tap_ok(maps_open(&m, paths, 2, &w) == -1 && w.reason == WHY_SYSTEM &&
		strstr(w.text, "absent") != NULL,
	    "so is one that is not there: %s", w.text);
	maps_close(&m);
	why_clear(&w);
	for (size_t i = 1; i <= CONTENTS_MAPS_MAX; i++)
		paths[i] = paths[0];
	tap_ok(maps_open(&m, paths, CONTENTS_MAPS_MAX + 1, &w) == -1 &&
		w.reason == WHY_USAGE,
	    "there may not be more than contents hold: %s", w.text);
	maps_close(&m);
}

static void
test_format(void)
{
	static const struct {
		const char *format;
		size_t maps;
		const char *says; /* NULL: it can be */
	} rows[] = {
		{ NULL, 0, NULL },
		{ NULL, 3, NULL },
		{ "csv", 0, NULL },
		{ "csv", 1, "takes no --map" },
		{ "mapped", 1, NULL },
		{ "mapped", 0, "needs a --map" },
		{ "CSV", 0, "no read format is called CSV" },
		{ "", 0, "no read format is called" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct why w = { 0 };
		int rc = maps_check_format(rows[i].format, rows[i].maps, &w);

		tap_ok(rows[i].says == NULL
			? rc == 0
			: rc == -1 && w.reason == WHY_USAGE &&
			    strstr(w.text, rows[i].says) != NULL,
		    "format %s with %zu maps: %s",
		    rows[i].format == NULL ? "unsaid" : rows[i].format,
		    rows[i].maps, w.text);
	}
}

int
main(void)
{
	scratch_begin();
	test_open();
	test_format();
	return tap_done();
}
