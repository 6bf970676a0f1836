#include "tests/unit/taking.h"

/* What of the payload goes, and what stays. Where records may not be cut:
 * intake_cuts-t.c. */

#define PLAIN_NAME "data/note.txt"

#define MADE(rule, reason, says, stage, make, with)                         \
	{                                                                   \
		rule, reason, says, FORGE_##stage, forge_##make, NULL, with \
	}

static struct judge_count counts[2];

/* A row is cut from the next one by the end of a segment. */
static void
forge_cut_rows(struct forge *f)
{
	const struct forge_member *m = forge_find(f, "data/reads.csv");
	const uint8_t *at = m->data.data;

	for (int i = 0; i < 3; i++) {
		at = (const uint8_t *)strchr((const char *)at, '\n') + 1;
		if (i > 0)
			forge_cut_at(f, m->body + (size_t)(at - m->data.data));
	}
}

static const struct forge_fault shapes[] = {
	{ "one segment", NULL, NULL, FORGE_NOTHING, NULL, NULL, NULL },
	MADE("three segments", NULL, NULL, TAR, three, NULL),
	MADE("a segment a row", NULL, NULL, TAR, cut_rows, NULL),
	MADE("times with a fraction", NULL, NULL, TAGS, times, NULL),
};
#define SHAPES (sizeof shapes / sizeof shapes[0])

/* --- what goes --- */

#define RECORD(id)    "{\"target\":\"record\",\"record_id\":\"" id "\"}\n"
#define FILE_AT(path) "{\"target\":\"member\",\"path\":\"" path "\"}\n"
#define ELSEWHERE                                                 \
	"{\"target\":\"record\",\"record_id\":\"R2\",\"bundle\":" \
	"\"000102030405060708090a0b0c0d0e0f\"}\n"

#define HEADER \
	"record_id,vrm,feed_id,source_id,camera_id,capture_time,plate_image\n"
#define R1 "R1," FORGE_PLATE ",1,1,1,2026-01-05T10:00:00Z,images/1.jpg\n"
#define R2 "R2,ZZ26ABC,1,1,2,2026-01-05T10:00:01Z,\n"
#define R3 "R3,QQ26XYZ,1,1,3,2026-01-05T10:00:02Z,\n"

static const struct {
	const char *rule;
	const char *orders[2]; /* their targets; NULL: none */
	const char *dead;      /* a row, or the text of a file, deleted once */
	bool later;	       /* but this is no arrival */
	const char *reads;     /* what stays of the read file; NULL: nothing */
	bool picture;
	bool note;
	/* Each record of the bundle, in order: '.' stays, a digit is the cause,
	 * T a tombstone, t a line that tells of what went. */
	const char *map;
} goings[] = {
	{
	    "no order",
	    { NULL },
	    NULL,
	    false,
	    HEADER R1 R2 R3,
	    true,
	    true,
	    "...........................",
	},
	{ "an order that finds nothing", { RECORD("R9") }, NULL, false,
	    HEADER R1 R2 R3, true, true, "..........................." },
	{ "an order for another bundle", { ELSEWHERE }, NULL, false,
	    HEADER R1 R2 R3, true, true, "..........................." },
	{ "an order that names a folder", { FILE_AT("data/images") }, NULL,
	    false, HEADER R1 R2 R3, true, true, "..........................." },
	{ "a row without an image", { RECORD("R2") }, NULL, false, HEADER R1 R3,
	    true, true, ".......1..........t.t....tt" },
	{ "a row with its image", { RECORD("R1") }, NULL, false, HEADER R2 R3,
	    false, true, "......1...11......t.tt...tt" },
	{ "the last row", { RECORD("R3") }, NULL, false, HEADER R1 R2, true,
	    true, "........1.........t.t....tt" },
	{ "every row", { RECORD("R1") RECORD("R2") RECORD("R3") }, NULL, false,
	    HEADER, false, true, "......111.11......t.tt...tt" },
	{ "a read file, with the images of its rows",
	    { FILE_AT("data/reads.csv") }, NULL, false, NULL, false, true,
	    "....11111.11......t.tt...tt" },
	{ "a plain file", { FILE_AT(PLAIN_NAME) }, NULL, false, HEADER R1 R2 R3,
	    true, false, "............11....t...t..tt" },
	{ "an image, while its row stays", { FILE_AT("data/images/1.jpg") },
	    NULL, false, HEADER R1 R2 R3, false, true,
	    "..........11......t..t...tt" },
	{ "all files", { FILE_AT("data/reads.csv"), FILE_AT(PLAIN_NAME) }, NULL,
	    false, NULL, false, false, "....11111.1122....t.ttt..tt" },
	{ "rows by two orders",
	    { RECORD("R2"), RECORD("R1") FILE_AT(PLAIN_NAME) }, NULL, false,
	    HEADER R3, false, false, "......21..2222....t.ttt..tt" },
	{ "a row that two orders name: the first",
	    { RECORD("R2"), RECORD("R2") }, NULL, false, HEADER R1 R3, true,
	    true, ".......1..........t.t....tt" },
	{ "a row that was deleted once", { NULL }, R3, false, HEADER R1 R2,
	    true, true, "........T.........t.t....tt" },
	{ "such a row, with its image", { NULL }, R1, false, HEADER R2 R3,
	    false, true, "......T...TT......t.tt...tt" },
	{ "such a row that is ordered too", { RECORD("R3") }, R3, false,
	    HEADER R1 R2, true, true, "........1.........t.t....tt" },
	{ "such a row beside an ordered one", { RECORD("R2") }, R3, false,
	    HEADER R1, true, true, ".......1T.........t.t....tt" },
	{ "such a row, looked at later", { NULL }, R3, true, HEADER R1 R2 R3,
	    true, true, "..........................." },
	{ "a file that was deleted once", { NULL },
	    "A note on " FORGE_PLATE ".\n", false, HEADER R1 R2 R3, true, false,
	    "............TT....t...t..tt" },
};
#define GOINGS (sizeof goings / sizeof goings[0])

static size_t
going(const char *rule)
{
	size_t i = 0;

	while (strcmp(goings[i].rule, rule) != 0)
		i++;
	return i;
}

/* Judge by this row of the table. */
static void
arm_judge(size_t i, struct order_match *m)
{
	const char *dead = goings[i].dead;
	uint8_t tag[HASH_KEYED_BYTES];
	struct record one;

	memset(&judge, 0, sizeof judge);
	memset(counts, 0, sizeof counts);
	judge.counts = counts;
	judge.arrival = !goings[i].later;
	for (uint32_t n = 0; n < 2 && goings[i].orders[n] != NULL; n++) {
		char text[1000];
		struct why w = { 0 };

		snprintf(text, sizeof text, DRAFT "%s", goings[i].orders[n]);
		if (order_match_add(m, text, strlen(text), n, &w) != 0)
			tap_ok(false, "an order: %s", w.text);
		judge.match = m;
	}
	if (dead == NULL)
		return;
	one = row(dead);
	arm();
	if (dead[0] != 'R')
		tag_of_file(dead, strlen(dead), tag);
	else if (!tag_of_row(&one, tag))
		tap_ok(false, "a tag of the row that was deleted");
	put_tag(tag);
	judge.tombs = &tombs;
}

static const char *
map_of_gone(void)
{
	static char map[TAKING_RECORDS + 1];
	size_t n = 0;

	for (size_t s = 0; s < opening.seal.n_segments; s++) {
		for (size_t i = 0; i < opening.seal.segments[s].records; i++) {
			uint64_t cause = gone[s][i];

			map[n++] = cause == 0 ? '.'
			    : cause == 1      ? 't'
			    : cause == (uint64_t)JUDGE_TOMBSTONE + 1
			    ? 'T'
			    : (char)('0' + cause - 1);
		}
	}
	map[n] = '\0';
	return map;
}

/* Of what went not even name and time are noted. */
static void
check_members(void)
{
	char name[NAME_MAX_BYTES + 1];
	struct ledger_member m;
	struct why w = { 0 };
	unsigned wrong = 0;

	spool_rewind(&bag.members, &w);
	for (size_t i = 0; i < forge.n_members; i++) {
		const struct forge_member *f = &forge.members[i];
		bool file = forge_is_file(f);
		bool went = file && !is_staged(f->name);

		if (bagger_take_member(&bag, &m, name, &w) != 1 ||
		    m.gone != went ||
		    strcmp(m.name, went ? "" : f->name) != 0 ||
		    m.mtime_s != (went ? 0 : f->mtime.tv_sec) ||
		    m.mtime_ns != (went ? 0 : f->mtime.tv_nsec))
			wrong++;
	}
	tap_number(wrong, 0, "and noted, without name and time if it went");
}

static void
check_going(size_t i, size_t shape, unsigned jobs)
{
	struct order_match m = { 0 };
	struct why w = { 0 };
	char rule[200];

	arm_judge(i, &m);
	snprintf(rule, sizeof rule, "%s (%s, %u jobs)", goings[i].rule,
	    shapes[shape].name, jobs);
	tap_number(take_in(&shapes[shape], jobs, true, &w), 0, "%s: taken %s",
	    rule, w.text);
	tap_text(map_of_gone(), goings[i].map, "just these records go");
	tap_text(staged_text("data/reads.csv"), goings[i].reads,
	    "this stays of the read file");
	tap_ok(is_staged("data/images/1.jpg") == goings[i].picture &&
		is_staged(PLAIN_NAME) == goings[i].note,
	    "these files are staged");
	check_members();
	taken(true);
	order_match_clear(&m);
	tombs_clear(&tombs);
}

static void
test_goings(void)
{
	for (size_t i = 0; i < GOINGS; i++) {
		for (size_t shape = 0; shape < SHAPES; shape++) {
			check_going(i, shape, 1);
			check_going(i, shape, 3);
		}
	}
}

/* Without a bag the same goes, and nothing is written. */
static void
test_looked_at(void)
{
	for (size_t i = 0; i < GOINGS; i++) {
		struct order_match m = { 0 };
		struct why w = { 0 };

		arm_judge(i, &m);
		take_in(&shapes[1], 3, false, &w);
		tap_text(w.text, "", "%s, only looked at", goings[i].rule);
		tap_text(map_of_gone(), goings[i].map, "the same goes");
		taken(false);
		order_match_clear(&m);
		tombs_clear(&tombs);
	}
}

static void
test_counts(void)
{
	struct order_match m = { 0 };
	struct why w = { 0 };

	arm_judge(going("rows by two orders"), &m);
	take_in(&shapes[0], 1, false, &w);
	tap_number((long long)counts[0].reads, 1, "an order counts its reads");
	tap_number((long long)counts[0].members, 0, "and no file");
	tap_number((long long)counts[1].reads, 1, "the next counts its own");
	tap_number((long long)counts[1].members, 2,
	    "with the file it names and the image of its row");
	tap_number((long long)intake.totals.reads, 3,
	    "reads are counted as sealed");
	tap_number((long long)intake.totals.kept_files, 1,
	    "files as sealed and as kept");
	tap_number((long long)intake.totals.gone_records, 12,
	    "and every record that went");
	taken(false);
	order_match_clear(&m);
}

/* --- pieces --- */

static size_t piece_bytes;

static void
forge_pieces(struct forge *f)
{
	struct bytes *data = &forge_find(f, PLAIN_NAME)->data;

	data->len = 0;
	forge_must(f, bytes_reserve(data, piece_bytes + 1, &f->w));
	for (size_t i = 0; i < piece_bytes; i++)
		data->data[i] = (uint8_t)(i * 7 + (i >> 11));
	data->len = piece_bytes;
}

static const struct forge_fault pieces =
    MADE("pieces", NULL, NULL, MEMBERS, pieces, NULL);

static void
check_pieces(size_t len, bool goes)
{
	const size_t n = (len + RECORD_MAX_BYTES - 1) / RECORD_MAX_BYTES;
	struct order_match m = { 0 };
	struct bytes data = { 0 };
	struct why w = { 0 };

	arm_judge(going(goes ? "a plain file" : "no order"), &m);
	piece_bytes = len;
	take_in(&pieces, 3, true, &w);
	tap_text(w.text, "", "a plain file of %zu bytes is taken", len);
	if (goes) {
		tap_ok(!is_staged(PLAIN_NAME), "and not staged");
		tap_number((long long)intake.totals.gone_records,
		    (long long)n + 5, "each of its %zu pieces goes", n);
	} else {
		scratch_read(staged_path(PLAIN_NAME), &data);
		tap_ok(data.len == len &&
			memcmp(data.data,
			    forge_find(&forge, PLAIN_NAME)->data.data,
			    len) == 0,
		    "and staged as it was");
	}
	bytes_clear(&data);
	taken(true);
	order_match_clear(&m);
}

static void
test_pieces(void)
{
	static const size_t sizes[] = { 0, 1, RECORD_MAX_BYTES - 1,
		RECORD_MAX_BYTES, RECORD_MAX_BYTES + 1, 2 * RECORD_MAX_BYTES,
		3 * RECORD_MAX_BYTES + 17 };

	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		check_pieces(sizes[i], false);
		check_pieces(sizes[i], true);
	}
}

int
main(void)
{
	if (!store_begin())
		return 1;
	begin_reads();
	test_goings();
	test_looked_at();
	test_counts();
	test_pieces();
	forget_forged();
	return store_end();
}
