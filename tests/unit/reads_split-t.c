/** Splitting and joining gives the same bytes, for each format and any input:
 *  whatever comes, in whatever cuts, the records end to end are the file, and
 *  pieces give the same records or the same fault as the whole. Source:
 *  reads.txt, 1. */

#include <inttypes.h>

#include "formats/bytes.h"
#include "tests/unit/formats.h"

#define ROUNDS 1500

/* Of a map with another separator, another quote and no header. */
static const char map_csv[] =
    "{\"format\":\"sealbag-map/1\",\"name\":\"m\",\"source\":\"s\","
    "\"version\":\"1\",\"verified_by\":\"\",\"form\":\"csv\","
    "\"dialect\":{\"separator\":\";\",\"quote\":\"'\",\"header\":false,"
    "\"columns\":3},"
    "\"time\":{\"pattern\":\"yyyyMMddHHmmss\",\"zone\":\"Z\"},"
    "\"decimal\":\",\",\"confidence_scale\":999,\"fields\":{"
    "\"vrm\":{\"number\":1},\"feed_id\":{\"value\":\"7\"},"
    "\"source_id\":{\"value\":\"0\"},\"camera_id\":{\"number\":2},"
    "\"capture_time\":{\"number\":3}}}";
static const char map_json[] =
    "{\"format\":\"sealbag-map/1\",\"name\":\"m\",\"source\":\"s\","
    "\"version\":\"1\",\"verified_by\":\"\",\"form\":\"json\","
    "\"time\":{\"pattern\":\"epoch-s\",\"zone\":\"\"},"
    "\"decimal\":\".\",\"confidence_scale\":1,\"fields\":{"
    "\"vrm\":{\"column\":\"a.0.p\"},\"feed_id\":{\"value\":\"7\"},"
    "\"source_id\":{\"value\":\"0\"},\"camera_id\":{\"column\":\"c\"},"
    "\"capture_time\":{\"column\":\"t\"}}}";

#define TIME "2026-03-01T12:00:00Z"
#define KEYS                                                              \
	"\"feed_id\":1,\"source_id\":2,\"camera_id\":3,\"capture_time\":" \
	"\"" TIME "\"}"
#define EVENT                                                                \
	"<EventNotificationAlert a='b'><ipAddress>1</ipAddress><channelID>3" \
	"</channelID><dateTime>" TIME "</dateTime><ANPR><licensePlate>"      \
	"Z&amp;1</licensePlate></ANPR></EventNotificationAlert>"

/* How sound files are made, before they are spoilt. */
static const struct kind {
	const char *format;
	const char *map;
	const char *front;
	const char *rows[3];
	const char *between;
	const char *end;
} kinds[] = {
	{ "csv", NULL, "vrm,feed_id,source_id,camera_id,capture_time,note\n",
	    { "ZZ1,1,2,3," TIME ",\n", "\"Z\"\"1\",1,2,3," TIME ",\"a\r\nb\"\n",
		"\r\n" },
	    "", "" },
	{ "mapped", map_csv, "",
	    { "ZZ1;3;20260301120000\n", "'Z;1';3;20260301120000\r\n", "\n" },
	    "", "" },
	{ "mapped", map_json, "",
	    { "{\"a\":[{\"p\":\"Z\"}],\"c\":3,\"t\":1772366400}",
		"{\"t\":1,\"c\":[],\"c\":3}",
		"{\"a\":[{\"p\":1},{\"p\":2}],\n\"c\":\"N\",\"t\":0}" },
	    " ", "\n" },
	{ "compact", NULL, "",
	    { "s|u|ZZ1|1|2|3|" TIME "\n",
		"||Z \"1|01|2|3|" TIME "|51.5|-0.1|||||99|true\r\n", "\n" },
	    "", "" },
	{ "ndjson", NULL, "",
	    { "{\"vrm\":\"ZZ1\"," KEYS "\n",
		"{\"vrm\":\"\\u005a\xc3\xa4\"," KEYS " \r\n",
		"{\"x\":{\"y\":[1,-2.5e3,null]},\"vrm\":7," KEYS "\n\n" },
	    "", "" },
	{ "json", NULL, "[\n",
	    { "{\"vrm\":\"ZZ1\"," KEYS, "{\"vrm\":\"]}\\\"\"," KEYS "\n",
		"{\"vrm\":\n\"Z\"," KEYS },
	    ",\r\n", "]\n" },
	{ "openalpr", NULL, "",
	    { "{\"best_plate_number\":\"Z\",\"camera_id\":3,"
	      "\"epoch_start\":1772366400125}",
		"{\"candidates\":[{}],\"epoch_start\":1,\"camera_id\":\"3\","
		"\"best_plate_number\":\"Z\"}",
		"{}" },
	    "\n", "\n" },
	{ "anprflow", NULL, "[",
	    { "{\"observedVehicle\":{\"licensePlate\":{\"identifier\":\"Z\"}},"
	      "\"observedBy\":\"1\",\"dateObserved\":\"" TIME "\"}",
		"{\"dateObserved\":\"" TIME "\",\"observedBy\":\"1\","
		"\"observedVehicle\":{\"licensePlate\":{\"identifier\":\"\"}}}",
		"{}" },
	    ",", "]" },
	{ "hikvision", NULL, "<?xml version=\"1.0\"?><list>\n",
	    { EVENT, EVENT "<!-- - -->\n",
		"<EventNotificationAlert>\xc3\xa4</EventNotificationAlert>" },
	    "\n", "</list>" },
};
enum {
	KINDS = sizeof kinds / sizeof kinds[0]
};

static uint64_t seed = 0x9E3779B97F4A7C15;

static size_t
below(size_t n)
{
	return (size_t)(formats_random(&seed) % n);
}

static void
add(struct bytes *to, const char *text)
{
	struct why w = { 0 };

	if (bytes_add(to, text, strlen(text), &w) != 0)
		abort();
}

/* Rows as they should be; the third is rare, as some formats refuse it. */
static void
make_sound(const struct kind *k, struct bytes *to)
{
	size_t n = below(6);

	if (below(8) == 0)
		add(to, "\xef\xbb\xbf");
	add(to, k->front);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			add(to, k->between);
		add(to, k->rows[below(12) == 0 ? 2 : below(2)]);
	}
	add(to, k->end);
}

/* What readers trip over. */
static void
spoil(struct bytes *b)
{
	static const uint8_t odd[] = { '\0', '\n', '\r', '"', '\'', ',', ';',
		'|', '{', '}', '[', ']', ':', '\\', '<', '>', '/', '&', '!',
		'-', '?', ' ', 0x80, 0xbf, 0xc2, 0xe0, 0xed, 0xf4, 0xff, 'Z' };
	struct why w = { 0 };
	size_t at;

	if (b->len == 0)
		return;
	at = below(b->len);
	switch (below(4)) {
	case 0:
		b->data[at] = odd[below(sizeof odd)];
		return;
	case 1:
		memmove(b->data + at, b->data + at + 1, b->len - at - 1);
		b->len--;
		return;
	case 2:
		b->len = at;
		return;
	default:
		if (bytes_add(b, "", 1, &w) != 0)
			abort();
		memmove(b->data + at + 1, b->data + at, b->len - at - 1);
		b->data[at] = odd[below(sizeof odd)];
	}
}

/* Sound, spoilt, or bytes that are nothing at all. */
static void
make(const struct kind *k, struct bytes *to)
{
	size_t how = below(8);
	struct why w = { 0 };

	to->len = 0;
	if (how == 0) {
		for (size_t n = below(200); n > 0; n--) {
			uint8_t c = (uint8_t)below(256);

			if (bytes_add(to, &c, 1, &w) != 0)
				abort();
		}
		return;
	}
	make_sound(k, to);
	for (size_t n = how < 4 ? 0 : below(4); n > 0; n--)
		spoil(to);
}

/* What came of a file. */
struct outcome {
	struct bytes joined;
	struct bytes sizes; /* of the records, as text */
	uint64_t rows;
	uint64_t lines;
	struct why why;
	int rc;
};

static void
outcome_clear(struct outcome *o)
{
	bytes_clear(&o->joined);
	bytes_clear(&o->sizes);
}

/* Bytes that end where they end, so that a sanitizer sees who reads on. */
static uint8_t *
exact(const uint8_t *data, size_t len)
{
	uint8_t *copy = malloc(len > 0 ? len : 1);

	if (copy == NULL)
		abort();
	memcpy(copy, data, len);
	return copy;
}

/* One stretch; *done: what was cut. */
static void
cut_some(struct reads *r, const struct reads_cut *how, const uint8_t *data,
    size_t len, size_t *done, struct outcome *o)
{
	uint8_t *copy = exact(data, len);
	struct records out = { 0 };
	struct why w = { 0 };
	size_t used = 0;

	o->rc = reads_cut(r, how, copy, len, &out, &used, &o->why);
	for (size_t i = 0; i < out.n && o->rc == 0; i++) {
		const struct record *one = &out.items[i];

		if (bytes_add(&o->joined, one->bytes, one->len, &w) != 0 ||
		    bytes_printf(&o->sizes, &w, "%" PRIu32 " ", one->len) != 0)
			abort();
	}
	*done += used;
	records_clear(&out);
	free(copy);
}

/* most: of the cuts; 0: all at once. few: records at a time; 0: all. */
struct way {
	bool check;
	size_t most;
	size_t few;
};

static struct outcome
cut(const struct kind *k, const struct reads_map *map, const struct way *way,
    const struct bytes *file)
{
	struct outcome o = { 0 };
	struct reads r;
	size_t done = 0;
	size_t end = 0;
	size_t before;

	if (reads_begin_mapped(&r, k->format, "+01:00", map, &o.why) != 0)
		abort();
	do {
		struct reads_cut how = { .check = way->check,
			.max_records = way->few };

		if (way->most == 0 || (end += 1 + below(way->most)) > file->len)
			end = file->len;
		how.last = end == file->len;
		do {
			before = done;
			cut_some(&r, &how, file->data + done, end - done, &done,
			    &o);
		} while (o.rc == 0 && way->few != 0 && done > before);
	} while (o.rc == 0 && end < file->len);
	o.rows = r.rows;
	o.lines = r.lines;
	return o;
}

static bool
same_bytes(const struct bytes *a, const struct bytes *b)
{
	return a->len == b->len &&
	    (a->len == 0 || memcmp(a->data, b->data, a->len) == 0);
}

/* NULL, or what differs. */
static const char *
compare(const struct bytes *file, const struct outcome *whole,
    const struct outcome *pieces)
{
	if (whole->rc == 0 && !same_bytes(file, &whole->joined))
		return "records of the whole are not the file";
	if (whole->rc != pieces->rc ||
	    strcmp(whole->why.text, pieces->why.text) != 0)
		return "pieces give another fault";
	if (whole->rc != 0)
		return whole->why.text[0] == '\0' ? "no sentence" : NULL;
	if (!same_bytes(file, &pieces->joined))
		return "records of pieces are not the file";
	if (!same_bytes(&whole->sizes, &pieces->sizes) ||
	    whole->rows != pieces->rows)
		return "pieces give other records";
	/* A last line without its end is counted or not: nothing follows. */
	if (file->len == 0 || file->data[file->len - 1] != '\n')
		return NULL;
	return whole->lines == pieces->lines ? NULL : "lines are counted wrong";
}

static bool
try(const struct kind *k, const struct reads_map *map, const struct bytes *file,
    bool *passed)
{
	struct way way = { .check = below(2) == 0 };
	struct outcome whole = cut(k, map, &way, file);
	struct outcome pieces;
	const char *fault;

	way.most = 1 + below(below(2) == 0 ? 8 : 100);
	way.few = below(3);
	pieces = cut(k, map, &way, file);
	fault = compare(file, &whole, &pieces);
	if (fault != NULL)
		tap_note("%s\n%.*s\nwhole:  %s %s\npieces: %s %s", fault,
		    (int)file->len, (const char *)file->data,
		    why_name(whole.why.reason), whole.why.text,
		    why_name(pieces.why.reason), pieces.why.text);
	*passed = whole.rc == 0 && file->len > 0;
	outcome_clear(&whole);
	outcome_clear(&pieces);
	return fault == NULL;
}

static void
test_kind(const struct kind *k)
{
	struct reads_map *map = k->map == NULL ? NULL : formats_map(k->map);
	struct bytes file = { 0 };
	unsigned passed = 0;
	bool same = true;
	int i = 0;

	for (; i < ROUNDS && same; i++) {
		bool whole;

		make(k, &file);
		same = try(k, map, &file, &whole);
		passed += whole;
	}
	tap_ok(same, "%s: joined is what was split, %d files", k->format, i);
	tap_ok(passed > ROUNDS / 5 && passed < ROUNDS,
	    "%s: some pass, some do not: %u of %d", k->format, passed, i);
	bytes_clear(&file);
	reads_map_free(map);
}

/* The comparison sees what it is for. */
static void
test_compare(void)
{
	static const char text[] = "vrm,feed_id,source_id,camera_id,"
				   "capture_time\nZ,1,2,3," TIME "\n";
	struct bytes file = { .data =
				  exact((const uint8_t *)text, sizeof text - 1),
		.len = sizeof text - 1 };
	const struct way way = { .check = true };
	struct outcome a = cut(&kinds[0], NULL, &way, &file);
	struct outcome b = cut(&kinds[0], NULL, &way, &file);

	tap_ok(compare(&file, &a, &b) == NULL && a.rows == 1, "two are one");
	b.joined.len--;
	tap_text(compare(&file, &a, &b), "records of pieces are not the file",
	    "a byte that is lost is seen");
	b.joined.data[b.joined.len++] ^= 1;
	tap_text(compare(&file, &a, &b), "records of pieces are not the file",
	    "a byte that is another is seen");
	b.joined.data[b.joined.len - 1] ^= 1;
	b.sizes.data[0] ^= 1;
	tap_text(compare(&file, &a, &b), "pieces give other records",
	    "a record that ends elsewhere is seen");
	b.rc = -1;
	tap_text(compare(&file, &a, &b), "pieces give another fault",
	    "a fault that is none is seen");
	outcome_clear(&a);
	outcome_clear(&b);
	free(file.data);
}

int
main(void)
{
	test_compare();
	for (size_t i = 0; i < KINDS; i++)
		test_kind(&kinds[i]);
	return tap_done();
}
