#include "tests/unit/judged.h"
#include "tests/unit/ledger_file.h"
#include "tool/store/ledger_order.h"
#include "tool/store/ledger_restricted.h"

/* What orders say of records that stay. Source: order.txt, 7. */

static struct ledger ledger;
static struct order_match restricting;
static struct order_match lifting;
static uint8_t hits[2][2];
static uint64_t settled[3];

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
into(struct order_match *m, const char *text, uint32_t number)
{
	struct why w = { 0 };

	if (order_match_add(m, text, strlen(text), number, &w) != 0)
		tap_ok(false, "an order: %s", w.text);
}

/* Order 0 deletes, 1 restricts, 2 lifts; the ledger has them in rows 1 to 3. */
static void
make(void)
{
	order(DRAFT "{\"target\":\"record\",\"record_id\":\"R0\"}\n"
		    "{\"target\":\"member\",\"path\":\"data/gone.pdf\"}\n",
	    0);
	into(&restricting,
	    DRAFT "{\"target\":\"record\",\"record_id\":\"R0\"}\n"
		  "{\"target\":\"record\",\"record_id\":\"R1\"}\n"
		  "{\"target\":\"member\",\"path\":\"data/all.csv\"}\n"
		  "{\"target\":\"member\",\"path\":\"data/gone.pdf\"}\n"
		  "{\"target\":\"member\",\"path\":\"data/f.pdf\"}\n"
		  "{\"target\":\"bundle\",\"bundle\":"
		  "\"01000000000000000000000000000000\"}\n",
	    1);
	into(&lifting, DRAFT "{\"target\":\"record\",\"record_id\":\"R3\"}\n",
	    2);
	for (unsigned i = 0; i < 3; i++) {
		struct ledger_order o = { .issued_s = i,
			.id = { (uint8_t)i },
			.act = (enum order_act)i,
			.ends_s = ORDER_NO_END };
		struct why w = { 0 };

		tap_number(ledger_order_put(&ledger, &o, &w), 0, "an order");
	}
}

static struct judge
judge_of(struct judge_count *counts)
{
	memset(hits, 0, sizeof hits);
	memset(settled, 0, sizeof settled);
	memset(counts, 0, 3 * sizeof *counts);
	return (struct judge){
		.match = &match,
		.counts = counts,
		.store_fd = -1,
		.bundle = here,
		.marks = { { .match = &restricting,
			       .hits = hits[0],
			       .cause = 2,
			       .settled = &settled[1] },
		    { .match = &lifting,
			.hits = hits[1],
			.cause = 3,
			.lifts = true,
			.settled = &settled[2] } },
		.n_marks = 2,
	};
}

static int
note(void *self, const struct ledger_restricted *one, struct why *w)
{
	char *text = self;
	size_t len = strlen(text);

	(void)w;
	(void)snprintf(text + len, 512 - len, "%llu.%u/%llu ",
	    (unsigned long long)one->segment, one->index,
	    (unsigned long long)one->order);
	return 0;
}

/* Give it to the ledger. */
static void
restricted(struct judge *j, const char *want, const char *rule)
{
	const uint64_t rows[] = { 1, 2, 3 };
	const struct harvest_causes causes = { rows, LEDGER_CAUSE_TOMBSTONE };
	char text[512] = "";
	struct why w = { 0 };

	tap_number(judge_commit(j, &ledger, &causes, &w), 0,
	    "%s: it is put into the ledger %s", rule, w.text);
	ledger_restricted_each(&ledger, here, note, text, &w);
	tap_text(text, want, "%s", rule);
	judge_clear(j);
}

static void
strip(void)
{
	struct why w = { 0 };

	ledger_bundle_strip(&ledger, here, &w);
}

static void
file(struct judge *j, const char *name, bool is_reads, uint32_t index)
{
	const struct judge_file f = { .name = name,
		.reads = is_reads,
		.segment = 4,
		.index = index };
	struct why w = { 0 };
	uint32_t cause;

	tap_number(judge_file(j, &f, &cause, &w), 0, "%s is judged", name);
	if (cause == 0 && !is_reads)
		tap_number(judge_file_stays(j, &w), 0, "and stays");
}

static void
ask_rows(struct judge *j, const char *name)
{
	struct record rows[ROWS];
	const struct judge_rows ask = { .reads = &reads,
		.rows = rows,
		.n = ROWS,
		.name = name,
		.segment = 4,
		.index = 11 };
	uint32_t causes[ROWS];
	struct why w = { 0 };

	for (size_t i = 0; i < ROWS; i++)
		rows[i] = row(texts[i]);
	tap_number(judge_rows(j, &ask, causes, &w), 0, "rows are judged");
	tap_ok(causes[0] == 1 && causes[1] + causes[2] + causes[3] == 0,
	    "what is restricted stays");
}

static void
test_rows(void)
{
	struct judge_count counts[3];
	struct judge j = judge_of(counts);

	file(&j, "data/a/r.csv", true, 10);
	ask_rows(&j, "data/a/r.csv");
	file(&j, "data/a/p1.jpg", false, 22);
	file(&j, "data/gone.pdf", false, 24);
	file(&j, "data/f.pdf", false, 26);
	tap_ok(counts[1].marked_reads == 1 && counts[1].marked_files == 1,
	    "a row and a file are restricted, an image is not");
	tap_number((long long)counts[1].overruled, 2,
	    "what is deleted too is not");
	tap_ok(counts[2].marked_reads == 1 && counts[2].marked_files == 0,
	    "a row is lifted");
	tap_ok(j.restricted == 2 && judge_noted(&j), "which is to be told");
	tap_number(hits[0][0] & 3, 3, "the targets found something");
	restricted(&j, "4.12/2 4.26/2 ", "nothing of the lift's is older");
	tap_number((long long)(settled[1] + settled[2]), 0, "or later");
}

/* Row 14 was lifted above. */
static void
test_lifted(void)
{
	struct judge_count counts[3];
	struct judge j = judge_of(counts);

	file(&j, "data/all.csv", true, 10);
	ask_rows(&j, "data/all.csv");
	restricted(&j, "4.12/2 4.26/2 ",
	    "a lift is known when an order comes again");
	tap_number((long long)settled[1], 1, "and told");
	strip();
}

static void
test_whole(void)
{
	struct judge_count counts[3];
	struct judge j = judge_of(counts);

	j.n_marks = 1;
	file(&j, "data/all.csv", true, 10);
	ask_rows(&j, "data/all.csv");
	restricted(&j, "4.12/2 4.14/2 ", "each row of a file, and it not");
	strip();

	j = judge_of(counts);
	judge_mark_bundle(&j, false);
	tap_ok(counts[1].bundles == 1 && counts[2].bundles == 0,
	    "a bundle is named");
	j.n_marks = 1;
	file(&j, "data/none.csv", true, 10);
	ask_rows(&j, "data/none.csv");
	file(&j, "data/none.pdf", false, 20);
	restricted(&j, "4.12/2 4.14/2 4.20/2 ", "each row and file of it");
	strip();

	j = judge_of(counts);
	judge_mark_bundle(&j, true);
	tap_ok(counts[1].bundles == 0 && counts[1].overruled == 1,
	    "one that goes whole is overruled");
	judge_clear(&j);
}

static void
test_over(void)
{
	struct judge_count counts[3];
	struct judge j = judge_of(counts);

	j.marks[0].over = true;
	file(&j, "data/a/r.csv", true, 10);
	ask_rows(&j, "data/a/r.csv");
	file(&j, "data/gone.pdf", false, 24);
	tap_ok(counts[1].marked_reads == 0 && counts[1].overruled == 3,
	    "what is over restricts nothing, and is told");
	restricted(&j, "", "nothing");
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
	test_lifted();
	test_whole();
	test_over();
	order_match_clear(&match);
	order_match_clear(&restricting);
	order_match_clear(&lifting);
	ledger_close(&ledger);
	return file_end();
}
