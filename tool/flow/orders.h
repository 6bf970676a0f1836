#ifndef TOOL_FLOW_ORDERS_H
#define TOOL_FLOW_ORDERS_H

/**
 * The orders that came with a bundle: parsed, from whom they must be, as one
 * match of those that delete and one of each other; and what they hit. Source:
 * order.txt, 2 to 4, 7 and 8.
 */

#include <stdbool.h>
#include <stdint.h>

#include "formats/order.h"
#include "tool/flow/judge.h"
#include "tool/flow/opening.h"
#include "tool/flow/retention.h"
#include "tool/store/ledger_order.h"

struct orders {
	uint8_t carrier[SEAL_ID_BYTES];
	struct order *orders;
	size_t n;
	struct order_match match; /* of those that delete, by their numbers */
	uint8_t *hits;
	/* one each of another kind, in their order */
	struct judge_mark marks[ORDER_MARKS_MAX];
	struct order_match marked[ORDER_MARKS_MAX]; /* their matches */
	size_t n_marks;
	struct corrected corrected; /* rows that stand for others */
	struct judge_count *counts; /* what each hit, everywhere */
	/* of one that restricts, once committed: records that were lifted
	 * since; of one that lifts: restrictions that it ended */
	uint64_t *settled;
	uint64_t *rows; /* in the ledger, once committed */
	/* how each was answered before; row 0: it was not */
	struct ledger_order *before;
	bool expires; /* counts and rows of number n are of what expired */
	bool all;     /* they reach what every agency sent; order.txt, 4.3 */
	uint64_t targets;
	uint64_t unread; /* rows that stay, since no target could be asked */
};

/** directory: who may order; NULL: anybody who sealed. WHY_ORDER,
 *  WHY_ORDER_ISSUER, WHY_LIMIT. */
int orders_open(struct orders *o, const struct opening *opening,
    const struct directory *directory, struct why *w);
void orders_close(struct orders *o);

/** What is past its retention in this bundle goes too, behind all orders, by
 *  the cause "expired"; before orders_recall. WHY_LIMIT: order.txt, 6. Source:
 *  policy.txt, 4.3. */
int orders_expire(struct orders *o, const struct retention *due,
    const uint8_t bundle[SEAL_ID_BYTES], struct why *w);

/** Were some of them answered before, and what is of the series that they name?
 *  WHY_ORDER_CONFLICT: under the id of one stands another. Source: order.txt,
 *  4.10. */
int orders_recall(struct orders *o, struct ledger *l, struct why *w);

/** What order i did, with what it did before; of row the counts are set. */
void orders_answer(const struct orders *o, size_t i, struct ledger_order *row);

/** What was asked of an order's targets: of its match, its hits and its number
 *  there. */
struct orders_asked {
	const struct order_match *match;
	const uint8_t *hits;
	uint32_t number;
};
struct orders_asked orders_asked(const struct orders *o, size_t i);

/** A judge for one bundle, its lists in the system's temporary folder; all else
 *  zero. Of the one that carries them it also takes the rows that stand for
 *  others. */
void orders_judge(struct orders *o, const uint8_t bundle[SEAL_ID_BYTES],
    struct judge *j);
/** That bundle was sealed then: orders to rectify that are older do not mean
 *  it. Source: order.txt, 8.2. */
void
orders_judge_sealed(const struct orders *o, int64_t sealed_s, struct judge *j);

/** Targets that found nothing. */
uint64_t orders_absent(const struct orders *o);

/** Put the orders into the ledger (their targets are forgotten); fills rows. */
int orders_commit(struct orders *o, const uint8_t carrier[SEAL_ID_BYTES],
    int64_t now_s, struct ledger *l, struct why *w);

/** After that: what each took of one bundle. counts: one an order. */
int orders_taken(const struct orders *o, const uint8_t bundle[SEAL_ID_BYTES],
    const struct judge_count *counts, struct ledger *l, struct why *w);

#endif
