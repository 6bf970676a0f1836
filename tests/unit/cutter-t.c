#include "tests/unit/cutting.h"

#define MIB ((size_t)1 << 20)
#define CSV "vrm,feed_id,source_id,camera_id,capture_time\n"
#define ROW                                                              \
	"\"ZZ1\",\"0000000000001\",\"0000000000002\",\"0000000000003\"," \
	"\"2026-03-01T12:00:00.000+00:00\"\n"

static struct bytes noise; /* 36 MiB without order, line ends here and there */
static struct bytes lines; /* 36 MiB of lines of all lengths */
static struct bytes reads; /* 36 MiB, a read file */

static void
make_bytes(void)
{
	struct why w = { 0 };
	uint64_t x = 1;

	bytes_reserve(&noise, 36 * MIB, &w);
	bytes_reserve(&lines, 36 * MIB, &w);
	bytes_reserve(&reads, 37 * MIB, &w);
	if (w.reason != WHY_NONE)
		abort();
	noise.len = lines.len = 36 * MIB;
	for (size_t i = 0; i < noise.len; i++) {
		x = x * UINT64_C(6364136223846793005) + 1442695040888963407;
		noise.data[i] = (uint8_t)(x >> 56);
		lines.data[i] =
		    noise.data[i] < 3 ? '\n' : (uint8_t)('a' + (x >> 60));
	}
	bytes_add(&reads, CSV, sizeof CSV - 1, &w);
	while (reads.len < 36 * MIB)
		bytes_add(&reads, ROW, sizeof ROW - 1, &w);
}

/* --- plain files --- */

static const struct {
	const char *rule;
	size_t len;
	size_t records;
} sizes[] = {
	{ "a file of no bytes", 0, 0 },
	{ "one of a byte", 1, 1 },
	{ "one of 512 bytes", 512, 1 },
	{ "one of 1 MiB but a byte", MIB - 1, 1 },
	{ "one of 1 MiB", MIB, 1 },
	{ "one of 1 MiB and a byte", MIB + 1, 2 },
	{ "one of 2 MiB", 2 * MIB, 2 },
	{ "one of 2 MiB and a byte", 2 * MIB + 1, 3 },
};
#define SIZES (sizeof sizes / sizeof sizes[0])

static void
test_sizes(size_t step)
{
	struct why w = { 0 };
	char rule[64];

	begin(&w);
	for (size_t i = 0; i < SIZES; i++)
		put(&(struct put){ .cut = RECORD_PIECES,
			.data = noise.data + i,
			.len = sizes[i].len },
		    step, &w);
	snprintf(rule, sizeof rule, "files of all sizes, %zu bytes at a time",
	    step);
	end(rule, 1, &w);
	for (size_t i = 0; i < SIZES; i++)
		tap_number((long long)members[i].records,
		    (long long)sizes[i].records, "%s has %zu pieces",
		    sizes[i].rule, sizes[i].records);
}

/* A file that begins `before` bytes into the segment, so that pieces meet the
 * end of the segment in all ways. */
static const struct {
	const char *rule;
	size_t before;
	size_t len;
	unsigned segments;
} edges[] = {
	{ "a file that ends a segment to the byte", 1024, 32 * MIB - 1024 - 512,
	    1 },
	{ "one that ends a byte before", 1024, 32 * MIB - 1024 - 513, 1 },
	{ "one that ends a byte behind", 1024, 32 * MIB - 1024 - 511, 1 },
	{ "one with a piece across the end", 1024, 33 * MIB, 2 },
	{ "one that goes on for another segment", 1024, 36 * MIB, 2 },
};

static void
test_edges(void)
{
	for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++) {
		struct why w = { 0 };
		struct put first = { .cut = RECORD_PIECES,
			.data = noise.data,
			.len = edges[i].before - 512 };
		struct put second = { .cut = RECORD_PIECES,
			.data = noise.data,
			.len = edges[i].len };

		begin(&w);
		put(&first, 0, &w);
		put(&second, 1 << 20, &w);
		end(edges[i].rule, edges[i].segments, &w);
	}
}

/* Full by its padding: what comes next is in the next segment, its record too.
 */
static void
test_behind_full(void)
{
	const struct put full = { .cut = RECORD_PIECES,
		.data = noise.data,
		.len = 32 * MIB - 512 - 5 };
	const struct put next = { .cut = RECORD_PIECES,
		.data = noise.data,
		.len = 3 };
	const struct put folder = { .cut = RECORD_FOLDER };
	struct why w = { 0 };

	begin(&w);
	put(&full, 0, &w);
	put(&next, 0, &w);
	put(&folder, 0, &w);
	end("a member behind a full segment", 2, &w);
	tap_number((long long)segments[0].plain.len, 32LL * (long long)MIB,
	    "the full one ends behind its padding");
	tap_ok(segments[1].records.n == 3 &&
		segments[1].records.items[0].kind == HASH_LEAF_MEMBER,
	    "the next one begins with the next member");
}

/* --- lines and reads --- */

static const struct {
	const char *rule;
	size_t step;
	enum record_cut cut;
	unsigned segments;
} streams[] = {
	{ "lines over two segments", 0, RECORD_LINES, 2 },
	{ "lines, some at a time", 65536, RECORD_LINES, 2 },
	{ "lines, few at a time", 4099, RECORD_LINES, 2 },
	{ "reads over two segments", 0, RECORD_READS, 2 },
	{ "reads, some at a time", 65536, RECORD_READS, 2 },
	{ "reads, few at a time", 4099, RECORD_READS, 2 },
};

static void
test_streams(void)
{
	for (size_t i = 0; i < sizeof streams / sizeof streams[0]; i++) {
		const struct bytes *from =
		    streams[i].cut == RECORD_READS ? &reads : &lines;
		struct put one = { .cut = streams[i].cut,
			.data = from->data,
			.len = from->len };
		struct why w = { 0 };

		begin(&w);
		put(&one, streams[i].step, &w);
		end(streams[i].rule, streams[i].segments, &w);
		/* A row lies across the end: its front moved on. */
		tap_ok(segments[0].plain.len >= SEGMENT_TARGET_BYTES &&
			segments[0].plain.len < SEGMENT_TARGET_BYTES + MIB,
		    "%s: the first is full and not much more", streams[i].rule);
	}
	tap_number((long long)cutter.reads.rows,
	    (long long)((reads.len - (sizeof CSV - 1)) / (sizeof ROW - 1)),
	    "rows are counted over segments");
}

static const struct {
	const char *rule;
	enum record_cut cut;
	const char *text;
	size_t records;
} smalls[] = {
	{ "a tag file", RECORD_LINES, "a\nb\n", 2 },
	{ "a tag file without a last line end", RECORD_LINES, "a\nb", 2 },
	{ "a tag file of empty lines", RECORD_LINES, "\n\n\n", 3 },
	{ "an empty tag file", RECORD_LINES, "", 0 },
	{ "a read file", RECORD_READS, CSV ROW ROW, 3 },
	{ "a read file with blank lines", RECORD_READS, CSV "\n" ROW "\r\n",
	    4 },
	{ "a read file with its header alone", RECORD_READS, CSV, 1 },
	{ "a plain file with line ends", RECORD_PIECES, "a\nb\n", 1 },
	{ "a folder", RECORD_FOLDER, "", 0 },
};
#define SMALLS (sizeof smalls / sizeof smalls[0])

static void
test_smalls(void)
{
	struct why w = { 0 };

	begin(&w);
	for (size_t i = 0; i < SMALLS; i++)
		put(&(struct put){ .cut = smalls[i].cut,
			.data = (const uint8_t *)smalls[i].text,
			.len = strlen(smalls[i].text) },
		    i % 2, &w);
	end("small members of all kinds", 1, &w);
	for (size_t i = 0; i < SMALLS; i++)
		tap_number((long long)members[i].records,
		    (long long)smalls[i].records, "%s has %zu records",
		    smalls[i].rule, smalls[i].records);
	tap_number(cutter.members, SMALLS, "members are counted");
}

/* --- faults --- */

static void
test_fewer_bytes(void)
{
	struct cutter_member m = { .name = "data/a",
		.cut = RECORD_PIECES,
		.size = 10 };
	struct why w = { 0 };
	size_t room = 0;
	uint8_t *to;

	begin(&w);
	cutter_begin(&cutter, &m, &w);
	to = cutter_room(&cutter, &room, &w);
	tap_number((long long)room, 10, "no more room than the member has");
	memset(to, 'x', 9);
	cutter_filled(&cutter, 9, &w);
	tap_ok(cutter_end(&cutter, &w) == -1 && w.reason == WHY_INPUT_CHANGED,
	    "a member that ends too soon is told: %s", w.text);
	cutter_close(&cutter, false, &w);
	tap_number(submitted, 0, "given up, no segment is handed over");
}

static const struct {
	const char *rule;
	struct cutter_member member;
	const char *text;
	enum why_reason reason;
} faults[] = {
	{ "a read format that is not known",
	    { .name = "data/a.csv",
		.cut = RECORD_READS,
		.format = "xml",
		.zone = "" },
	    "", WHY_CONTENTS },
	{ "a zone that is none",
	    { .name = "data/a.csv",
		.cut = RECORD_READS,
		.format = "csv",
		.zone = "CET" },
	    "", WHY_USAGE },
	{ "a read file with a wrong quote",
	    { .name = "data/a.csv",
		.cut = RECORD_READS,
		.format = "csv",
		.zone = "" },
	    CSV "a\"b,1,2,3,2026-03-01T12:00:00Z\n", WHY_CSV_QUOTE },
	{ "a row that is not checked on arrival, but is when packed",
	    { .name = "data/a.csv",
		.cut = RECORD_READS,
		.format = "csv",
		.zone = "" },
	    CSV "a,1,2,3,noon\n", WHY_TIME },
	{ "a time that no tar can hold",
	    { .name = "data/a",
		.cut = RECORD_PIECES,
		.mtime_s = ARCHIVE_TIME_MAX_S + 1 },
	    "x", WHY_TIME },
};

static void
test_faults(void)
{
	for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
		struct cutter_member m = faults[i].member;
		struct why w = { 0 };

		m.size = strlen(faults[i].text);
		begin(&w);
		tap_ok(cutter_whole(&cutter, &m, faults[i].text, &w) == -1 &&
			w.reason == faults[i].reason,
		    "%s is refused: %s", faults[i].rule, w.text);
		cutter_close(&cutter, false, &w);
	}
}

static void
test_names(void)
{
	char name[NAME_MAX_BYTES + 2];
	struct cutter_member m = { .name = name, .cut = RECORD_PIECES };
	struct why w = { 0 };

	memset(name, 'n', sizeof name);
	for (size_t i = 200; i < sizeof name; i += 200)
		name[i] = '/';
	name[NAME_MAX_BYTES - sizeof TOP] = '\0';
	begin(&w);
	tap_number(cutter_whole(&cutter, &m, NULL, &w), 0,
	    "the longest name fits behind the folder of the bundle %s", w.text);
	name[NAME_MAX_BYTES - sizeof TOP] = 'n';
	name[NAME_MAX_BYTES - sizeof TOP + 1] = '\0';
	tap_ok(cutter_whole(&cutter, &m, NULL, &w) == -1 &&
		w.reason == WHY_INPUT_NAME,
	    "a longer one is refused: %.60s...", w.text);
	cutter_close(&cutter, false, &w);
}

static void
test_sealer_fails(void)
{
	const struct put one = { .cut = RECORD_PIECES,
		.data = noise.data,
		.len = 34 * MIB };
	struct why w = { 0 };

	take_fails_at = 1;
	tap_ok(!begin(&w) && w.reason == WHY_SYSTEM,
	    "without a first segment there is no cutter: %s", w.text);
	why_clear(&w);
	take_fails_at = 2;
	begin(&w);
	tap_ok(!put(&one, 0, &w) && w.reason == WHY_SYSTEM,
	    "without a second one the member fails: %s", w.text);
	cutter_close(&cutter, false, &w);
	take_fails_at = 0;
}

static void
test_empty(void)
{
	struct why w = { 0 };

	begin(&w);
	tap_ok(cutter_close(&cutter, true, &w) == 0 && submitted == 1 &&
		segments[0].plain.len == 1024 && segments[0].records.n == 0,
	    "nothing put in is an end mark in one segment");
}

int
main(void)
{
	make_bytes();
	test_sizes(0);
	test_sizes(1 << 20);
	test_sizes(1000);
	test_edges();
	test_behind_full();
	test_streams();
	test_smalls();
	test_fewer_bytes();
	test_faults();
	test_names();
	test_sealer_fails();
	test_empty();
	cutting_clear();
	bytes_clear(&noise);
	bytes_clear(&lines);
	bytes_clear(&reads);
	return tap_done();
}
