#ifndef TOOL_FLOW_RECOUNT_H
#define TOOL_FLOW_RECOUNT_H

/** The reads of a bundle that was released, counted anew from what lies in its
 *  folder: what the quality statement of the sender counted is gone with the
 *  first read that was deleted. Source: report.txt, 3.1. */

#include <stdint.h>

#include "formats/quality.h"
#include "tool/store/store.h"

/** Read files are read as the ledger says. out: to be cleared; no rows where
 *  the bundle has no read file. WHY_SYSTEM: one is not there. */
int recount(struct store *s, const struct ledger_bundle *b, int64_t now_s,
    struct quality *out, struct why *w);

#endif
