#ifndef TESTS_UNIT_TALLYING_H
#define TESTS_UNIT_TALLYING_H

/** Segments of made-up rows, their salts, leaves and roots, as a sender seals
 *  them and a tally checks them. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/tree.h"
#include "tests/tap/tap.h"
#include "tool/flow/tally.h"

enum {
	SEGMENTS = 12,
	ROWS_MAX = 400
};

static const uint8_t bundle[SEAL_ID_BYTES] = { 3, 1, 4 };
static struct seal_segment sealed[SEGMENTS];
static struct seal seal = { .segments = sealed, .n_segments = SEGMENTS };
static uint8_t leaves[SEGMENTS][ROWS_MAX * HASH_BYTES];
static uint8_t salts[SEGMENTS][ROWS_MAX * HASH_SALT_BYTES];

/* Segments of 1, 2, 3, 4, 5, ... and many records. */
static inline uint32_t
rows_of(uint64_t segment)
{
	return segment < 5 ? (uint32_t)segment + 1
			   : 16 + (uint32_t)(segment * 97 % (ROWS_MAX - 16));
}

static inline void
make_cover(struct salt_cover *c, uint64_t segment)
{
	uint8_t seed[HASH_SALT_BYTES];
	struct why w = { 0 };

	memset(seed, 0x40 + (int)segment, sizeof seed);
	if (salt_cover_init(c, bundle, segment, rows_of(segment), seed, &w) !=
	    0)
		abort();
}

/* Its rows into plain, as records: a member record, then rows. */
static inline void
fill(struct tally_slot *s, uint64_t segment)
{
	struct why w = { 0 };

	s->number = segment;
	if (bytes_reserve(&s->plain, 64 * ROWS_MAX, &w) != 0)
		abort();
	for (uint32_t i = 0; i < rows_of(segment); i++) {
		char text[64];
		struct record r = {
			.bytes = s->plain.data + s->plain.len,
			.member = (uint32_t)segment,
			.kind = i == 0 ? HASH_LEAF_MEMBER : HASH_LEAF_RECORD,
		};

		r.len = (uint32_t)snprintf(text, sizeof text,
		    "row %u of segment %u%.*s\n", i, (unsigned)segment,
		    (int)i % 30, "..............................");
		bytes_add(&s->plain, text, r.len, &w);
		if (records_add(&s->records, &r, &w) != 0)
			abort();
	}
}

/* The sender's side of all segments. */
static inline void
seal_all(void)
{
	for (uint64_t i = 0; i < SEGMENTS; i++) {
		struct tally_slot s = { 0 };
		struct salt_cover c = { 0 };
		uint8_t copy[ROWS_MAX * HASH_BYTES];
		struct why w = { 0 };

		fill(&s, i);
		make_cover(&c, i);
		if (salt_cover_derive(&c, salts[i], &w) != 0)
			abort();
		records_hash(&s.records, salts[i], leaves[i]);
		memcpy(copy, leaves[i], sizeof copy);
		sealed[i].records = rows_of(i);
		tree_root(&tree_blake2, sealed[i].root, copy, rows_of(i));
		salt_cover_clear(&c);
		bytes_clear(&s.plain);
		records_clear(&s.records);
	}
}

static inline const uint8_t *
leaf_of(uint64_t segment, uint32_t index)
{
	return leaves[segment] + (size_t)index * HASH_BYTES;
}

/* A slot with a segment in it, ready to be submitted. */
static inline struct tally_slot *
ready(struct tally *t, uint64_t segment, struct why *w)
{
	struct tally_slot *s = tally_take(t, w);

	if (s == NULL)
		return NULL;
	fill(s, segment);
	salt_cover_clear(&s->cover);
	make_cover(&s->cover, segment);
	return s;
}

/* This record is gone since before: its salt is forgotten, its leaf is there.
 * Indexes ascend, as in tally_gone. */
static inline void
gone_before(struct tally_slot *s, uint32_t index)
{
	struct why w = { 0 };
	struct tally_hole *h;

	if (tally_gone(s, index, 7, &w) != 0 ||
	    salt_cover_forget(&s->cover, &index, 1, &w) != 0)
		abort();
	h = &s->holes[s->n_holes - 1];
	h->fresh = 0;
	memcpy(h->leaf, leaf_of(s->number, index), HASH_BYTES);
	s->records.items[index] = (struct record){ .bytes = NULL };
}

#endif
