#include <stdlib.h>
#include <string.h>

#include "formats/record.h"
#include "tool/flow/due_inside.h"
#include "tool/store/ledger_waiting.h"

struct run {
	struct due *to;
	struct ledger *ledger;
	struct bytes ids; /* of bundles; SEAL_ID_BYTES each */
	uint64_t records;
};

static int
add_hold(void *self, const struct ledger_hold *h, struct why *w)
{
	struct run *r = self;
	struct due_item item = { .kind = DUE_HOLD, .by_s = h->review_s };

	memcpy(item.order, h->id, sizeof(item.order));
	if (ledger_waiting_held(r->ledger, h->id, &item.records, w) != 0)
		return -1;
	return due_add_text(r->to, &item, h->ground, h->reference, w);
}

static int
list_one(void *self, const uint8_t bundle[SEAL_ID_BYTES], struct why *w)
{
	struct run *r = self;

	return bytes_add(&r->ids, bundle, SEAL_ID_BYTES, w);
}

static int
count_due(void *self, const struct ledger_waiting *one, struct why *w)
{
	struct run *r = self;

	(void)w;
	r->records += one->due;
	return 0;
}

static int
add_released(struct run *r, const uint8_t *id, struct why *w)
{
	struct due_item item = { .kind = DUE_RELEASED,
		.overdue = true,
		.by_s = r->to->now_s - 1 };
	struct ledger_bundle bundle;
	bool found;

	r->records = 0;
	if (ledger_bundle_get(r->ledger, id, LEDGER_RECEIVED, &bundle, &found,
		w) != 0 ||
	    ledger_waiting_each(r->ledger, id, count_due, r, w) != 0)
		return -1;
	/* those that another hold keeps too are not due */
	if (r->records == 0)
		return 0;
	item.records = r->records;
	memcpy(item.bundle, id, sizeof(item.bundle));
	memcpy(item.agency, bundle.other.agency, sizeof(item.agency));
	return due_add(r->to, &item, w);
}

int
due_holds_find(struct due *d, struct ledger *l, struct why *w)
{
	struct run r = { .to = d, .ledger = l };
	int rc = ledger_hold_each(l, add_hold, &r, w);

	if (rc == 0)
		rc = ledger_waiting_bundles(l, list_one, &r, w);
	for (size_t i = 0; i < r.ids.len && rc == 0; i += SEAL_ID_BYTES)
		rc = add_released(&r, r.ids.data + i, w);
	bytes_clear(&r.ids);
	return rc;
}

/* --- reads that a hold keeps --- */

struct place {
	uint64_t segment;
	uint32_t index;
};
/** Records that wait, ascending; then those of files are taken out. */
struct kept {
	struct bytes places; /* struct place each */
	size_t at;
	uint64_t files;
};

static int
note_kept(void *self, const struct ledger_waiting *one, struct why *w)
{
	struct kept *k = self;
	struct place place;

	if (one->due || one->cause != LEDGER_CAUSE_EXPIRED)
		return 0;
	memset(&place, 0, sizeof(place));
	place.segment = one->segment;
	place.index = one->index;
	return bytes_add(&k->places, &place, sizeof(place), w);
}

/* Both go on together: members stand in the order of their records. */
static int
meet_member(void *self, const struct ledger_member *m, struct why *w)
{
	struct kept *k = self;

	(void)w;
	while (k->at < k->places.len) {
		struct place place;

		memcpy(&place, k->places.data + k->at, sizeof(place));
		if (place.segment > m->segment ||
		    (place.segment == m->segment && place.index > m->first))
			return 0;
		k->at += sizeof(place);
		k->files +=
		    place.segment == m->segment && place.index == m->first;
	}
	return 0;
}

int
due_holds_reads(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    uint64_t *out, struct why *w)
{
	struct kept k = { 0 };
	int rc = ledger_waiting_each(l, bundle, note_kept, &k, w);

	if (rc == 0 && k.places.len > 0)
		rc = ledger_member_each(l, bundle, meet_member, &k, w);
	*out = k.places.len / sizeof(struct place) - k.files;
	bytes_clear(&k.places);
	return rc;
}
