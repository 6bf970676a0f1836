#include "formats/order_target.h"
#include "tests/unit/judged.h"

/* Orders to rectify: what goes, what stays, and what comes in its place.
 * Source: order.txt, 8. */

#define TO(id, by) \
	"{\"target\":\"record\",\"record_id\":\"" id "\",\"by\":\"" by "\"}\n"
#define RECTIFY DRAFT TO("W1", "R1") TO("W2", "R2") TO("R1", "R1")

/* With the natural key of the old one, with another, and two that are old. */
#define RIGHT_1 "R1,ZZ1,1,2,3,2026-03-01T12:00:00Z,p1.jpg,\n"
#define RIGHT_2 "R2,ZZ9,1,2,3,2026-03-01T12:00:00Z,,\n"
#define WRONG_1 "W1,zz 1,1,2,3,2026-03-01T12:00:00.000Z,w1.jpg,\n"
#define WRONG_2 "W2,ZZ2,1,2,3,2026-03-01T12:00:00Z,w2.jpg,\n"

static struct corrected corrected;
static struct order_match rectifying;
static struct judge_count counts[2];
static uint8_t hits[2];

static void
begin(void)
{
	const char *at = RECTIFY;
	struct order_target_lines l = { .data = (const uint8_t *)at,
		.len = strlen(at) };
	struct order_target target;
	const uint8_t *line;
	size_t len;
	struct why w = { 0 };

	while (order_target_line(&l, &line, &len, &w) == 1)
		if (l.number > 1 &&
		    (order_target_of(ORDER_RECTIFY, &target, line, len, &w) !=
			    0 ||
			order_match_target(&rectifying, &target, 1, &w) != 0))
			tap_ok(false, "a target: %s", w.text);
	if (corrected_order(&corrected, 1, at, strlen(at), &w) != 0)
		tap_ok(false, "its rows: %s", w.text);
	order(DRAFT "{\"target\":\"record\",\"record_id\":\"W2\"}\n", 0);
}

/* Of the bundle that carries it. */
static struct judge
carrier(void)
{
	return (struct judge){ .tombs = &tombs,
		.bundle = here,
		.store_fd = -1,
		.brings = &corrected };
}

/* Of one before. */
static struct judge
earlier(bool deletes)
{
	memset(counts, 0, sizeof counts);
	memset(hits, 0, sizeof hits);
	return (struct judge){ .tombs = &tombs,
		.bundle = here,
		.counts = counts,
		.store_fd = -1,
		.marks = { { .match = &rectifying,
		    .corrected = &corrected,
		    .hits = hits,
		    .cause = 2,
		    .deletes = deletes } },
		.n_marks = 1 };
}

static void
brought(const char *text, uint32_t cause)
{
	struct record one = row(text);
	const struct judge_rows ask = { .reads = &reads,
		.rows = &one,
		.n = 1,
		.name = "data/a/reads.csv" };
	struct judge j = carrier();
	struct why w = { 0 };

	tap_number(judge_brought(&j, &ask, &cause, &w), 0, "a row comes");
	judge_clear(&j);
}

static void
image_comes(const char *name, const char *piece)
{
	const struct judge_piece f = { .size = strlen(piece),
		.piece = (const uint8_t *)piece,
		.piece_bytes = strlen(piece) };
	struct judge j = carrier();
	struct why w = { 0 };
	uint32_t cause = cause_of(&j, name);

	tap_ok(cause == 0 && judge_piece(&j, &f, &cause, &w) == 0 && cause == 0,
	    "a file comes and stays");
	judge_clear(&j);
}

static void
test_carrier(void)
{
	struct order_by_count c;
	struct why w = { 0 };

	tap_ok(corrected_check(&corrected, &w) == -1 &&
		strncmp(w.text, "order 1: target 1: no row", 25) == 0,
	    "a row that does not come is missed: %s", w.text);
	why_clear(&w);
	brought(RIGHT_1, 0);
	brought("R9,ZZ9,1,2,3,2026-03-01T12:00:00Z,,\n", 0);
	brought(RIGHT_2, 7);
	image_comes("data/a/p1.jpg", "one image");
	image_comes("data/a/p9.jpg", "another");
	tap_number(corrected_check(&corrected, &w), 0, "all came %s", w.text);
	tap_number((long long)corrected.tags.len, 3 * HASH_KEYED_BYTES,
	    "two rows and an image are not to be kept out");
	c = corrected_count(&corrected, 1);
	tap_ok(c.rows == 2 && c.lost == 1, "one of them did not stay");
	c = corrected_count(&corrected, 0);
	tap_ok(c.rows == 0 && c.lost == 0, "another order has none");
}

static void
test_taken(void)
{
	const struct record rows[] = { row(WRONG_1), row("\n"), row(WRONG_2),
		row(RIGHT_2), row(RIGHT_1),
		row("R1,ZZ1,1,2,3,2026-03-01T12:00:00Z,p1.jpg,\r\n"),
		row("R1,ZZ1,1,2,3,2026-03-01T12:00:00Z,p2.jpg,\n") };
	uint32_t causes[7];
	struct judge j = earlier(true);

	judged(&j, rows, 7, causes);
	tap_ok(causes[0] == 2 && causes[2] == 2, "what is wrong goes");
	tap_ok(causes[1] + causes[3] == 0, "nothing else does");
	tap_ok(causes[4] + causes[5] == 0,
	    "nor what came to stand for it before, whatever its line end");
	tap_number(causes[6], 2, "but for another one under its id");
	tap_number(hits[0] & 7, 7, "all targets found something");
	tap_number((long long)counts[1].marked_reads, 0, "none is restricted");
	judge_clear(&j);

	j = earlier(true);
	j.match = &match;
	judged(&j, rows, 7, causes);
	tap_ok(causes[0] == 2 && causes[2] == 1,
	    "what two orders take goes by the first");
	judge_clear(&j);
}

static void
test_restricted(void)
{
	const struct record rows[] = { row(WRONG_1), row(WRONG_2),
		row(RIGHT_1) };
	uint32_t causes[3];
	struct judge j = earlier(false);

	judged(&j, rows, 3, causes);
	tap_ok(causes[0] + causes[1] + causes[2] == 0,
	    "what is to be restricted stays");
	tap_number((long long)counts[1].marked_reads, 2,
	    "and is, but for what stands for it");
	judge_clear(&j);
}

static void
goes(struct judge *j, const char *text, uint32_t cause)
{
	struct record one = row(text);
	const struct judge_rows rows = { .reads = &reads,
		.rows = &one,
		.n = 1,
		.name = "data/a/reads.csv" };
	struct why w = { 0 };

	tap_number(judge_rows_go(j, &rows, &cause, &w), 0, "a row goes");
}

static void
file_goes(struct judge *j, const char *name, const char *piece)
{
	const struct judge_piece f = { .size = strlen(piece),
		.piece = (const uint8_t *)piece,
		.piece_bytes = strlen(piece) };
	struct why w = { 0 };
	uint32_t cause = cause_of(j, name);

	tap_ok(cause == 2 && judge_piece(j, &f, &cause, &w) == 0,
	    "%s goes with it", name);
}

/* The tombstones that were set. */
static void
tombed(struct judge *j, size_t want, const char *rule)
{
	struct judge_tomb tomb;
	struct why w = { 0 };
	size_t n = 0;

	if (spool_rewind(j->new_tombs, &w) != 0)
		abort();
	while (spool_take(j->new_tombs, &tomb, sizeof tomb, &w) == 1)
		n++;
	tap_number((long long)n, (long long)want, "%s", rule);
	spool_close(j->new_tombs);
	if (spool_open(j->new_tombs, -1, &w) != 0)
		abort();
}

static void
test_tombs(void)
{
	struct spool list;
	struct judge j = earlier(true);
	struct why w = { 0 };

	if (spool_open(&list, -1, &w) != 0)
		abort();
	j.new_tombs = &list;
	goes(&j, WRONG_1, 2);
	tombed(&j, 0, "none that would keep out the row that is right");
	goes(&j, WRONG_2, 2);
	tombed(&j, 1, "one where the key is another");
	goes(&j, WRONG_1, 1);
	tombed(&j, 1, "and by an order that deletes");
	file_goes(&j, "data/a/w1.jpg", "one image");
	tombed(&j, 0, "none of the image that came with it again");
	file_goes(&j, "data/a/w2.jpg", "an image");
	tombed(&j, 1, "one of another");
	spool_close(&list);
	judge_clear(&j);
}

int
main(void)
{
	begin_reads();
	arm();
	begin();
	test_carrier();
	test_taken();
	test_restricted();
	test_tombs();
	order_match_clear(&match);
	order_match_clear(&rectifying);
	corrected_clear(&corrected);
	free(tombs.slots);
	return tap_done();
}
