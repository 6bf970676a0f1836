#ifndef TOOL_STORE_LEDGER_HOLD_H
#define TOOL_STORE_LEDGER_HOLD_H

/** Holds that stand. A released one leaves no row: its scope names plates.
 *  Source: hold.txt, 2. */

#include "tool/store/ledger.h"

#define LEDGER_HOLD_ID_BYTES 16
#define LEDGER_HOLD_ID_HEX   33
/** As in event.h, so that the log can repeat a reference. */
#define LEDGER_HOLD_TEXT_BYTES 257

struct ledger_hold {
	uint8_t id[LEDGER_HOLD_ID_BYTES];
	char ground[EVENT_WORD_BYTES];
	char officer[LEDGER_HOLD_TEXT_BYTES];
	char rank[LEDGER_HOLD_TEXT_BYTES];
	char number[LEDGER_HOLD_TEXT_BYTES];
	char reference[LEDGER_HOLD_TEXT_BYTES];
	int64_t added_s;
	int64_t review_s;
	const void *scope; /* lines of targets (order.txt, 3); borrowed */
	size_t scope_bytes;
};

int
ledger_hold_put(struct ledger *l, const struct ledger_hold *h, struct why *w);
/** Each that stands, the oldest first; a non-zero return stops and is
 *  returned. */
int ledger_hold_each(struct ledger *l,
    int (*each)(void *self, const struct ledger_hold *h, struct why *w),
    void *self, struct why *w);
/** Another date of review, and the end; *found: it stood. */
int ledger_hold_review(struct ledger *l, const uint8_t id[LEDGER_HOLD_ID_BYTES],
    int64_t review_s, bool *found, struct why *w);
int ledger_hold_release(struct ledger *l,
    const uint8_t id[LEDGER_HOLD_ID_BYTES], bool *found, struct why *w);

#endif
