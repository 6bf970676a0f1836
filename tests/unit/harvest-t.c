#include "tool/flow/harvest.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/tap/tap.h"
#include "tests/unit/scratch.h"
#include "tool/flow/judge.h"

#define NONE UINT32_MAX

enum {
	SEGMENTS = 5,
	CAUSES = 3
};

/* Rows of the table orders, by the number of the order in the match, and what
 * nobody may read before them. */
static const uint64_t order_rows[1 + CAUSES] = { 99, 41, 42, 7 };

static const uint32_t records_of[SEGMENTS] = { 3, 1000, 1, 70000, 6 };
static const uint8_t bundle[SEAL_ID_BYTES] = { 9, 8, 7 };

/* A record that is gone. fresh: now, else from before. */
struct gone {
	uint64_t segment;
	uint32_t index;
	uint32_t fresh;
	uint64_t cause;
	uint64_t kept_cause; /* as the ledger must tell it */
};
static const struct gone gones[] = {
	{ 1, 0, 1, 1, 41 },
	{ 1, 17, 0, 5, NONE },
	{ 1, 18, 1, 3, 7 },
	{ 1, 999, 1, 0, 0 },
	{ 2, 0, 1, JUDGE_TOMBSTONE, LEDGER_CAUSE_TOMBSTONE },
	{ 3, 5, 1, 2, 42 },
	{ 3, 69999, 1, JUDGE_TOMBSTONE, LEDGER_CAUSE_TOMBSTONE },
	{ 4, 2, 0, 41, NONE },
};
#define GONES (sizeof gones / sizeof gones[0])

static struct seal_segment sealed[SEGMENTS];
static struct seal seal;
static struct tally_slot slots[SEGMENTS];

static void
leaf_of(uint64_t segment, uint32_t index, uint8_t leaf[HASH_BYTES])
{
	for (size_t i = 0; i < HASH_BYTES; i++)
		leaf[i] = (uint8_t)(segment * 101 + index * 7 + i);
}

static void
add_holes(struct tally_slot *s, struct why *w)
{
	for (size_t i = 0; i < GONES; i++) {
		struct tally_hole *h;

		if (gones[i].segment != s->number)
			continue;
		if (tally_gone(s, gones[i].index, gones[i].cause, w) != 0)
			abort();
		h = &s->holes[s->n_holes - 1];
		h->fresh = gones[i].fresh;
		leaf_of(s->number, h->index, h->leaf);
		if (salt_cover_forget(&s->cover, &h->index, 1, w) != 0)
			tap_note("%s", w->text);
	}
}

/* Slots as a tally hands them over. */
static void
make_slots(void)
{
	struct why w = { 0 };
	uint8_t seed[HASH_SALT_BYTES];

	seal.n_segments = SEGMENTS;
	seal.segments = sealed;
	memcpy(seal.id, bundle, sizeof bundle);
	for (size_t i = 0; i < SEGMENTS; i++) {
		struct tally_slot *s = &slots[i];

		sealed[i].records = records_of[i];
		s->number = i;
		memset(seed, (int)i + 1, sizeof seed);
		salt_cover_init(&s->cover, bundle, i, records_of[i], seed, &w);
		for (uint32_t n = 0; n < records_of[i]; n++) {
			uint8_t leaf[HASH_BYTES];

			leaf_of(i, n, leaf);
			bytes_add(&s->hints, leaf, TALLY_HINT_BYTES, &w);
		}
		add_holes(s, &w);
	}
	tap_text(w.text, "", "segments as they come out of a tally");
}

/* --- what the ledger holds --- */

struct found {
	uint64_t segment;
	unsigned n;
	unsigned wrong;
};

static int
look_gone(void *self, const struct ledger_gone *g, struct why *w)
{
	struct found *f = self;
	uint8_t leaf[HASH_BYTES];
	bool good = false;

	(void)w;
	leaf_of(f->segment, g->index, leaf);
	for (size_t i = 0; i < GONES; i++)
		good |= gones[i].fresh && gones[i].segment == f->segment &&
		    gones[i].index == g->index &&
		    gones[i].kept_cause == g->cause &&
		    memcmp(g->leaf, leaf, sizeof leaf) == 0;
	f->wrong += !good;
	f->n++;
	return 0;
}

static unsigned
fresh_in(uint64_t segment)
{
	unsigned n = 0;

	for (size_t i = 0; i < GONES; i++)
		n += gones[i].segment == segment && gones[i].fresh;
	return n;
}

static void
check_segment(struct ledger *l, uint64_t number, bool there)
{
	const struct tally_slot *s = &slots[number];
	struct ledger_segment row = { 0 };
	struct bytes cover = { 0 };
	struct found f = { .segment = number };
	struct why w = { 0 };
	bool found;

	ledger_segment_get(l, bundle, number, &row, &cover, &found, &w);
	tap_ok(found == there, "segment %llu is %s", (unsigned long long)number,
	    there ? "there" : "not there");
	if (there) {
		tap_ok(row.records == records_of[number] &&
			row.gone == s->n_holes,
		    "with its records, %zu of them gone", s->n_holes);
		tap_ok(cover.len == s->cover.seeds.len &&
			(cover.len == 0 ||
			    memcmp(cover.data, s->cover.seeds.data,
				cover.len) == 0),
		    "and a cover of %zu bytes", cover.len);
	}
	ledger_gone_each(l, bundle, number, look_gone, &f, &w);
	tap_number(f.n, there ? fresh_in(number) : 0,
	    "what went now is told, what was gone before is not");
	tap_number(f.wrong, 0, "each with its place, leaf and cause");
	tap_text(w.text, "", "without a fault");
	bytes_clear(&cover);
}

static void
open_ledger(struct ledger *l, const char *name)
{
	struct why w = { 0 };

	if (ledger_create(scratch_path("%s", name), &w) != 0 ||
	    ledger_open(l, scratch_path("%s", name), LEDGER_WRITE, &w) != 0) {
		tap_ok(false, "a ledger: %s", w.text);
		exit(1);
	}
}

static int
commit(struct harvest *h, struct ledger *l, struct why *w)
{
	const struct harvest_causes causes = {
		.orders = order_rows + 1,
		.tombstone = LEDGER_CAUSE_TOMBSTONE,
	};
	int rc;

	ledger_begin(l, w);
	rc = harvest_commit(h, l, &causes, w);
	if (rc == 0)
		rc = ledger_commit(l, w);
	ledger_rollback(l);
	return rc;
}

/* --- tests --- */

static void
test_all(int store)
{
	static const unsigned order[SEGMENTS] = { 3, 0, 4, 1, 2 };
	struct harvest h;
	struct ledger l;
	struct why w = { 0 };
	int rc = 0;

	open_ledger(&l, "all.db");
	tap_number(harvest_open(&h, store, &seal, -1, true, &w), 0,
	    "all of a bundle is collected");
	for (size_t i = 0; i < SEGMENTS; i++)
		rc |= harvest_keep(&h, &slots[order[i]], &w);
	tap_number(rc, 0, "in any order of its segments");
	tap_number((long long)h.gone_records, 6, "records that went now count");
	check_segment(&l, 1, false);
	tap_number(commit(&h, &l, &w), 0, "it is put into the ledger %s",
	    w.text);
	for (uint64_t i = 0; i < SEGMENTS; i++)
		check_segment(&l, i, true);
	harvest_close(&h);
	harvest_close(&h);
	ledger_close(&l);
}

static void
test_changed(int store)
{
	static const bool there[SEGMENTS] = { false, true, true, true, false };
	struct harvest h;
	struct ledger l;
	struct why w = { 0 };
	int rc = 0;

	open_ledger(&l, "changed.db");
	harvest_open(&h, store, &seal, -1, false, &w);
	for (size_t i = 0; i < SEGMENTS; i++)
		rc |= harvest_keep(&h, &slots[i], &w);
	tap_number(rc, 0, "or only what changed is collected");
	tap_number(commit(&h, &l, &w), 0, "and put into the ledger %s", w.text);
	for (uint64_t i = 0; i < SEGMENTS; i++)
		check_segment(&l, i, there[i]);
	harvest_close(&h);
	ledger_close(&l);
}

static void
test_hints(int store)
{
	struct bytes got = { 0 };
	struct harvest h;
	struct why w = { 0 };
	unsigned good = 0;
	size_t at = 0;
	int fd =
	    open(scratch_path("leaves"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	harvest_open(&h, store, &seal, fd, true, &w);
	for (size_t i = SEGMENTS; i-- > 0;)
		harvest_keep(&h, &slots[i], &w);
	harvest_close(&h);
	close(fd);
	scratch_read(scratch_path("leaves"), &got);
	tap_number((long long)got.len, (3 + 1000 + 1 + 70000 + 6) * 4LL,
	    "hints are four bytes a record");
	for (size_t i = 0; i < SEGMENTS && at < got.len; i++) {
		good += memcmp(got.data + at, slots[i].hints.data,
			    slots[i].hints.len) == 0;
		at += slots[i].hints.len;
	}
	tap_number(good, SEGMENTS,
	    "those of each segment stand behind those before it");
	fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
	harvest_open(&h, store, &seal, fd, true, &w);
	tap_ok(harvest_keep(&h, &slots[1], &w) == -1 && w.reason != WHY_NONE,
	    "hints that cannot be written are told: %s", w.text);
	harvest_close(&h);
	close(fd);
	bytes_clear(&got);
}

static void
test_nothing(int store)
{
	struct seal none = { .n_segments = 0 };
	struct harvest h;
	struct ledger l;
	struct why w = { 0 };

	open_ledger(&l, "none.db");
	harvest_open(&h, store, &none, -1, true, &w);
	tap_number(commit(&h, &l, &w), 0, "nothing collected is no fault %s",
	    w.text);
	harvest_close(&h);
	ledger_close(&l);
}

/* A place of which the ledger has a leaf already cannot go again. */
static void
test_twice(int store)
{
	struct harvest h;
	struct ledger l;
	struct why w = { 0 };

	open_ledger(&l, "twice.db");
	harvest_open(&h, store, &seal, -1, true, &w);
	harvest_keep(&h, &slots[1], &w);
	tap_number(commit(&h, &l, &w), 0, "once it goes %s", w.text);
	tap_number(commit(&h, &l, &w), -1,
	    "a record that is gone cannot go again");
	tap_text(why_name(w.reason), "store", "the ledger says so: %s", w.text);
	check_segment(&l, 1, true);
	harvest_close(&h);
	ledger_close(&l);
}

int
main(void)
{
	int store;

	scratch_begin();
	store = open(scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	make_slots();
	test_all(store);
	test_changed(store);
	test_hints(store);
	test_nothing(store);
	test_twice(-1);
	for (size_t i = 0; i < SEGMENTS; i++) {
		salt_cover_clear(&slots[i].cover);
		bytes_clear(&slots[i].hints);
		free(slots[i].holes);
	}
	close(store);
	return tap_done();
}
