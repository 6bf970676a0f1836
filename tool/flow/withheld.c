#include "tool/flow/withheld.h"

#include <string.h>

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

int
withheld_load(struct withheld *h, struct ledger *l,
    const uint8_t bundle[SEAL_ID_BYTES], const uint8_t *hold, struct why *w)
{
	const struct ledger_waiting_ask ask = { .bundle = bundle,
		.prefer = hold };

	*h = (struct withheld){ .hold = hold };
	return ledger_waiting_some(l, &ask, note, h, w);
}

bool
withheld_has(const struct withheld *h, uint64_t segment, uint32_t index)
{
	const struct place *all = (const void *)h->places.data;
	size_t low = 0;
	size_t high = h->places.len / sizeof *all;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct place *p = &all[middle];

		if (p->segment == segment && p->index == index)
			return true;
		if (p->segment < segment ||
		    (p->segment == segment && p->index < index))
			low = middle + 1;
		else
			high = middle;
	}
	return false;
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
}
