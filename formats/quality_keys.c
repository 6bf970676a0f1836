#include <stdlib.h>
#include <string.h>

#include "formats/quality_inside.h"

/* Keys are spread by their top bits over so many heaps, each small enough for
 * the cache. */
#define HEAP_BITS 12
#define HEAPS	  (1 << HEAP_BITS)

static struct quality_key *
items_of(const struct quality_keys *k)
{
	return (struct quality_key *)(void *)k->room.data;
}

static bool
is_kept(uint64_t hash, unsigned level)
{
	return (hash & ((UINT64_C(1) << level) - 1)) == 0;
}

/* Half of them go, by chance. */
static void
raise_level(struct quality_keys *k)
{
	struct quality_key *items = items_of(k);
	size_t n = 0;

	k->level++;
	for (size_t i = 0; i < k->n; i++)
		if (is_kept(items[i].hash, k->level))
			items[n++] = items[i];
	k->n = n;
	k->room.len = n * sizeof *items;
}

int
quality_keys_add(struct quality_keys *to, const struct quality_key *items,
    size_t n, struct why *w)
{
	for (size_t i = 0; i < n; i++) {
		if (!is_kept(items[i].hash, to->level))
			continue;
		while (to->n >= QUALITY_KEYS_MAX)
			raise_level(to);
		if (!is_kept(items[i].hash, to->level))
			continue;
		if (bytes_add(&to->room, &items[i], sizeof items[i], w) != 0)
			return -1;
		to->n++;
	}
	return 0;
}

/* In place, heap by heap. */
static void
spread(struct quality_key *items, size_t n, size_t end[HEAPS])
{
	size_t at[HEAPS];
	size_t sum = 0;

	memset(end, 0, HEAPS * sizeof *end);
	for (size_t i = 0; i < n; i++)
		end[items[i].hash >> (64 - HEAP_BITS)]++;
	for (size_t h = 0; h < HEAPS; h++) {
		at[h] = sum;
		sum += end[h];
		end[h] = sum;
	}
	for (size_t h = 0; h < HEAPS; h++) {
		while (at[h] < end[h]) {
			struct quality_key one = items[at[h]];
			size_t to = (size_t)(one.hash >> (64 - HEAP_BITS));

			if (to == h) {
				at[h]++;
				continue;
			}
			items[at[h]] = items[at[to]];
			items[at[to]++] = one;
		}
	}
}

static int
compare(const void *a, const void *b)
{
	const struct quality_key *one = a;
	const struct quality_key *two = b;

	if (one->hash != two->hash)
		return one->hash < two->hash ? -1 : 1;
	return one->place < two->place ? -1 : one->place > two->place;
}

/* Does any stand twice? Few heaps have one, and only those are sorted. */
static bool
any_twice(const struct quality_key *items, size_t n, uint64_t *slots,
    size_t cap)
{
	memset(slots, 0, cap * sizeof *slots);
	for (size_t i = 0; i < n; i++) {
		size_t at = (size_t)(items[i].hash >> 20) & (cap - 1);

		while (slots[at] != 0 && slots[at] != items[i].hash)
			at = (at + 1) & (cap - 1);
		if (slots[at] == items[i].hash)
			return true;
		slots[at] = items[i].hash;
	}
	return false;
}

static void
count_heap(struct quality_key *items, size_t n, struct quality_found *found)
{
	qsort(items, n, sizeof *items, compare);
	for (size_t i = 1; i < n; i++)
		if (items[i].hash == items[i - 1].hash)
			quality_found_add(found, 1,
			    (uint32_t)(items[i].place >> 32),
			    items[i].place & UINT32_MAX);
}

int
quality_keys_end(struct quality_keys *k, struct quality_found *found,
    struct why *w)
{
	struct quality_key *items = items_of(k);
	size_t *end = malloc(HEAPS * sizeof *end);
	size_t cap = 1024;
	uint64_t *slots = NULL;
	size_t most = 0;
	size_t at = 0;
	int rc = -1;

	if (end == NULL)
		return why_memory(w);
	if (k->n == 0)
		goto none;
	spread(items, k->n, end);
	for (size_t h = 0; h < HEAPS; at = end[h++])
		most = end[h] - at > most ? end[h] - at : most;
	while (cap < 2 * most)
		cap *= 2;
	slots = malloc(cap * sizeof *slots);
	if (slots == NULL) {
		why_memory(w);
		goto out;
	}
	at = 0;
	for (size_t h = 0; h < HEAPS; at = end[h++])
		if (any_twice(items + at, end[h] - at, slots, cap))
			count_heap(items + at, end[h] - at, found);
none:
	found->count <<= k->level;
	rc = 0;
out:
	free(slots);
	free(end);
	return rc;
}
