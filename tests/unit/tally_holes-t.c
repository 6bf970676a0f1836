#include "tests/unit/tallying.h"

/* Records that are gone, and records that go. Segment 7 has 311 of them. */

#define SEGMENT 7

/* What came out of one segment. */
struct outcome {
	uint8_t salts[ROWS_MAX * HASH_SALT_BYTES];
	struct tally_hole holes[ROWS_MAX];
	size_t n_holes;
	size_t cover_bytes;
	unsigned kept;
};

static int
keep(void *self, const struct tally_slot *s, struct why *w)
{
	struct outcome *o = self;

	o->kept++;
	o->n_holes = s->n_holes;
	if (s->n_holes > 0)
		memcpy(o->holes, s->holes, s->n_holes * sizeof *s->holes);
	o->cover_bytes = s->cover.seeds.len;
	return salt_cover_derive(&s->cover, o->salts, w);
}

/* Which of the records are gone before ('-'), go now ('x'), or stay ('.'); the
 * last letter stands for all that follow. */
static const struct {
	const char *rule;
	const char *which;
} patterns[] = {
	{ "nothing is gone", "." },
	{ "one goes", "..x." },
	{ "the first goes", "x." },
	{ "the first two go", "xx." },
	{ "all but the first go", ".x" },
	{ "all go", "x" },
	{ "one is gone", "..-." },
	{ "the first is gone", "-." },
	{ "all but the first are gone", ".-" },
	{ "all are gone", "-" },
	{ "one is gone, its neighbours go", ".x-x." },
	{ "one goes between two that are gone", ".-x-." },
	{ "what is gone and what goes in turn", "-x-x-x-x-x." },
	{ "the first is gone, the rest goes", "-x" },
	{ "the first goes, the rest is gone", "x-" },
	{ "some are gone and the rest goes", "..-.-.--.x" },
};

static char
fate(const char *which, uint32_t i)
{
	size_t n = strlen(which);

	return which[i < n ? i : n - 1];
}

static void
punch(struct tally_slot *s, const char *which)
{
	struct why w = { 0 };

	for (uint32_t i = 0; i < rows_of(s->number); i++) {
		if (fate(which, i) == '-')
			gone_before(s, i);
		else if (fate(which, i) == 'x' &&
		    tally_gone(s, i, 100 + i, &w) != 0)
			abort();
	}
}

static bool
run(uint64_t segment, const char *which, struct outcome *o, struct why *w)
{
	struct pool pool;
	struct tally t;
	struct tally_slot *s;
	bool good;

	memset(o, 0, sizeof *o);
	pool_open(&pool, 2, w);
	tally_open(&t, &pool, &seal, w);
	t.keep = keep;
	t.self = o;
	s = ready(&t, segment, w);
	punch(s, which);
	good = tally_submit(&t, s, w) == 0 && tally_finish(&t, w) == 0;
	pool_close(&pool);
	tally_close(&t);
	return good;
}

/* Of each record: is its salt to be had if and only if it stays? */
static unsigned
wrong_salts(uint64_t segment, const char *which, const struct outcome *o)
{
	static const uint8_t none[HASH_SALT_BYTES];
	unsigned wrong = 0;

	for (uint32_t i = 0; i < rows_of(segment); i++) {
		size_t at = (size_t)i * HASH_SALT_BYTES;
		const uint8_t *want =
		    fate(which, i) == '.' ? salts[segment] + at : none;

		wrong += memcmp(o->salts + at, want, HASH_SALT_BYTES) != 0;
	}
	return wrong;
}

static unsigned
wrong_holes(uint64_t segment, const char *which, const struct outcome *o)
{
	unsigned wrong = 0;
	size_t n = 0;

	for (uint32_t i = 0; i < rows_of(segment); i++) {
		bool fresh = fate(which, i) == 'x';
		const struct tally_hole *h = &o->holes[n];

		if (fate(which, i) == '.')
			continue;
		n++;
		wrong += n > o->n_holes || h->index != i || h->fresh != fresh ||
		    h->cause != (fresh ? 100 + i : 7) ||
		    memcmp(h->leaf, leaf_of(segment, i), HASH_BYTES) != 0;
	}
	return wrong + (n != o->n_holes);
}

static void
test_pattern(size_t i, uint64_t segment)
{
	static struct outcome o;
	const char *rule = patterns[i].rule;
	const char *which = patterns[i].which;
	struct why w = { 0 };
	bool all = true;

	for (uint32_t n = 0; n < rows_of(segment); n++)
		all = all && fate(which, n) != '.';

	tap_ok(run(segment, which, &o, &w) && o.kept == 1,
	    "%s of %u: the root is the sealed one %s", rule, rows_of(segment),
	    w.text);
	tap_number(wrong_holes(segment, which, &o), 0,
	    "%s of %u: each has its place, cause and leaf", rule,
	    rows_of(segment));
	tap_number(wrong_salts(segment, which, &o), 0,
	    "%s of %u: just the salts of those that stay can be told", rule,
	    rows_of(segment));
	tap_ok((o.cover_bytes == 0) == all,
	    "%s of %u: a cover without salts is empty", rule, rows_of(segment));
}

/* --- what cannot be --- */

static void
test_gone_twice(void)
{
	struct pool pool;
	struct tally t;
	struct tally_slot *s;
	struct outcome o = { .kept = 0 };
	uint32_t index = 4;
	struct why w = { 0 };

	pool_open(&pool, 1, &w);
	tally_open(&t, &pool, &seal, &w);
	t.keep = keep;
	t.self = &o;
	s = ready(&t, SEGMENT, &w);
	if (salt_cover_forget(&s->cover, &index, 1, &w) != 0)
		abort();
	tally_gone(s, index, 1, &w);
	(void)tally_submit(&t, s, &w);
	why_clear(&w);
	tap_ok(tally_finish(&t, &w) == -1 && w.reason == WHY_STORE &&
		strncmp(w.text, "segment 7: ", 11) == 0,
	    "a record without its salt cannot go once more: %s", w.text);
	tap_number(o.kept, 0, "and nothing of it is kept");
	pool_close(&pool);
	tally_close(&t);
}

/* The salt is forgotten and no leaf stands for the record: its bytes may be
 * there, but nothing proves them. */
static void
test_no_salt(void)
{
	struct pool pool;
	struct tally t;
	struct tally_slot *s;
	uint32_t index = 4;
	struct why w = { 0 };

	pool_open(&pool, 1, &w);
	tally_open(&t, &pool, &seal, &w);
	s = ready(&t, SEGMENT, &w);
	if (salt_cover_forget(&s->cover, &index, 1, &w) != 0)
		abort();
	(void)tally_submit(&t, s, &w);
	why_clear(&w);
	tap_ok(tally_finish(&t, &w) == -1 && w.reason == WHY_TREE,
	    "a record without its salt is not proven: %s", w.text);
	pool_close(&pool);
	tally_close(&t);
}

/* A slot is used again for another segment: nothing of the first stays. */
static void
test_again(void)
{
	struct pool pool;
	struct tally t;
	struct outcome o;
	struct why w = { 0 };
	bool good = true;

	pool_open(&pool, 1, &w);
	tally_open(&t, &pool, &seal, &w);
	t.keep = keep;
	t.self = &o;
	for (uint64_t i = SEGMENTS; i-- > 0 && good;) {
		struct tally_slot *s = ready(&t, i, &w);
		const char *which = i % 2 == 0 ? "-xx." : ".";

		if (s == NULL || s->n_holes != 0 || s->records.n != rows_of(i))
			abort();
		punch(s, which);
		memset(&o, 0, sizeof o);
		good = tally_submit(&t, s, &w) == 0 &&
		    tally_finish(&t, &w) == 0 &&
		    wrong_holes(i, which, &o) == 0 &&
		    wrong_salts(i, which, &o) == 0;
	}
	tap_ok(good, "slots are used again, with holes and without %s", w.text);
	pool_close(&pool);
	tally_close(&t);
}

int
main(void)
{
	seal_all();
	for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
		test_pattern(i, SEGMENT);
		test_pattern(i, i % 5);
	}
	test_gone_twice();
	test_no_salt();
	test_again();
	return tap_done();
}
