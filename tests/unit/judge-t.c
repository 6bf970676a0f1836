#include "tool/flow/judge.h"

#include "tests/unit/judged.h"

enum {
	MOST = 1000
};

static char texts[MOST][128];
static struct record rows[MOST];

/* Rows 7, 17, ... are blank lines, rows 3, 13, ... have no natural key. */
static bool
is_blank(int i)
{
	return i % 10 == 7;
}

static bool
has_key(int i)
{
	return !is_blank(i) && i % 10 != 3;
}

static void
make_rows(void)
{
	for (int i = 0; i < MOST; i++) {
		if (is_blank(i))
			snprintf(texts[i], sizeof texts[i], "\r\n");
		else if (!has_key(i))
			snprintf(texts[i], sizeof texts[i],
			    "R%d,,1,2,3,noon,,\n", i);
		else
			snprintf(texts[i], sizeof texts[i],
			    "R%d,ZZ%d,1,2,3,2026-03-01T12:00:00Z,,\n", i, i);
		rows[i] = row(texts[i]);
	}
}

static bool
is_dead(int i)
{
	return i % 3 == 0;
}

static void
make_tombs(void)
{
	uint8_t tag[HASH_KEYED_BYTES];

	arm();
	for (int i = 0; i < MOST; i++)
		if (is_dead(i) && tag_of_row(&rows[i], tag))
			put_tag(tag);
}

/* --- rows --- */

/* Order 0 names the rows R0, R10, ... by their ids. */
static bool
is_ordered(int i)
{
	return i % 10 == 0;
}

static uint32_t
want_of(int i, const struct judge *j)
{
	if (j->match != NULL && is_ordered(i))
		return 1;
	if (j->match != NULL && i == 5)
		return 5; /* by its plate, and by number 4 */
	if (j->tombs != NULL && j->arrival && is_dead(i) && has_key(i))
		return JUDGE_TOMBSTONE;
	return 0;
}

static void
test_batch(const struct judge *how, size_t n, const char *rule)
{
	static uint32_t causes[MOST + 1];
	struct judge j = *how;
	unsigned wrong = 0;

	memset(causes, 0xaa, sizeof causes);
	judged(&j, rows, n, causes);
	for (size_t i = 0; i < n; i++)
		wrong += causes[i] != want_of((int)i, how);
	tap_number(wrong, 0, "%s: %zu rows are judged each by itself", rule, n);
	tap_ok(causes[n] == 0xaaaaaaaa, "%s: and none behind them", rule);
}

static void
test_batches(void)
{
	static const size_t sizes[] = { 0, 1, 2, 63, 64, 65, 127, 128, 129, 640,
		MOST };
	const struct {
		const char *rule;
		struct judge judge;
	} judges[] = {
		{ "nothing asked", { 0 } },
		{ "orders alone", { .match = &match, .bundle = here } },
		{ "tombstones on arrival",
		    { .tombs = &tombs, .arrival = true } },
		{ "tombstones later", { .tombs = &tombs } },
		{ "orders before tombstones",
		    { .match = &match,
			.tombs = &tombs,
			.arrival = true,
			.bundle = here } },
	};

	for (size_t i = 0; i < sizeof judges / sizeof judges[0]; i++)
		for (size_t n = 0; n < sizeof sizes / sizeof sizes[0]; n++)
			test_batch(&judges[i].judge, sizes[n], judges[i].rule);
}

static void
make_orders(void)
{
	struct bytes text = { 0 };
	struct why w = { 0 };

	bytes_printf(&text, &w, "%s", DRAFT);
	for (int i = 0; i < MOST; i++)
		if (is_ordered(i))
			bytes_printf(&text, &w,
			    "{\"target\":\"record\",\"record_id\":\"R%d\"}\n",
			    i);
	bytes_add(&text, "", 1, &w);
	order((char *)text.data, 0);
	bytes_clear(&text);
	order(DRAFT "{\"target\":\"record\",\"record_id\":\"R0\"}\n"
		    "{\"target\":\"vrm\",\"vrm\":\"ZZ5\","
		    "\"from\":\"2026-03-01T00:00:00Z\","
		    "\"to\":\"2026-03-02T00:00:00Z\"}\n"
		    "{\"target\":\"member\",\"path\":\"data/both.jpg\"}\n"
		    "{\"target\":\"member\",\"path\":\"data/o.jpg\"}\n",
	    4);
}

static void
test_orders(void)
{
	struct judge j = { .match = &match, .bundle = here };
	uint32_t causes[2];
	struct record two[2] = { rows[0], rows[5] };

	j.hits = calloc(1, order_match_hits_bytes(&match) + 1);
	if (j.hits == NULL)
		abort();
	judged(&j, two, 2, causes);
	tap_number(causes[0], 1, "of two orders that select a row the first");
	tap_number(causes[1], 5, "of one that does its number, from 1");
	tap_number((long long)order_match_absent(&match, j.hits, 4), 2,
	    "the targets of both are hit");
	free(j.hits);
}

int
main(void)
{
	make_rows();
	begin_reads();
	make_tombs();
	make_orders();
	test_batches();
	test_orders();
	order_match_clear(&match);
	free(tombs.slots);
	return tap_done();
}
