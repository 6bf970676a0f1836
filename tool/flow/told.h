#ifndef TOOL_FLOW_TOLD_H
#define TOOL_FLOW_TOLD_H

/** What contents told of the reads of a bundle, as the ledger keeps it: what
 *  was left out before sealing, and where they come from. Source: contents.txt,
 *  2.4, 2.5. */

#include "formats/contents.h"
#include "formats/minimised.h"
#include "formats/sources.h"
#include "formats/why.h"
#include "tool/store/ledger.h"

struct told {
	struct minimised minimised;
	struct sources sources;
};

/** Keep it, where there is something. In the transaction of the bundle. */
int told_put(struct ledger *l, const struct ledger_bundle *b,
    const struct contents *c, struct why *w);
/** What was kept; all zero where nothing was. WHY_STORE. */
int told_get(struct ledger *l, const struct ledger_bundle *b, struct told *out,
    struct why *w);

#endif
