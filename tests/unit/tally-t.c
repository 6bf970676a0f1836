#include "tests/unit/tallying.h"

/* Segments that agree, or do not, and which record it is. */

/* What keep was given. */
struct kept {
	unsigned times[SEGMENTS];
	unsigned wrong;
	unsigned running;
	unsigned fails_at; /* the n-th call fails; 0: none */
	unsigned calls;
};

static int
keep(void *self, const struct tally_slot *s, struct why *w)
{
	struct kept *k = self;

	k->wrong += ++k->running != 1;
	k->calls++;
	k->times[s->number]++;
	k->wrong += s->hints.len != (size_t)rows_of(s->number) * 4;
	for (uint32_t i = 0; i < rows_of(s->number); i++)
		k->wrong += memcmp(s->hints.data + (size_t)i * 4,
				leaf_of(s->number, i), 4) != 0;
	k->running--;
	if (k->calls == k->fails_at)
		return why_set(w, WHY_DISK_FULL, "no room");
	return 0;
}

/* Submit all segments but one (SEGMENTS: none is left out). */
static int
submit_all(struct tally *t, uint64_t but, struct why *w)
{
	for (uint64_t i = 0; i < SEGMENTS; i++) {
		struct tally_slot *s;

		if (i == but)
			continue;
		s = ready(t, i, w);
		if (s == NULL || tally_submit(t, s, w) != 0)
			return -1;
	}
	return 0;
}

static void
test_agrees(unsigned jobs)
{
	struct kept k = { .calls = 0 };
	struct pool pool;
	struct tally t;
	struct why w = { 0 };
	unsigned once = 0;

	pool_open(&pool, jobs, &w);
	tap_number(tally_open(&t, &pool, &seal, &w), 0, "%u jobs: it opens",
	    jobs);
	t.keep = keep;
	t.self = &k;
	tap_ok(submit_all(&t, SEGMENTS, &w) == 0 && tally_finish(&t, &w) == 0,
	    "%u jobs: segments as sealed agree %s", jobs, w.text);
	tap_number((long long)t.checked, SEGMENTS, "%u jobs: all were checked",
	    jobs);
	for (size_t i = 0; i < SEGMENTS; i++)
		once += k.times[i] == 1;
	tap_number(once, SEGMENTS, "%u jobs: each is handed on once", jobs);
	tap_number(k.wrong, 0, "%u jobs: one at a time, with its hints", jobs);
	pool_close(&pool);
	tally_close(&t);
}

/* --- what is not as sealed --- */

static void
change_byte(struct tally_slot *s)
{
	s->plain.data[s->plain.len - 2] ^= 1;
}

static void
change_first(struct tally_slot *s)
{
	s->plain.data[0] ^= 0x80;
}

static void
drop_last(struct tally_slot *s)
{
	s->records.n--;
}

static void
repeat_last(struct tally_slot *s)
{
	struct why w = { 0 };
	struct record last = s->records.items[s->records.n - 1];

	if (records_add(&s->records, &last, &w) != 0)
		abort();
}

static void
swap_two(struct tally_slot *s)
{
	struct record first = s->records.items[3];

	s->records.items[3] = s->records.items[4];
	s->records.items[4] = first;
}

static void
other_member(struct tally_slot *s)
{
	s->records.items[5].member++;
}

static void
other_kind(struct tally_slot *s)
{
	s->records.items[5].kind = HASH_LEAF_MEMBER;
}

/* A byte moves from one record to the one before. */
static void
move_edge(struct tally_slot *s)
{
	s->records.items[5].len++;
	s->records.items[6].bytes++;
	s->records.items[6].len--;
}

static void
other_seed(struct tally_slot *s)
{
	s->cover.seeds.data[8] ^= 1;
}

static void
other_segment(struct tally_slot *s)
{
	s->cover.segment++;
}

static void
other_bundle(struct tally_slot *s)
{
	s->cover.bundle[0]++;
}

static void
hole_without_leaf(struct tally_slot *s)
{
	gone_before(s, 4);
	s->holes[0].leaf[31] ^= 1;
}

#define TREE "segment 7: its records are not those that were sealed"

static const struct {
	const char *rule;
	void (*change)(struct tally_slot *s);
	enum why_reason reason;
	const char *text;
	long long index; /* where the hints place it; -1: nowhere */
} faults[] = {
	{ "a changed byte of the last record", change_byte, WHY_TREE, TREE,
	    310 },
	{ "a changed byte of the member record", change_first, WHY_TREE, TREE,
	    0 },
	{ "two records in each other's place", swap_two, WHY_TREE, TREE, 3 },
	{ "a record of another member", other_member, WHY_TREE, TREE, 5 },
	{ "a record of another kind", other_kind, WHY_TREE, TREE, 5 },
	{ "a byte that moved to the record before", move_edge, WHY_TREE, TREE,
	    5 },
	{ "salts from another seed", other_seed, WHY_TREE, TREE, 0 },
	{ "salts of another segment", other_segment, WHY_TREE, TREE, 0 },
	{ "salts of another bundle", other_bundle, WHY_TREE, TREE, 0 },
	{ "a hole whose leaf is another", hole_without_leaf, WHY_TREE, TREE,
	    -1 },
	{ "a missing record", drop_last, WHY_RECORD_COUNT,
	    "segment 7: holds 310 records, sealed were 311", -1 },
	{ "a record too many", repeat_last, WHY_RECORD_COUNT,
	    "segment 7: holds 312 records, sealed were 311", -1 },
};

static int
stored_hints(void *self, uint64_t segment, struct bytes *out, struct why *w)
{
	(void)self;
	for (uint32_t i = 0; i < rows_of(segment); i++)
		if (bytes_add(out, leaf_of(segment, i), 4, w) != 0)
			return -1;
	return 0;
}

static void
test_fault(size_t i, unsigned jobs)
{
	struct pool pool;
	struct tally t;
	struct tally_slot *s;
	struct why w = { 0 };
	bool tree = faults[i].reason == WHY_TREE;

	pool_open(&pool, jobs, &w);
	tally_open(&t, &pool, &seal, &w);
	t.hints = stored_hints;
	submit_all(&t, 7, &w);
	s = ready(&t, 7, &w);
	if (s == NULL)
		abort();
	faults[i].change(s);
	(void)tally_submit(&t, s, &w);
	why_clear(&w);
	tap_number(tally_finish(&t, &w), -1, "%u jobs: %s is refused", jobs,
	    faults[i].rule);
	pool_wait(&pool, NULL, NULL);
	tap_text(why_name(w.reason), why_name(faults[i].reason),
	    "%s: the reason", faults[i].rule);
	tap_text(w.text, faults[i].text, "%s: the sentence", faults[i].rule);
	tap_ok(t.bad == tree && (!tree || t.bad_segment == 7) &&
		t.bad_located == (faults[i].index >= 0) &&
		(!t.bad_located || t.bad_index == faults[i].index),
	    "%s: record %lld is to blame", faults[i].rule, faults[i].index);
	tap_number((long long)t.checked, SEGMENTS - 1, "%s: the others agreed",
	    faults[i].rule);
	why_clear(&w);
	tap_ok(tally_take(&t, &w) == NULL && w.reason == faults[i].reason,
	    "%s: then there is no slot any more", faults[i].rule);
	pool_close(&pool);
	tally_close(&t);
}

/* --- hints --- */

static int
no_hints(void *self, uint64_t segment, struct bytes *out, struct why *w)
{
	(void)self;
	(void)segment;
	(void)out;
	return why_set(w, WHY_SYSTEM, "the hints are gone");
}

static int
short_hints(void *self, uint64_t segment, struct bytes *out, struct why *w)
{
	int rc = stored_hints(self, segment, out, w);

	out->len -= 4;
	return rc;
}

/* As if what is there now had been received so. */
static int
same_hints(void *self, uint64_t segment, struct bytes *out, struct why *w)
{
	const struct tally *t = self;

	(void)segment;
	return bytes_add(out, t->slots[0].hints.data, t->slots[0].hints.len, w);
}

static const struct {
	const char *rule;
	tally_hints *hints;
} blind[] = {
	{ "without hints", NULL },
	{ "with hints that cannot be read", no_hints },
	{ "with hints of another length", short_hints },
	{ "with hints that do not differ", same_hints },
};

static void
test_blind(void)
{
	for (size_t i = 0; i < sizeof blind / sizeof blind[0]; i++) {
		struct pool pool;
		struct tally t;
		struct tally_slot *s;
		struct why w = { 0 };

		pool_open(&pool, 1, &w);
		tally_open(&t, &pool, &seal, &w);
		t.hints = blind[i].hints;
		t.self = &t;
		s = ready(&t, 9, &w);
		change_byte(s);
		(void)tally_submit(&t, s, &w);
		tap_ok(tally_finish(&t, &w) == -1 && w.reason == WHY_TREE &&
			t.bad && t.bad_segment == 9 && !t.bad_located,
		    "%s the segment is told, the record is not: %s",
		    blind[i].rule, w.text);
		pool_close(&pool);
		tally_close(&t);
	}
}

/* Of two segments that are bad the first in the bundle is placed, whichever is
 * looked at first. */
static void
test_lowest(uint64_t one, uint64_t two)
{
	struct pool pool;
	struct tally t;
	struct tally_slot *s[2];
	struct why w = { 0 };
	char text[WHY_TEXT_BYTES];

	pool_open(&pool, 1, &w);
	tally_open(&t, &pool, &seal, &w);
	t.hints = stored_hints;
	s[0] = ready(&t, one, &w);
	s[1] = ready(&t, two, &w);
	if (s[0] == NULL || s[1] == NULL)
		abort();
	swap_two(s[0]);
	swap_two(s[1]);
	(void)tally_submit(&t, s[0], &w);
	(void)tally_submit(&t, s[1], &w);
	why_clear(&w);
	(void)tally_finish(&t, &w);
	pool_wait(&pool, NULL, NULL);
	tap_ok(t.bad_segment == 6 && t.bad_located && t.bad_index == 3,
	    "of segments %d and %d, both bad, the first is placed", (int)one,
	    (int)two);
	snprintf(text, sizeof text,
	    "segment %d: its records are not those that were sealed", (int)one);
	tap_text(w.text, text, "while the one that was found first is told");
	pool_close(&pool);
	tally_close(&t);
}

/* --- failures from elsewhere --- */

static void
test_keep_fails(unsigned jobs)
{
	struct kept k = { .fails_at = 3 };
	struct pool pool;
	struct tally t;
	struct why w = { 0 };

	pool_open(&pool, jobs, &w);
	tally_open(&t, &pool, &seal, &w);
	t.keep = keep;
	t.self = &k;
	(void)submit_all(&t, SEGMENTS, &w);
	why_clear(&w);
	tap_ok(tally_finish(&t, &w) == -1 && w.reason == WHY_DISK_FULL,
	    "%u jobs: what cannot be kept is told: %s", jobs, w.text);
	tap_number(k.calls, 3, "%u jobs: and nothing more is kept", jobs);
	pool_wait(&pool, NULL, NULL);
	tap_number(k.calls, 3, "%u jobs: not even by those that still ran",
	    jobs);
	pool_close(&pool);
	tally_close(&t);
}

static void
test_told(void)
{
	const struct why first = { WHY_DECRYPT, "from a friend" };
	const struct why second = { WHY_SYSTEM, "from another" };
	struct pool pool;
	struct tally t;
	struct tally_slot *s;
	struct why w = { 0 };

	pool_open(&pool, 2, &w);
	tally_open(&t, &pool, &seal, &w);
	tap_number(tally_failed(&t, &w), 0, "at first nothing failed");
	s = ready(&t, 1, &w);
	tally_fail(&t, &first);
	tally_fail(&t, &second);
	tap_ok(tally_failed(&t, &w) == -1 && w.reason == WHY_DECRYPT &&
		strcmp(w.text, "from a friend") == 0,
	    "the first failure stays");
	why_clear(&w);
	tap_ok(tally_submit(&t, s, &w) == -1 && w.reason == WHY_DECRYPT,
	    "who submits learns of it");
	why_clear(&w);
	tap_ok(tally_take(&t, &w) == NULL && w.reason == WHY_DECRYPT,
	    "and who wants a slot");
	why_clear(&w);
	tap_ok(tally_finish(&t, &w) == -1 && w.reason == WHY_DECRYPT,
	    "and who waits for the end");
	pool_close(&pool);
	tally_close(&t);
}

/* A segment that was not looked at is never passed for one that agreed. */
static void
test_stopped(void)
{
	struct pool pool;
	struct tally t;
	struct tally_slot *s;
	struct why w = { 0 };

	pool_open(&pool, 1, &w);
	tally_open(&t, &pool, &seal, &w);
	s = ready(&t, 1, &w);
	(void)tally_submit(&t, s, &w);
	pool_stop(&pool);
	tap_ok(tally_finish(&t, &w) == -1 && w.reason == WHY_SYSTEM,
	    "segments that a stopped pool left unchecked are told: %s", w.text);
	tap_number((long long)t.checked, 0, "none of them counts");
	why_clear(&w);
	s = tally_take(&t, &w);
	tap_ok(s != NULL, "what is free can be had");
	tap_ok(tally_take(&t, &w) == NULL && w.reason == WHY_SYSTEM,
	    "what is not cannot, and nobody waits for it: %s", w.text);
	pool_close(&pool);
	tally_close(&t);
}

int
main(void)
{
	seal_all();
	test_agrees(1);
	test_agrees(2);
	test_agrees(4);
	for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
		test_fault(i, 1 + (unsigned)i % 3);
	test_blind();
	test_lowest(10, 6);
	test_lowest(6, 10);
	test_keep_fails(1);
	test_keep_fails(3);
	test_told();
	test_stopped();
	return tap_done();
}
