#ifndef FORMATS_ORDER_ASK_H
#define FORMATS_ORDER_ASK_H

/** What the tables of a match say of one row or name that the filters let pass:
 *  the whole answer. Source: order.txt, 3. */

#include <stddef.h>
#include <stdint.h>

#include "formats/order.h"
#include "formats/order_tables.h"
#include "formats/selection.h"

/** One question, and what was found so far. */
struct order_ask {
	const struct order_tables *tables;
	const uint8_t *bundle;
	uint8_t *hits;
	uint32_t best;		      /* lowest number of an order */
	int64_t time_ms;	      /* for those with windows */
	struct selection_place place; /* for areas */
};

/** Mark this target as one that selects. */
void order_ask_found(struct order_ask *a, uint32_t target);

/** Is there a target of this kind with this body, in any bundle or this one?
 */
void order_ask_body(struct order_ask *a, enum order_target_kind kind,
    const void *body, size_t len);

/** The whole question; as order_match_row. */
uint32_t
order_ask_row(const struct order_match_ask *ask, const struct record *record);

/** Without blanks and tabs at its ends. */
void order_ask_trim(struct reads_text *f);

#endif
