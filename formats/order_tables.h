#ifndef FORMATS_ORDER_TABLES_H
#define FORMATS_ORDER_TABLES_H

/** The tables of an order_match: order_tables.c fills them, order_match.c asks
 *  them. */

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "formats/bytes.h"
#include "formats/order_target.h"
#include "formats/why.h"

#define ORDER_TABLES_NONE UINT32_MAX
/** First byte of a key: the kind, and whether a bundle follows it. */
#define ORDER_TABLES_LIMITED 0x80
#define ORDER_TABLES_KEY_MAX (1 + SEAL_ID_BYTES + NAME_MAX_BYTES)

/** One target. Those that say the same as another are kept for their order's
 *  sake alone, and lead to it. */
struct order_tables_target {
	uint32_t at;   /* of its key among the keys */
	uint16_t len;  /* of its key; what bounds a window follows it */
	uint16_t same; /* 1: link is the target that says the same */
	uint32_t link; /* or else the next window of the same key */
	uint32_t order;
};

/**
 * A slot leads to the target with a key. A row is asked of a filter first,
 * which knows whether a VRM (or a record id) may be among the targets: two
 * bits in one word, 16 bits a target, so that 100,000 targets fit a second
 * level cache and two rows in a hundred pass by mistake. A plate is read again
 * and again, so a read that is named whole has a filter of its own: its VRM
 * and its moment.
 */
enum order_tables_filter {
	ORDER_TABLES_VRM,
	ORDER_TABLES_RECORD,
	ORDER_TABLES_MOMENT,
	ORDER_TABLES_CAMERA,
	ORDER_TABLES_FILTERS
};
struct order_tables {
	uint64_t seed[4]; /* of this process's own */
	struct bytes keys;
	struct bytes belongs; /* series and bundle, SEAL_ID_BYTES each */
	struct order_tables_target *targets; /* in the order of adding */
	uint32_t n;
	uint32_t cap;
	uint32_t *slots; /* a target and 1; 0 is free */
	uint32_t n_slots;
	uint64_t *filters[ORDER_TABLES_FILTERS]; /* n_slots / 8 words */
	bool filtered[ORDER_TABLES_FILTERS];	 /* something is in it */
	bool kinds[ORDER_KINDS];		 /* some target is of it */
	bool limited; /* some target names a bundle */
	/* Something else than VRMs is to be looked at in each row. */
	bool further;
	uint8_t cameras; /* 1 << order_tables_ids, of the cameras */
	/* All areas and moments to come before lie in it; empty: none. */
	int64_t from_ms;
	int64_t to_ms;
};

struct order_tables *order_tables_new(struct why *w);
/** NULL is allowed. Wipes the keys. */
void order_tables_free(struct order_tables *t);

/** WHY_LIMIT or WHY_MEMORY. order: its number. */
int order_tables_add(struct order_tables *t, const struct order_target *from,
    uint32_t order, struct why *w);

/** Put what stands in a key before its body; bundle: NULL for none. Returns
 *  its length. */
size_t order_tables_front(uint8_t *key, enum order_target_kind kind,
    const uint8_t *bundle);

/** The slot of a key, or the free one where it would go. */
uint32_t *
order_tables_slot(const struct order_tables *t, const uint8_t *key, size_t len);

/** Do targets of this kind hang on their key, one window after the other? Those
 *  with an area or a moment to come before have all one key. */
static inline bool
order_tables_has_windows(enum order_target_kind kind)
{
	return kind == ORDER_VRM || kind >= ORDER_CAMERA;
}

/** From and to of a window, and the sides of its area, as 64-bit numbers. */
#define ORDER_TABLES_WINDOW_MAX 48
const uint8_t *order_tables_window(const struct order_tables *t,
    const struct order_tables_target *one);

/** Which ids besides that of the camera a target names. */
#define ORDER_TABLES_FEED   1U
#define ORDER_TABLES_SOURCE 2U
#define ORDER_TABLES_IDS    4U
/** The body of the key of a camera, of which these count. Returns its length.
 */
#define ORDER_TABLES_CAMERA_MAX (1 + 3 * READS_ID_BYTES)
size_t order_tables_camera(const struct reads_key *key, unsigned ids,
    uint8_t body[ORDER_TABLES_CAMERA_MAX]);

/** Hash of len bytes; of at most 16 as two little-endian words. */
uint64_t
order_tables_hash(const struct order_tables *t, const void *data, size_t len);

__extension__ typedef unsigned __int128 order_tables_wide;

static inline uint64_t
order_tables_fold(uint64_t a, uint64_t b)
{
	order_tables_wide product = (order_tables_wide)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t
order_tables_short(const struct order_tables *t, uint64_t low, uint64_t high,
    size_t len)
{
	uint64_t h = order_tables_fold(low ^ t->seed[0], high ^ t->seed[1]);

	return order_tables_fold(h ^ t->seed[2], t->seed[3] ^ len);
}

/** Hash of a VRM's hash and a moment. */
static inline uint64_t
order_tables_moment(const struct order_tables *t, uint64_t vrm, int64_t time_ms)
{
	return order_tables_fold(vrm ^ t->seed[2],
	    (uint64_t)time_ms ^ t->seed[3]);
}

static inline uint64_t *
order_tables_filter_word(const struct order_tables *t,
    enum order_tables_filter filter, uint64_t h)
{
	return &t->filters[filter][h & (t->n_slots / 8 - 1)];
}

static inline uint64_t
order_tables_filter_bits(uint64_t h)
{
	return UINT64_C(1) << (h >> 58) | UINT64_C(1) << (h >> 52 & 63);
}

/** May this hash be among the targets? */
static inline bool
order_tables_maybe(const struct order_tables *t,
    enum order_tables_filter filter, uint64_t h)
{
	uint64_t bits = order_tables_filter_bits(h);

	return (*order_tables_filter_word(t, filter, h) & bits) == bits;
}

#endif
