/*
 * Read files of formats other than our CSV: whatever comes, pieces give the
 * same records or the same fault as all at once, records are the file, and a
 * row that was checked can be looked into. The first byte says which format
 * and how large the pieces are. Source: reads.txt, 1.
 */

#include "formats/reads/json.h"

#include "tests/fuzz/fuzz.h"

static const char *const formats[] = { "ndjson", "json", "openalpr", "anprflow",
	"compact", "csv", "mapped", "hikvision" };
enum {
	FORMATS = sizeof formats / sizeof formats[0]
};

static const enum why_reason refusals[] = { WHY_READ_JSON, WHY_READ_XML,
	WHY_READ_FIELDS, WHY_READ_ENCODING, WHY_TIME, WHY_CSV_QUOTE,
	WHY_CSV_LINE, WHY_CSV_NUL, WHY_CSV_HEADER, WHY_CSV_FIELDS, WHY_NONE };

static const char map_text[] =
    "{\"format\":\"sealbag-map/1\",\"name\":\"m\",\"source\":\"s\","
    "\"version\":\"1\",\"verified_by\":\"\",\"form\":\"csv\","
    "\"dialect\":{\"separator\":\";\",\"quote\":\"'\",\"header\":true},"
    "\"time\":{\"pattern\":\"M/d/yyyy h:mm:ss tt\",\"zone\":\"\"},"
    "\"decimal\":\",\",\"confidence_scale\":999,\"fields\":{"
    "\"vrm\":{\"column\":\"V\"},\"feed_id\":{\"value\":\"7\"},"
    "\"source_id\":{\"column\":\"S\"},\"camera_id\":{\"column\":\"C\"},"
    "\"capture_time\":{\"column\":\"T\"},\"confidence\":{\"column\":\"Q\"},"
    "\"position\":{\"column\":\"P\",\"order\":\"latitude-longitude\"}}}";

/* What came of it. */
struct outcome {
	struct reads reads;
	struct records out;
	struct why why;
	int rc;
};

static void
cut(struct outcome *o, const char *format, size_t step, const uint8_t *data,
    size_t size)
{
	static struct reads_map *map;
	struct why w = { 0 };
	size_t end = 0;
	size_t done = 0;

	if (map == NULL)
		fuzz_must(reads_map_parse(&map, map_text, sizeof map_text - 1,
			      &w) == 0,
		    "the map is one");
	*o = (struct outcome){ 0 };
	fuzz_must(reads_begin_mapped(&o->reads, format, "+01:00",
		      reads_needs_map(format) ? map : NULL, &o->why) == 0,
	    "there is such a format");
	do {
		struct reads_cut how = { .check = true };
		size_t used;

		end = size - end < step ? size : end + step;
		how.last = end == size;
		o->rc = reads_cut(&o->reads, &how, data + done, end - done,
		    &o->out, &used, &o->why);
		if (o->rc != 0)
			break;
		done += used;
	} while (end < size);
	fuzz_passed(o->rc, &o->why, refusals);
	fuzz_must(o->rc != 0 || done == size, "all of it is cut");
}

static void
look(const struct outcome *o, const uint8_t *data)
{
	size_t at = 0;

	for (size_t i = 0; i < o->out.n; i++) {
		const struct record *one = &o->out.items[i];
		struct reads_row row;
		struct reads_text vrm;
		struct why w = { 0 };

		fuzz_must(one->bytes == data + at, "records are the file");
		at += one->len;
		if ((o->reads.headed && i == 0) ||
		    !reads_is_row(&o->reads, one))
			continue;
		fuzz_must(reads_fields_all(&o->reads, one->bytes, one->len,
			      &row, &w) == 0,
		    "a row that was checked can be looked into");
		fuzz_must(!reads_field(&o->reads, READS_VRM, one, &vrm) ||
			fuzz_same(vrm.text, vrm.len, row.field[READS_VRM].text,
			    row.field[READS_VRM].len),
		    "the quick way finds the same plate");
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct outcome whole;
	struct outcome parts;
	const char *format;
	size_t step;

	if (size < 2)
		return 0;
	format = formats[data[0] % FORMATS];
	step = (size_t)data[0] / FORMATS + 1;
	data++;
	size--;
	(void)reads_recognise("a.json", data, size);
	(void)reads_recognise("a.txt", data, size);
	cut(&whole, format, size, data, size);
	cut(&parts, format, step, data, size);
	fuzz_must(whole.rc == parts.rc &&
		strcmp(whole.why.text, parts.why.text) == 0,
	    "pieces give the same fault");
	if (whole.rc == 0) {
		fuzz_must(whole.out.n == parts.out.n &&
			whole.reads.rows == parts.reads.rows,
		    "pieces give the same records");
		look(&whole, data);
	}
	records_clear(&whole.out);
	records_clear(&parts.out);
	return 0;
}
