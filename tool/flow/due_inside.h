#ifndef TOOL_FLOW_DUE_INSIDE_H
#define TOOL_FLOW_DUE_INSIDE_H

/** Between due.c (bundles, orders) and due_holds.c (what holds keep). */

#include "tool/flow/due.h"

/** Append an item; what it owns is taken. */
int due_add(struct due *d, const struct due_item *item, struct why *w);
/** The same with its texts, copied; overdue by its time. */
int due_add_text(struct due *d, struct due_item *item, const char *ground,
    const char *reference, struct why *w);

/** Holds that stand, and bundles of which something waited for one that is
 *  over. */
int due_holds_find(struct due *d, struct ledger *l, struct why *w);
/** How many reads of a bundle are past their days and kept by a hold. */
int due_holds_reads(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    uint64_t *out, struct why *w);

#endif
