#include "tests/unit/judged.h"

/* What follows when a row or a file goes. */

/* Give what was spooled back: how many tombstones, the last one. */
static unsigned
spooled(struct spool *s, struct judge_tomb *last)
{
	struct why w = { 0 };
	unsigned n = 0;

	spool_rewind(s, &w);
	while (spool_take(s, last, sizeof *last, &w) == 1)
		n++;
	spool_close(s);
	return n;
}

static void
open_spool(struct spool *s)
{
	struct why w = { 0 };

	if (spool_open(s, -1, &w) != 0)
		tap_ok(false, "a list: %s", w.text);
}

static int
goes(struct judge *j, const struct record *one, const char *name,
    uint32_t cause, struct why *w)
{
	const struct judge_rows rows = {
		.reads = &reads,
		.rows = one,
		.n = 1,
		.name = name,
	};

	return judge_rows_go(j, &rows, &cause, w);
}

static const struct {
	const char *rule;
	const char *row;
	uint32_t cause;
	unsigned tombs;
	unsigned reads;
	const char *linked[2];
} going[] = {
	{ "a row without images", "R1,ZZ1,1,2,3,2026-03-01T12:00:00Z,,\n", 2, 1,
	    1, { NULL } },
	{ "a row with both images",
	    "R1,ZZ1,1,2,3,2026-03-01T12:00:00Z,images/p.jpg,o.jpg\n", 2, 1, 1,
	    { "data/a/images/p.jpg", "data/a/o.jpg" } },
	{ "a row whose image has no name that may be",
	    "R1,ZZ1,1,2,3,2026-03-01T12:00:00Z,../p.jpg,/o.jpg\n", 2, 1, 1,
	    { NULL } },
	{ "a quoted row",
	    "\"R1\",\"ZZ1\",1,2,3,2026-03-01T12:00:00Z,"
	    "\"a, b.jpg\",\"say \"\"x\"\".jpg\"\r\n",
	    2, 1, 1, { "data/a/a, b.jpg", "data/a/say \"x\".jpg" } },
	{ "a row without a natural key", "R1,,1,2,3,noon,p.jpg,\n", 2, 0, 1,
	    { "data/a/p.jpg" } },
	{ "a row by a tombstone", "R1,ZZ1,1,2,3,2026-03-01T12:00:00Z,p.jpg,\n",
	    JUDGE_TOMBSTONE, 1, 1, { "data/a/p.jpg" } },
	{ "a blank line in a file that goes", "\n", 2, 0, 0, { NULL } },
	{ "a blank line with CR", "\r\n", 2, 0, 0, { NULL } },
	{ "a short row in a file that goes", "R1\n", 2, 0, 1, { NULL } },
};

static void
row_goes(size_t i)
{
	const struct record one = row(going[i].row);
	struct judge_count counts[3] = { 0 };
	struct spool s;
	struct judge j = { .tombs = &tombs,
		.counts = counts,
		.new_tombs = &s,
		.until_month = 24400 };
	struct judge_tomb tomb = { 0 };
	uint8_t tag[HASH_KEYED_BYTES];
	struct why w = { 0 };
	bool dead = going[i].cause == JUDGE_TOMBSTONE;
	size_t linked = 0;
	unsigned good = 0;

	open_spool(&s);
	tap_number(goes(&j, &one, "data/a/reads.csv", going[i].cause, &w), 0,
	    "%s goes %s", going[i].rule, w.text);
	tap_ok(j.gone.reads == going[i].reads &&
		counts[1].reads == (dead ? 0 : going[i].reads) &&
		j.kept_out.reads == (dead ? going[i].reads : 0) &&
		counts[0].reads + counts[2].reads == 0,
	    "%s: it is counted for its cause as a read, if it is one",
	    going[i].rule);
	for (; linked < 2 && going[i].linked[linked] != NULL; linked++)
		good += cause_of(&j, going[i].linked[linked]) == going[i].cause;
	tap_ok(good == linked && j.linked.n == linked,
	    "%s: %zu images go with it, by the same cause", going[i].rule,
	    linked);
	tap_number(spooled(&s, &tomb), going[i].tombs,
	    "%s: a tombstone is set if it has a natural key", going[i].rule);
	tap_ok(going[i].tombs == 0 ||
		(tag_of_row(&one, tag) && tomb.until_month == 24400 &&
		    memcmp(tomb.tag, tag, sizeof tag) == 0),
	    "%s: it is of this row and this month", going[i].rule);
	judge_clear(&j);
}

/* More than are hashed at once, every third of which stays. */
static void
test_many(void)
{
	enum {
		MANY = 200
	};
	static char text[MANY][64];
	struct record some[MANY];
	uint32_t causes[MANY];
	struct judge_rows rows = {
		.reads = &reads,
		.rows = some,
		.n = MANY,
		.name = "data/r.csv",
	};
	struct spool s;
	struct judge j = { .tombs = &tombs, .new_tombs = &s };
	struct judge_tomb tomb;
	struct why w = { 0 };
	unsigned same = 0;
	int left;

	for (size_t i = 0; i < MANY; i++) {
		(void)snprintf(text[i], sizeof text[i],
		    "R%zu,ZZ%zu,1,2,3,2026-03-01T12:00:00Z,,\n", i, i);
		some[i] = row(text[i]);
		causes[i] = i % 3 == 0 ? 0 : 1;
	}
	open_spool(&s);
	tap_number(judge_rows_go(&j, &rows, causes, &w), 0, "many go %s",
	    w.text);
	spool_rewind(&s, &w);
	for (size_t i = 0; i < MANY; i++) {
		uint8_t tag[HASH_KEYED_BYTES];

		if (causes[i] == 0)
			continue;
		same += spool_take(&s, &tomb, sizeof tomb, &w) == 1 &&
		    tag_of_row(&some[i], tag) &&
		    memcmp(tomb.tag, tag, sizeof tag) == 0;
	}
	left = spool_take(&s, &tomb, sizeof tomb, &w);
	tap_ok(same == MANY - (MANY + 2) / 3 && left == 0,
	    "each has its own tombstone, in order, and what stays none");
	spool_close(&s);
	judge_clear(&j);
}

static void
test_unarmed(void)
{
	const struct record one = row("R1,ZZ1,1,2,3,2026-03-01T12:00:00Z,,\n");
	struct tombs none = { 0 };
	struct spool s;
	struct judge j = { .tombs = &none, .new_tombs = &s };
	struct judge_tomb tomb;
	struct why w = { 0 };

	open_spool(&s);
	goes(&j, &one, "data/r.csv", 1, &w);
	j.tombs = NULL;
	goes(&j, &one, "data/r.csv", 1, &w);
	tap_number(spooled(&s, &tomb), 0,
	    "without the secret no tombstone is set");
	j.tombs = &tombs;
	j.new_tombs = NULL;
	tap_number(goes(&j, &one, "data/r.csv", 1, &w), 0,
	    "nor where nobody wants any");
	tap_number((long long)j.gone.reads, 3,
	    "rows count also when no order is to be told");
	judge_clear(&j);
}

/* --- files --- */

static const struct {
	const char *rule;
	const char *name;
	uint32_t cause;
} names[] = {
	{ "a file that nothing names stays", "data/x.jpg", 0 },
	{ "one that an order names goes", "data/o.jpg", 5 },
	{ "one that a row that went names goes", "data/p.jpg", 1 },
	{ "of order and row the order", "data/both.jpg", 5 },
	{ "a name in capitals is another", "data/P.jpg", 0 },
};

static void
test_names(void)
{
	struct judge j = { .match = &match, .bundle = here };
	const struct record one =
	    row("R0,ZZ1,1,2,3,2026-03-01T12:00:00Z,p.jpg,both.jpg\n");
	const struct record two =
	    row("R10,ZZ1,1,2,3,2026-03-01T12:00:00Z,p.jpg,q.jpg\n");
	struct why w = { 0 };

	goes(&j, &one, "data/r.csv", 1, &w);
	goes(&j, &two, "data/r.csv", 3, &w);
	tap_ok(!paths_find(&j.linked, "data/p.jpg")->met,
	    "at first an image was not met");
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		tap_number(cause_of(&j, names[i].name), names[i].cause, "%s",
		    names[i].rule);
	tap_ok(paths_find(&j.linked, "data/p.jpg")->met &&
		paths_find(&j.linked, "data/both.jpg")->met,
	    "then it was, whatever it goes by");
	tap_ok(!paths_find(&j.linked, "data/q.jpg")->met,
	    "one that did not come was not");
	judge_clear(&j);
	tap_ok(cause_of(&j, "data/p.jpg") == 0, "cleared, no image is known");
}

static const struct {
	const char *rule;
	const char *piece;
	uint64_t size;
	uint32_t before;
	bool arrival;
	bool armed;
	uint32_t after;
	unsigned tombs;
} pieces[] = {
	{ "a file that nobody deleted stays", "alive", 5, 0, true, true, 0, 0 },
	{ "one that was deleted before is kept out", "dead", 4, 0, true, true,
	    JUDGE_TOMBSTONE, 0 },
	{ "unless its size is another", "dead", 5, 0, true, true, 0, 0 },
	{ "or it was here before", "dead", 4, 0, false, true, 0, 0 },
	{ "or there is no secret", "dead", 4, 0, true, false, 0, 0 },
	{ "one that an order takes gets a tombstone", "alive", 5, 2, true, true,
	    2, 1 },
	{ "also later", "alive", 5, 2, false, true, 2, 1 },
	{ "also when it has one, and its cause stays", "dead", 4, 2, true, true,
	    2, 1 },
	{ "but not without a secret", "alive", 5, 2, true, false, 2, 0 },
};

static void
test_pieces(void)
{
	for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
		const struct judge_piece f = {
			.size = pieces[i].size,
			.piece = (const uint8_t *)pieces[i].piece,
			.piece_bytes = strlen(pieces[i].piece),
		};
		struct spool s;
		struct judge j = { .tombs = &tombs,
			.arrival = pieces[i].arrival,
			.new_tombs = &s,
			.until_month = 24400 };
		struct judge_tomb tomb = { 0 };
		uint8_t tag[HASH_KEYED_BYTES];
		uint32_t cause = pieces[i].before;
		struct why w = { 0 };

		open_spool(&s);
		tombs.armed = pieces[i].armed;
		judge_piece(&j, &f, &cause, &w);
		tombs.armed = true;
		tap_number(cause, pieces[i].after, "%s %s", pieces[i].rule,
		    w.text);
		tag_of_file(pieces[i].piece, f.size, tag);
		tap_ok(spooled(&s, &tomb) == pieces[i].tombs &&
			(pieces[i].tombs == 0 ||
			    (memcmp(tomb.tag, tag, sizeof tag) == 0 &&
				tomb.until_month == 24400)),
		    "%s: %u tombstones are set", pieces[i].rule,
		    pieces[i].tombs);
	}
}

static void
test_counts(void)
{
	struct judge_count counts[3] = { 0 };
	struct judge j = { .counts = counts };

	judge_count_file(&j, 3);
	judge_count_file(&j, 3);
	judge_count_file(&j, 1);
	judge_count_file(&j, JUDGE_TOMBSTONE);
	tap_number((long long)j.gone.members, 4, "files that went are counted");
	tap_ok(counts[0].members == 1 && counts[1].members == 0 &&
		counts[2].members == 2,
	    "each for its order");
	tap_number((long long)j.kept_out.members, 1,
	    "those kept out by a tombstone apart");
	j.counts = NULL;
	judge_count_file(&j, 2);
	tap_number((long long)j.gone.members, 5,
	    "also when no order is to be told");
}

int
main(void)
{
	uint8_t tag[HASH_KEYED_BYTES];

	begin_reads();
	arm();
	tag_of_file("dead", 4, tag);
	put_tag(tag);
	order(DRAFT "{\"target\":\"member\",\"path\":\"data/both.jpg\"}\n"
		    "{\"target\":\"member\",\"path\":\"data/o.jpg\"}\n",
	    4);
	for (size_t i = 0; i < sizeof going / sizeof going[0]; i++)
		row_goes(i);
	test_many();
	test_unarmed();
	test_names();
	test_pieces();
	test_counts();
	order_match_clear(&match);
	free(tombs.slots);
	return tap_done();
}
