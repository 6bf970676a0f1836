#include <stdlib.h>
#include <string.h>

#include "formats/quality_hash.h"
#include "formats/quality_inside.h"

/* Source: quality.txt, 5. */
#define GAP_HOURS 6
#define GAP_TIMES 10

/* A day: camera, day from the first that can be, a bit for each hour. */
#define DAY_BITS   24
#define HOURS	   ((UINT64_C(1) << DAY_BITS) - 1)
#define CAMERA_AT  (2 * DAY_BITS)
#define SMALL_STEP 48 /* hours: at most one a day is longer */

_Static_assert(QUALITY_HOUR_LEAST % 24 == 0, "a day begins there");
_Static_assert(QUALITY_CAMERAS_MAX <= 1 << (64 - CAMERA_AT),
    "a camera has room");

static uint64_t *
slots_of(const struct quality_days *d)
{
	return (uint64_t *)(void *)d->room.data;
}

static uint64_t *
find(const struct quality_days *d, uint64_t day)
{
	uint64_t of = day >> DAY_BITS;
	size_t at = (size_t)(quality_hash_mix(of, of, 0) & (d->cap - 1));

	while (slots_of(d)[at] != 0 && slots_of(d)[at] >> DAY_BITS != of)
		at = (at + 1) & (d->cap - 1);
	return &slots_of(d)[at];
}

static int
grow(struct quality_days *d, struct why *w)
{
	struct quality_days more = { .cap = d->cap == 0 ? 1024 : 2 * d->cap,
		.n = d->n };
	size_t len = more.cap * sizeof(uint64_t);

	if (bytes_reserve(&more.room, len, w) != 0)
		return -1;
	memset(more.room.data, 0, len);
	for (size_t i = 0; i < d->cap; i++)
		if (slots_of(d)[i] != 0)
			*find(&more, slots_of(d)[i]) = slots_of(d)[i];
	bytes_clear(&d->room);
	*d = more;
	return 0;
}

int
quality_days_add(struct quality_days *d, uint32_t camera, int32_t hour,
    struct why *w)
{
	uint32_t since = (uint32_t)(hour - QUALITY_HOUR_LEAST);
	uint64_t one = (uint64_t)camera << CAMERA_AT |
	    (uint64_t)(since / 24) << DAY_BITS | UINT64_C(1) << since % 24;
	uint64_t *slot;

	if (4 * d->n >= 3 * d->cap && grow(d, w) != 0)
		return -1;
	slot = find(d, one);
	d->n += *slot == 0;
	*slot |= one;
	return 0;
}

void
quality_days_clear(struct quality_days *d)
{
	bytes_clear(&d->room);
	*d = (struct quality_days){ 0 };
}

/* --- gaps --- */

/* Days of one camera, ascending, and their hours one by one. */
struct walk {
	const uint64_t *days;
	size_t n;
	size_t at;
	uint64_t hours; /* left of this day */
};

static bool
next_hour(struct walk *k, int32_t *hour)
{
	while (k->hours == 0) {
		if (k->at == k->n)
			return false;
		k->hours = k->days[k->at++] & HOURS;
	}
	*hour = (int32_t)(k->days[k->at - 1] >> DAY_BITS & HOURS) * 24 +
	    QUALITY_HOUR_LEAST + __builtin_ctzll(k->hours);
	k->hours &= k->hours - 1;
	return true;
}

static int
compare_numbers(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a;
	uint32_t y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static int
compare_days(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a;
	uint64_t y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* The median of the distances, the lower one; 0: there are none. more: room for
 * those that are long. */
static uint32_t
median(struct walk k, uint32_t *more)
{
	uint64_t few[SMALL_STEP] = { 0 };
	uint64_t total = 0;
	uint64_t sum = 0;
	size_t n = 0;
	int32_t before;
	int32_t hour;

	if (!next_hour(&k, &before))
		return 0;
	for (; next_hour(&k, &hour); before = hour, total++) {
		uint32_t step = (uint32_t)(hour - before);

		if (step < SMALL_STEP)
			few[step]++;
		else
			more[n++] = step;
	}
	if (total == 0)
		return 0;
	for (uint32_t i = 1; i < SMALL_STEP; i++) {
		sum += few[i];
		if (sum > (total - 1) / 2)
			return i;
	}
	qsort(more, n, sizeof *more, compare_numbers);
	return more[(total - 1) / 2 - sum];
}

static void
find_gaps(const uint64_t *days, size_t n, uint32_t *room, struct quality *out)
{
	struct walk k = { .days = days, .n = n };
	int64_t longest = (int64_t)GAP_TIMES * median(k, room);
	uint32_t camera = (uint32_t)(days[0] >> CAMERA_AT);
	int32_t before;
	int32_t hour;

	if (longest < GAP_HOURS)
		longest = GAP_HOURS;
	if (!next_hour(&k, &before))
		return;
	for (; next_hour(&k, &hour); before = hour) {
		if (hour - before <= longest)
			continue;
		out->found[QUALITY_GAP].count++;
		if (out->n_gaps < QUALITY_GAPS)
			out->gaps[out->n_gaps++] =
			    (struct quality_gap){ camera, before, hour };
	}
}

int
quality_days_gaps(const struct quality_days *d, const uint32_t *place,
    struct quality *out, struct why *w)
{
	uint64_t *days = calloc(d->n + 1, sizeof *days);
	uint32_t *room = calloc(d->n + 1, sizeof *room);
	size_t n = 0;
	int rc = -1;

	if (days == NULL || room == NULL) {
		why_memory(w);
		goto out;
	}
	for (size_t i = 0; i < d->cap; i++) {
		uint64_t one = slots_of(d)[i];

		if (one != 0)
			days[n++] = (one & ~(UINT64_MAX << CAMERA_AT)) |
			    (uint64_t)place[one >> CAMERA_AT] << CAMERA_AT;
	}
	qsort(days, n, sizeof *days, compare_days);
	for (size_t from = 0, i = 0; i < n; i++)
		if (i + 1 == n ||
		    days[i + 1] >> CAMERA_AT != days[i] >> CAMERA_AT) {
			find_gaps(days + from, i + 1 - from, room, out);
			from = i + 1;
		}
	rc = 0;
out:
	free(days);
	free(room);
	return rc;
}
