/*
 * Read files of formats other than our CSV: whatever comes, pieces give the
 * same records or the same fault as all at once, records are the file, and a
 * row that was checked can be looked into; when rows go, the rest is a file.
 * The first byte says which format and how large the pieces are. Source:
 * reads.txt, 1.
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
cut(struct outcome *o, const char *format, bool check, size_t step,
    const uint8_t *data, size_t size)
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
		struct reads_cut how = { .check = check };
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

/* A row without some keys is a row, of the same read. */
static void
check_emptied(const struct outcome *o, const char *format,
    const struct record *one, const struct reads_row *row)
{
	static const char *const names[] = { "latitude", "a", "b.0", "make",
		"observedVehicle.x" };
	struct reads_empty e = { 0 };
	struct bytes text = { 0 };
	struct outcome alone;
	struct reads_row again;
	struct why w = { 0 };
	bool changed;
	bool found;

	for (size_t i = 0; i < 5; i++)
		fuzz_must(reads_empty_column(&o->reads, NULL, names[i], &e,
			      &found, &w) == 0,
		    "it can be asked for");
	fuzz_must(reads_empty_row(&o->reads, &e, one, &text, &changed, &w) == 0,
	    "a row that was checked can be written");
	fuzz_must(changed !=
		fuzz_same(text.data, text.len, one->bytes, one->len),
	    "a row that is another has changed");
	/* Alone a line, or an element without its array and its comma. */
	text.len = reads_joint(&o->reads,
	    &(struct record){ .bytes = text.data, .len = (uint32_t)text.len });
	if (strcmp(format, "json") == 0) {
		fuzz_must(bytes_add(&text, "[", 1, &w) == 0, "there is memory");
		memmove(text.data + 1, text.data, text.len - 1);
		text.data[0] = '[';
		fuzz_must(bytes_add(&text, "]", 1, &w) == 0, "there is memory");
	}
	cut(&alone, format, false, text.len, text.data, text.len);
	fuzz_must(alone.rc == 0 && alone.reads.rows == 1,
	    "what stays is a row");
	one = &alone.out.items[strcmp(format, "json") == 0];
	fuzz_must(
	    reads_fields_all(&o->reads, one->bytes, one->len, &again, &w) == 0,
	    "that can be looked into");
	for (enum reads_field i = 0; i < READS_FIELDS; i++)
		fuzz_must(fuzz_same(row->field[i].text, row->field[i].len,
			      again.field[i].text, again.field[i].len),
		    "what is not asked for stays");
	records_clear(&alone.out);
	bytes_clear(&text);
}

/* Every second row goes, from the first or from the second on: what stays is
 * a file, as a deletion leaves it. */
static void
check_left(const struct outcome *o, const char *format, size_t first)
{
	struct bytes left = { 0 };
	struct outcome again;
	struct why w = { 0 };
	size_t rows = 0;
	size_t kept = 0;

	for (size_t i = 0; i < o->out.n; i++) {
		const struct record *one = &o->out.items[i];
		bool row =
		    (!o->reads.headed || i > 0) && reads_is_row(&o->reads, one);

		if (row && rows++ % 2 == first)
			continue;
		fuzz_must(bytes_add(&left, one->bytes, one->len, &w) == 0,
		    "there is memory");
		kept += row;
	}
	if (left.len > 0) {
		cut(&again, format, false, left.len, left.data, left.len);
		fuzz_must(again.rc == 0 && again.reads.rows == kept,
		    "what a deletion leaves is a file");
		records_clear(&again.out);
	}
	bytes_clear(&left);
}

static void
look(const struct outcome *o, const char *format, const uint8_t *data)
{
	bool keys = strstr(format, "json") != NULL ||
	    strcmp(format, "openalpr") == 0 || strcmp(format, "anprflow") == 0;

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
		if (keys)
			check_emptied(o, format, one, &row);
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
	cut(&whole, format, true, size, data, size);
	cut(&parts, format, true, step, data, size);
	fuzz_must(whole.rc == parts.rc &&
		strcmp(whole.why.text, parts.why.text) == 0,
	    "pieces give the same fault");
	if (whole.rc == 0) {
		fuzz_must(whole.out.n == parts.out.n &&
			whole.reads.rows == parts.reads.rows,
		    "pieces give the same records");
		look(&whole, format, data);
		check_left(&whole, format, 0);
		check_left(&whole, format, 1);
	}
	records_clear(&whole.out);
	records_clear(&parts.out);
	return 0;
}
