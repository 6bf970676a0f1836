#ifndef FORMATS_ORDER_BY_H
#define FORMATS_ORDER_BY_H

/** The rows that stand for others from now on: those that the targets of an
 *  order to rectify name by their key "by", and that must come with it, each
 *  once. Source: order.txt, 8.1. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/order.h"

struct order_tables;

/** All zero names none. */
struct order_by {
	struct order_tables *tables;
	uint8_t *came; /* one a target; of those that say the same, the first */
	uint32_t n;
};

/** text: of an order to rectify, that was found sound. order_by_close is due in
 *  both cases. */
int
order_by_open(struct order_by *b, const void *text, size_t len, struct why *w);
void order_by_close(struct order_by *b);

/** The first target that names this row, from 0; ORDER_NONE: none does. Asked
 *  by its record_id alone. row: never the header row of a file. */
uint32_t order_by_row(const struct order_by *b, const struct reads *r,
    const struct record *row);

/** Such a row came, and stays or goes. */
void order_by_came(struct order_by *b, uint32_t target, bool stays);

/** All rows came that could. WHY_ORDER names the first target of which no row,
 *  or more than one, has the record_id. No sentence repeats one. */
int order_by_check(const struct order_by *b, struct why *w);

/** How many came, and how many of them went at once. */
struct order_by_count {
	uint64_t rows;
	uint64_t lost;
};
struct order_by_count order_by_count(const struct order_by *b);

#endif
