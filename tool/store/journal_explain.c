#include "tool/store/journal_patch.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Most events that may have been inserted one after the other. */
#define RUN_MAX 64
/* How far apart events are sought that were swapped or moved. */
#define REACH_MAX 512
/* What may be computed, in nodes, before the search is given up: some seconds.
 * Half of it is for pairs. */
#define WORK_MAX (UINT64_C(1) << 24)
struct search {
	struct journal_patcher patcher;
	const struct journal_heads *heads;
	const struct event_head *bad;
	uint64_t n;	/* events in the log */
	uint64_t sound; /* of which an earlier head vouches for so many */
	struct journal_shifted as_is;
	struct why *w;
};

/* --- inserted --- */

/* Do all heads agree with the log without the run of events at `at`? */
static int
is_whole_without(struct search *s, uint64_t at, uint64_t run, bool *whole)
{
	uint64_t n = s->n - run;
	const struct journal_heads *h = s->heads;
	struct journal_shifted later;
	const struct journal_patch p[] = { { at, &s->as_is, NULL },
		{ n, &later, NULL } };
	int rc = -1;

	*whole = h->all[h->n - 1].size <= n;
	if (!*whole)
		return 0;
	if (journal_shifted_make(&s->patcher, &later, (int64_t)run, at, n) ==
	    0) {
		for (size_t i = 0; i < h->n; i++)
			*whole = *whole &&
			    journal_patch_agrees(&s->patcher, p, &h->all[i]);
		rc = 0;
	}
	journal_shifted_clear(&later);
	return rc;
}

/* A change that, undone, gives the root of the bad head. */
struct finding {
	enum why_reason reason; /* WHY_NONE: nothing found */
	bool whole;		/* and those of all other heads */
	uint64_t at;
	uint64_t other; /* length of the run, or the other place */
};

/* Is there a run of this length whose removal helps? */
static int
find_run(struct search *s, uint64_t run, struct finding *f)
{
	struct journal_shifted later;
	uint64_t n = s->bad->size;
	int rc = journal_shifted_make(&s->patcher, &later, (int64_t)run,
	    s->sound, n);

	for (uint64_t at = s->sound; rc == 0 && at < n; at++) {
		const struct journal_patch p[] = { { at, &s->as_is, NULL },
			{ n, &later, NULL } };
		bool whole;

		if (!journal_patch_agrees(&s->patcher, p, s->bad))
			continue;
		rc = is_whole_without(s, at, run, &whole);
		if (f->reason == WHY_NONE || whole)
			*f = (struct finding){ WHY_LOG_INSERTED, whole, at,
				run };
		if (whole)
			break;
	}
	journal_shifted_clear(&later);
	return rc;
}

static int
find_inserted(struct search *s, struct finding *f)
{
	uint64_t most = s->n - s->bad->size;

	most = most < RUN_MAX ? most : RUN_MAX;
	for (uint64_t run = 1; run <= most && !f->whole; run++) {
		if (s->patcher.work > WORK_MAX / 2)
			return 0;
		if (find_run(s, run, f) != 0)
			return -1;
	}
	return 0;
}

/* --- reordered --- */

/* Trees of everything one place later and one earlier, for moves. */
struct neighbours {
	struct journal_shifted later;
	struct journal_shifted earlier;
};

/* Try a patchwork on the bad head, then on all. True if all agree. */
static bool
try_order(struct search *s, const struct journal_patch *p, struct finding *f,
    uint64_t at, uint64_t other)
{
	const struct journal_heads *h = s->heads;
	bool whole = true;

	if (!journal_patch_agrees(&s->patcher, p, s->bad))
		return false;
	for (size_t i = 0; i < h->n; i++)
		whole =
		    whole && journal_patch_agrees(&s->patcher, p, &h->all[i]);
	if (f->reason == WHY_NONE || whole)
		*f = (struct finding){ WHY_LOG_REORDERED, whole, at, other };
	return whole;
}

/* The events at i < j: each in the other's place, or one of them there and
 * those in between one place on. */
static int
try_pair(struct search *s, const struct neighbours *near, uint64_t i,
    uint64_t j, struct finding *f)
{
	uint8_t here[HASH_BYTES], there[HASH_BYTES];
	const struct journal_shifted *same = &s->as_is;
	uint64_t n = s->n;
	const struct journal_patch swap[] = { { i, same, NULL },
		{ i + 1, NULL, here }, { j, same, NULL },
		{ j + 1, NULL, there }, { n, same, NULL } };
	const struct journal_patch down[] = { { i, same, NULL },
		{ i + 1, NULL, here }, { j + 1, &near->earlier, NULL },
		{ n, same, NULL } };
	const struct journal_patch up[] = { { i, same, NULL },
		{ j, &near->later, NULL }, { j + 1, NULL, there },
		{ n, same, NULL } };

	if (journal_patch_leaf(&s->patcher, j, i, here) != 0 ||
	    journal_patch_leaf(&s->patcher, i, j, there) != 0)
		return -1;
	if (!try_order(s, swap, f, j, i) && !try_order(s, down, f, j, i))
		(void)try_order(s, up, f, i, j);
	return 0;
}

static int
find_pairs(struct search *s, struct finding *f)
{
	struct neighbours near = { 0 };
	uint64_t n = s->n;
	int rc =
	    journal_shifted_make(&s->patcher, &near.later, 1, s->sound, n - 1);

	if (rc == 0)
		rc = journal_shifted_make(&s->patcher, &near.earlier, -1,
		    s->sound + 1, n);
	for (uint64_t i = s->sound; rc == 0 && i < s->bad->size; i++) {
		for (uint64_t j = i + 1; rc == 0 && j < n && j - i <= REACH_MAX;
		     j++) {
			if (f->whole || s->patcher.work > WORK_MAX)
				goto out;
			rc = try_pair(s, &near, i, j, f);
		}
	}
out:
	journal_shifted_clear(&near.later);
	journal_shifted_clear(&near.earlier);
	return rc;
}

struct dated {
	int64_t time_s;
	uint64_t place;
};

static int
compare_dated(const void *a, const void *b)
{
	const struct dated *x = a;
	const struct dated *y = b;

	if (x->time_s != y->time_s)
		return x->time_s < y->time_s ? -1 : 1;
	return (x->place > y->place) - (x->place < y->place);
}

/* The places from `sound` on, in the order of the events' own times. */
static struct dated *
by_time(struct search *s)
{
	uint64_t n = s->n - s->sound;
	struct dated *all = calloc(n, sizeof *all);

	if (all == NULL) {
		why_memory(s->w);
		return NULL;
	}
	for (uint64_t i = 0; i < n; i++) {
		struct event e;
		size_t len;
		const uint8_t *line =
		    journal_line(s->patcher.log, s->sound + i, &len);

		if (event_parse(&e, line, len, s->w) != 0) {
			free(all);
			return NULL;
		}
		all[i] = (struct dated){ e.time_s, s->sound + i };
	}
	qsort(all, n, sizeof *all, compare_dated);
	return all;
}

/* Does the order of time help? */
static int
find_by_time(struct search *s, struct finding *f)
{
	struct journal_shifted sorted = { .n = s->n };
	const struct journal_patch p[] = { { s->n, &sorted, NULL } };
	struct dated *all = by_time(s);
	uint64_t first = s->n;
	int rc = all == NULL
	    ? -1
	    : journal_shifted_make(&s->patcher, &sorted, 0, s->sound, s->n);

	for (uint64_t i = s->sound; rc == 0 && i < s->n; i++) {
		uint64_t from = all[i - s->sound].place;

		if (from == i)
			continue;
		first = first < i ? first : i;
		rc = journal_patch_leaf(&s->patcher, from, i,
		    sorted.levels[0] + i * HASH_BYTES);
	}
	if (rc == 0)
		rc = journal_shifted_rebuild(&s->patcher, &sorted);
	if (rc == 0 && first < s->n)
		(void)try_order(s, p, f, all[first - s->sound].place, first);
	journal_shifted_clear(&sorted);
	free(all);
	return rc;
}

/* --- what it was --- */

static int
tell(const struct search *s, const struct finding *f)
{
	uint64_t size = s->bad->size;

	if (f->reason == WHY_LOG_INSERTED)
		return why_set(s->w, WHY_LOG_INSERTED,
		    "%" PRIu64 " event%s inserted at %" PRIu64
		    ": without, the checkpoint of %" PRIu64 " events agrees",
		    f->other, f->other == 1 ? " was" : "s were", f->at, size);
	if (f->reason == WHY_LOG_REORDERED)
		return why_set(s->w, WHY_LOG_REORDERED,
		    "the log was reordered: with event %" PRIu64
		    " in the place of %" PRIu64 ", the checkpoint of %" PRIu64
		    " events agrees",
		    f->at, f->other, size);
	if (size - s->sound == 1)
		return why_set(s->w, WHY_LOG_ALTERED,
		    "event %" PRIu64 " was altered: it is not what the "
		    "checkpoint of %" PRIu64 " events says",
		    s->sound, size);
	return why_set(s->w, WHY_LOG_ALTERED,
	    "one of the events %" PRIu64 " to %" PRIu64
	    " was altered: they are not what the checkpoint of %" PRIu64
	    " events says",
	    s->sound, size - 1, size);
}

int
journal_explain(const struct journal_log *log,
    const struct journal_heads *heads, size_t bad, struct why *w)
{
	struct search s = { .patcher = { .log = log, .w = w },
		.n = log->n,
		.heads = heads,
		.bad = &heads->all[bad],
		.sound = bad == 0 ? 0 : heads->all[bad - 1].size,
		.w = w };
	struct finding f = { 0 };
	int rc = -1;

	if (s.bad->size == 0)
		return why_set(w, WHY_CHECKPOINT,
		    "a checkpoint of no events has the root of some");
	/* Two heads of one size that differ: no log agrees with both. */
	if (s.bad->size <= s.sound)
		return why_set(w, WHY_LOG_ALTERED,
		    "two checkpoints of %" PRIu64 " events differ",
		    s.bad->size);
	if (journal_shifted_make(&s.patcher, &s.as_is, 0, 0, log->n) == 0 &&
	    find_inserted(&s, &f) == 0 &&
	    (f.whole || find_by_time(&s, &f) == 0) &&
	    (f.whole || find_pairs(&s, &f) == 0))
		rc = tell(&s, &f);
	journal_shifted_clear(&s.as_is);
	return rc;
}
