#include "formats/reads/map.h"

#include "tests/unit/formats.h"

/* What becomes of one row of a CSV by a map: all fields, joined by bars. */
static void
tell(const char *map, const char *file, char *to)
{
	struct reads_map *m = formats_map(map);
	struct formats_file f = { "mapped", m, "", (const uint8_t *)file,
		strlen(file), false };
	struct records out = { 0 };
	struct reads_row row;
	struct reads r;
	struct why w = { 0 };

	to[0] = '\0';
	if (formats_cut(&f, 1 << 30, &r, &out, &w) != 0 || out.n != 2 ||
	    reads_fields_all(&r, out.items[1].bytes, out.items[1].len, &row,
		&w) != 0) {
		(void)snprintf(to, FORMATS_TOLD, "%s", w.text);
	} else {
		for (size_t i = 0; i < READS_ALL; i++) {
			size_t at = strlen(to);
			const struct reads_text *t = &row.field[i];

			(void)snprintf(to + at, FORMATS_TOLD - at, "%.*s%s",
			    (int)t->len, t->text == NULL ? "" : t->text,
			    i + 1 < READS_ALL ? "|" : "");
		}
	}
	records_clear(&out);
	reads_map_free(m);
}

#define MAP(DECIMAL, SCALE, FIELDS)                                      \
	"{\"format\":\"sealbag-map/1\",\"name\":\"m\",\"source\":\"s\"," \
	"\"version\":\"1\",\"verified_by\":\"\",\"form\":\"csv\","       \
	"\"dialect\":{\"separator\":\";\",\"quote\":\"\\\"\","           \
	"\"header\":true},\"time\":{\"pattern\":\"epoch-ms\","           \
	"\"zone\":\"\"},\"decimal\":\"" DECIMAL "\","                    \
	"\"confidence_scale\":" SCALE                                    \
	",\"fields\":{\"vrm\":{\"column\":\"V\"},"                       \
	"\"feed_id\":{\"value\":\"1\"},\"source_id\":{\"value\":\"2\"}," \
	"\"camera_id\":{\"value\":\"3\"},"                               \
	"\"capture_time\":{\"column\":\"T\"}" FIELDS "}}"
#define SPLIT                                                                \
	",\"latitude\":{\"column\":\"A\"},\"longitude\":{\"column\":\"B\"}," \
	"\"confidence\":{\"column\":\"C\"}"
#define POSITION(ORDER) \
	",\"position\":{\"column\":\"A\",\"order\":\"" ORDER "\"}"
#define FRONT "|Z1|1|2|3|2026-03-01T12:00:00.125Z||||"

int
main(void)
{
	static const struct {
		const char *name;
		const char *map;
		const char *file;
		const char *want;
	} rows[] = {
		{ "texts stay as they are", MAP(".", "100", SPLIT),
		    "V;T;A;B;C\nZ1;1772366400125;51.50;-0.1;87\n",
		    FRONT "51.50|-0.1|87|||||||" },
		{ "a decimal comma", MAP(",", "100", SPLIT),
		    "V;T;A;B;C\nZ1;1772366400125;51,50;-0,1;87,5\n",
		    FRONT "51.50|-0.1|87.5|||||||" },
		{ "a confidence of 0 to 1", MAP(".", "1", SPLIT),
		    "V;T;A;B;C\nZ1;1772366400125;;;0.9876\n",
		    FRONT "||98.76|||||||" },
		{ "certain, of 0 to 1", MAP(".", "1", SPLIT),
		    "V;T;A;B;C\nZ1;1772366400125;;;1\n", FRONT "||100|||||||" },
		{ "a confidence of 0 to 999", MAP(".", "999", SPLIT),
		    "V;T;A;B;C\nZ1;1772366400125;;;500\n",
		    FRONT "||50.05|||||||" },
		{ "a confidence that is none", MAP(".", "1", SPLIT),
		    "V;T;A;B;C\nZ1;1772366400125;;;high\n",
		    FRONT "||high|||||||" },
		{ "empty is not zero", MAP(".", "1", SPLIT),
		    "V;T;A;B;C\nZ1;1772366400125;;;\n", FRONT "|||||||||" },
		{ "columns that are not there", MAP(".", "1", SPLIT),
		    "V;T\nZ1;1772366400125\n", FRONT "|||||||||" },
		{ "both coordinates in one",
		    MAP(".", "100", POSITION("latitude-longitude")),
		    "V;T;A\nZ1;1772366400125;\"(37.80, -122.2)\"\n",
		    FRONT "37.80|-122.2||||||||" },
		{ "the other order",
		    MAP(".", "100", POSITION("longitude-latitude")),
		    "V;T;A\nZ1;1772366400125;-122.2,37.80\n",
		    FRONT "37.80|-122.2||||||||" },
		{ "one coordinate alone",
		    MAP(".", "100", POSITION("latitude-longitude")),
		    "V;T;A\nZ1;1772366400125;37.80\n", FRONT "|||||||||" },
	};
	char got[FORMATS_TOLD];

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		tell(rows[i].map, rows[i].file, got);
		tap_text(got, rows[i].want, "%s", rows[i].name);
	}
	return tap_done();
}
