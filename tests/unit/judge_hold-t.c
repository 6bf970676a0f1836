#include "tests/unit/judged.h"
#include "tests/unit/ledger_file.h"
#include "tool/store/ledger_waiting.h"

/* What a hold keeps of that which would go. Source: hold.txt, 4. */

static struct holds holds;
static struct ledger ledger;

static const char *const texts[] = {
	"R0,ZZ0,1,2,3,2026-03-01T12:00:00Z,p0.jpg,\n",
	"R1,ZZ1,1,2,3,2026-03-01T12:00:00Z,p1.jpg,\n",
	"\n",
	"R3,ZZ3,1,2,3,2026-03-01T12:00:00Z,p1.jpg,\n",
};
enum {
	ROWS = sizeof texts / sizeof texts[0]
};

static void
add_hold(const char *id, const char *scope)
{
	struct ledger_hold one = { .scope = scope,
		.scope_bytes = strlen(scope) };
	struct why w = { 0 };
	uint64_t targets;

	memcpy(one.id, id, strlen(id));
	tap_number(holds_add(&holds, &one, &targets, &w), 0, "hold %s stands",
	    id);
}

static void
make(void)
{
	struct why w = { 0 };
	struct ledger_hold bad = { .scope = "{\"target\":\"record\"}\n",
		.scope_bytes = 20 };

	add_hold("A", "{\"target\":\"record\",\"record_id\":\"R1\"}\n");
	add_hold("B",
	    "{\"target\":\"member\",\"path\":\"data/f.pdf\"}\n"
	    "{\"target\":\"member\",\"path\":\"data/all.csv\"}\n");
	tap_number(holds_add(&holds, &bad, NULL, &w), -1,
	    "a scope that cannot be is refused");
	bad.scope_bytes = 0;
	why_clear(&w);
	tap_number(holds_add(&holds, &bad, NULL, &w), -1, "so is an empty one");
	tap_number(w.reason, WHY_ORDER, "as no target");
	order(DRAFT "{\"target\":\"record\",\"record_id\":\"R0\"}\n"
		    "{\"target\":\"record\",\"record_id\":\"R1\"}\n"
		    "{\"target\":\"member\",\"path\":\"data/f.pdf\"}\n"
		    "{\"target\":\"member\",\"path\":\"data/a/p1.jpg\"}\n"
		    "{\"target\":\"member\",\"path\":\"data/split.csv\"}\n"
		    "{\"target\":\"member\",\"path\":\"data/all.csv\"}\n",
	    0);
}

static struct judge
judge_of(struct judge_count *counts)
{
	return (struct judge){ .match = &match,
		.holds = &holds,
		.counts = counts,
		.store_fd = -1,
		.bundle = here };
}

static int
note(void *self, const struct ledger_waiting *one, struct why *w)
{
	char *text = self;
	size_t len = strlen(text);

	(void)w;
	(void)snprintf(text + len, 512 - len, "%llu.%u%s%s ",
	    (unsigned long long)one->segment, one->index,
	    (const char *)one->hold, one->cause == 70 ? "" : "?");
	return 0;
}

/* Give it to the ledger, whose order 0 is in row 70. */
static void
waits(struct judge *j, const char *want, const char *rule)
{
	const uint64_t rows[] = { 70 };
	const struct harvest_causes causes = { rows, LEDGER_CAUSE_TOMBSTONE };
	char text[512] = "";
	struct why w = { 0 };

	tap_number(judge_commit(j, &ledger, &causes, &w), 0,
	    "%s: it is put into the ledger", rule);
	ledger_waiting_each(&ledger, here, note, text, &w);
	tap_text(text, want, "%s: it waits", rule);
	ledger_bundle_strip(&ledger, here, &w);
	judge_clear(j);
}

static uint32_t
file(struct judge *j, const char *name, bool is_reads, uint32_t index)
{
	const struct judge_file f = { .name = name,
		.reads = is_reads,
		.segment = 4,
		.index = index };
	struct why w = { 0 };
	uint32_t cause;

	tap_number(judge_file(j, &f, &cause, &w), 0, "%s is judged", name);
	return cause;
}

/* Four rows, from place 11 on; their causes as digits. */
static void
rows_are(struct judge *j, const char *name, const char *want, const char *rule)
{
	struct record rows[ROWS];
	const struct judge_rows ask = { .reads = &reads,
		.rows = rows,
		.n = ROWS,
		.name = name,
		.segment = 4,
		.index = 11 };
	uint32_t causes[ROWS];
	char got[ROWS + 1] = "";
	struct why w = { 0 };

	for (size_t i = 0; i < ROWS; i++)
		rows[i] = row(texts[i]);
	tap_number(judge_rows(j, &ask, causes, &w), 0, "rows are judged");
	for (size_t i = 0; i < ROWS; i++)
		got[i] = (char)('0' + causes[i]);
	tap_text(got, want, "%s", rule);
}

static void
test_rows(void)
{
	struct judge_count counts[1] = { 0 };
	struct judge j = judge_of(counts);

	file(&j, "data/a/r.csv", true, 10);
	rows_are(&j, "data/a/r.csv", "1000", "a held row stays");
	tap_ok(counts[0].held == 1 && j.held.reads == 1,
	    "it is counted as held");
	tap_number(file(&j, "data/a/p1.jpg", false, 20), 0,
	    "so does its image, though an order names it");
	tap_number((long long)counts[0].held, 2, "which is held, too");
	waits(&j, "4.12A 4.20A ", "row and image");

	memset(counts, 0, sizeof counts);
	j = judge_of(counts);
	file(&j, "data/b/r.csv", true, 10);
	rows_are(&j, "data/b/r.csv", "1000", "a held row stays");
	tap_number(file(&j, "data/b/p1.jpg", false, 20), 0,
	    "so does its image, which no order names");
	tap_number((long long)counts[0].held, 2, "and is held with it");
	tap_number(file(&j, "data/b/p0.jpg", false, 22), 0,
	    "that of a row which was not asked to go stays");
	waits(&j, "4.12A 4.20A ", "row and image alone");
}

static void
test_split(void)
{
	struct judge_count counts[1] = { 0 };
	struct judge j = judge_of(counts);
	struct why w = { 0 };

	tap_number(file(&j, "data/split.csv", true, 10), 0,
	    "a read file that is named whole stays for now");
	tap_ok(judge_splits(&j), "it is split");
	rows_are(&j, "data/split.csv", "1001",
	    "its rows go one by one, what is no row stays");
	tap_number(judge_file_stays(&j, &w), 0, "it stays");
	waits(&j, "4.10A 4.12A ", "file and row");

	j = judge_of(counts);
	file(&j, "data/split.csv", true, 10);
	tap_number(judge_unsplit(&j), 1, "without such a row all of it goes");
	tap_ok(!judge_splits(&j), "and is not split");
	judge_clear(&j);

	j = judge_of(counts);
	file(&j, "data/split.csv", true, 10);
	tap_number(judge_file_stays(&j, &w), 0, "none of its rows was held");
	waits(&j, "4.10 ", "the file alone, for no hold");

	j = judge_of(counts);
	tap_number(file(&j, "data/all.csv", true, 10), 0, "a held file stays");
	tap_number(judge_unsplit(&j), 0, "whatever its rows are");
	rows_are(&j, "data/all.csv", "0000", "with all of them");
	tap_number(judge_file_stays(&j, &w), 0, "it stays");
	waits(&j, "4.10B 4.11B 4.12A 4.14B ", "file and rows");
}

static void
test_files(void)
{
	struct judge_count counts[1] = { 0 };
	struct judge j = judge_of(counts);

	tap_number(file(&j, "data/f.pdf", false, 3), 0, "a held file stays");
	tap_number((long long)j.held.members, 1, "it is counted");
	waits(&j, "4.3B ", "the file");
	j = judge_of(counts);
	j.holds = NULL;
	tap_number(file(&j, "data/f.pdf", false, 3), 1,
	    "without holds it goes");
	tap_number(file(&j, "data/split.csv", true, 3), 1, "and reads whole");
	judge_clear(&j);
}

static void
test_whole(void)
{
	struct judge_count counts[1] = { 0 };
	struct judge j = judge_of(counts);
	struct why w = { 0 };

	j.whole = 1;
	tap_number(file(&j, "data/none.pdf", false, 3), 1,
	    "of a bundle that goes whole every file goes");
	tap_number(file(&j, "data/f.pdf", false, 5), 0, "but one that is held");
	tap_number(judge_bundle_stays(&j, &w), 0, "it stays");
	waits(&j, "0.0B 4.5B ", "file and bundle");
}

static void
test_tombs(void)
{
	struct judge_count counts[1] = { 0 };
	struct judge j = judge_of(counts);
	const struct record one = row(texts[1]);
	const struct judge_piece piece = { .size = 1,
		.piece = (const uint8_t *)"x",
		.piece_bytes = 1 };
	uint8_t tag[HASH_KEYED_BYTES];
	struct why w = { 0 };
	uint32_t cause = 0;

	arm();
	if (tag_of_row(&one, tag))
		put_tag(tag);
	tag_of_file("x", 1, tag);
	put_tag(tag);
	j.match = NULL;
	j.tombs = &tombs;
	j.arrival = true;
	file(&j, "data/r.csv", true, 10);
	rows_are(&j, "data/r.csv", "0000", "a tombstone keeps out no held row");
	file(&j, "data/f.pdf", false, 3);
	judge_piece(&j, &piece, &cause, &w);
	tap_number(cause, 0, "and no held file");
	tap_ok(j.held.reads == 1 && j.held.members == 1 && j.kept_out.held == 2,
	    "both are counted");
	waits(&j, "4.3B? 4.12A? ", "file and row");
	file(&j, "data/other.pdf", false, 3);
	judge_piece(&j, &piece, &cause, &w);
	tap_ok(cause == JUDGE_TOMBSTONE,
	    "the same bytes elsewhere are kept out");
	judge_clear(&j);
}

int
main(void)
{
	struct why w = { 0 };

	if (!file_begin(true) || !opens(&ledger, "l.db", &w))
		tap_ok(false, "a ledger is there");
	begin_reads();
	make();
	test_rows();
	test_split();
	test_files();
	test_whole();
	test_tombs();
	holds_clear(&holds);
	order_match_clear(&match);
	free(tombs.slots);
	ledger_close(&ledger);
	return file_end();
}
