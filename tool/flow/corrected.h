#ifndef TOOL_FLOW_CORRECTED_H
#define TOOL_FLOW_CORRECTED_H

/**
 * Rows that stand for others from now on, as they come with the orders that say
 * so: whether all came, and what tells them from the old ones in earlier
 * bundles. In memory alone: which row stands for which is not kept. Source:
 * order.txt, 8.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/hash.h"
#include "formats/order_by.h"
#include "formats/reads.h"
#include "tool/flow/paths.h"

/** All zero: no order rectifies. */
struct corrected {
	struct order_by by[ORDER_MARKS_MAX];
	size_t orders[ORDER_MARKS_MAX]; /* the number of each */
	size_t n;
	struct bytes rows;   /* SHA256_BYTES each, of those that came */
	struct bytes tags;   /* HASH_KEYED_BYTES each, of them and images */
	struct paths images; /* that they name */
};

/** Add an order to rectify, that was found sound; at most ORDER_MARKS_MAX. */
int corrected_order(struct corrected *c, size_t number, const void *text,
    size_t len, struct why *w);
void corrected_clear(struct corrected *c);

/** A data row of the bundle that carries them stays, or goes. *named: some
 *  target names it. */
int corrected_row(struct corrected *c, const struct reads *reads,
    const struct record *row, bool stays, bool *named, struct why *w);
/** No tombstone of this tag is to be set by these orders. */
int corrected_tag(struct corrected *c, const uint8_t tag[HASH_KEYED_BYTES],
    struct why *w);

/** All of that bundle came. WHY_ORDER: order_by_check. Nothing is added from
 *  now on. */
int corrected_check(struct corrected *c, struct why *w);

/** Once all came: is this row one of them, but for its line end? WHY_MEMORY.
 * And this tag? */
int corrected_has_row(const struct corrected *c, const struct record *row,
    bool *has, struct why *w);
bool corrected_has_tag(const struct corrected *c,
    const uint8_t tag[HASH_KEYED_BYTES]);

/** Of the order with this number; zero where it does not rectify. */
struct order_by_count corrected_count(const struct corrected *c, size_t number);

#endif
