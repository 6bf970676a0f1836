#ifndef TOOL_FLOW_SERIES_H
#define TOOL_FLOW_SERIES_H

/** Bundles that belong together. Source: contents.txt, 2.6. */

#include "formats/contents.h"
#include "formats/order.h"
#include "tool/store/ledger.h"

/** Keep of which it is, if of any. In the transaction of the bundle. */
int series_put(struct ledger *l, const struct ledger_bundle *b,
    const struct contents *c, struct why *w);

/** Tell a match which of the bundles that were received belong to which. */
int series_tell(struct ledger *l, struct order_match *m, struct why *w);

/** "new": another one; else its id. WHY_USAGE for what is none. */
int series_make(uint8_t out[SEAL_ID_BYTES], const char *text, struct why *w);

#endif
