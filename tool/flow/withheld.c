#include "tool/flow/withheld.h"

#include <stdlib.h>
#include <string.h>

#include "tool/store/ledger_restricted.h"

struct place {
	uint64_t segment;
	uint64_t index;
};

int
withheld_add(struct withheld *h, uint64_t segment, uint32_t index,
    struct why *w)
{
	const struct place p = { segment, index };

	return bytes_add(&h->places, &p, sizeof p, w);
}

static int
note(void *self, const struct ledger_waiting *one, struct why *w)
{
	struct withheld *h = self;

	if (h->hold != NULL && !one->due &&
	    memcmp(h->hold, one->hold, sizeof one->hold) == 0) {
		h->shown++;
		return 0;
	}
	return withheld_add(h, one->segment, one->index, w);
}

static int
note_restricted(void *self, const struct ledger_restricted *one, struct why *w)
{
	struct withheld *h = self;
	const struct place p = { one->segment, one->index };

	return bytes_add(&h->restricted, &p, sizeof p, w);
}

static int
compare(const void *a, const void *b)
{
	const struct place *one = a;
	const struct place *two = b;

	if (one->segment != two->segment)
		return one->segment < two->segment ? -1 : 1;
	return one->index < two->index ? -1 : one->index > two->index;
}

/* Several orders may restrict one record. */
static void
sort(struct bytes *places)
{
	struct place *all = (void *)places->data;
	size_t n = places->len / sizeof *all;
	size_t kept = 0;

	if (n > 0)
		qsort(all, n, sizeof *all, compare);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || compare(&all[kept - 1], &all[i]) != 0)
			all[kept++] = all[i];
	places->len = kept * sizeof *all;
}

int
withheld_load(struct withheld *h, struct ledger *l,
    const uint8_t bundle[SEAL_ID_BYTES], const uint8_t *hold, struct why *w)
{
	const struct ledger_waiting_ask ask = { .bundle = bundle,
		.prefer = hold };

	*h = (struct withheld){ .hold = hold };
	if (ledger_waiting_some(l, &ask, note, h, w) != 0 ||
	    ledger_restricted_each(l, bundle, note_restricted, h, w) != 0)
		return -1;
	sort(&h->restricted);
	return 0;
}

static bool
has(const struct bytes *places, uint64_t segment, uint32_t index)
{
	const struct place one = { segment, index };
	size_t n = places->len / sizeof one;

	return n > 0 &&
	    bsearch(&one, places->data, n, sizeof one, compare) != NULL;
}

bool
withheld_has(const struct withheld *h, uint64_t segment, uint32_t index)
{
	return has(&h->places, segment, index);
}

bool
withheld_restricts(const struct withheld *h, uint64_t segment, uint32_t index)
{
	return has(&h->restricted, segment, index);
}

uint64_t
withheld_restricted(const struct withheld *h)
{
	return h->restricted.len / sizeof(struct place);
}

uint64_t
withheld_count(const struct withheld *h)
{
	return h->places.len / sizeof(struct place);
}

void
withheld_clear(struct withheld *h)
{
	bytes_clear(&h->places);
	bytes_clear(&h->restricted);
}

int
withheld_rectified(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    uint64_t *out, struct why *w)
{
	struct withheld h = { 0 };
	int rc = ledger_restricted_kind(l, bundle, ORDER_RECTIFY,
	    note_restricted, &h, w);

	sort(&h.restricted);
	*out = withheld_restricted(&h);
	withheld_clear(&h);
	return rc;
}
