#ifndef TOOL_FLOW_TOLD_H
#define TOOL_FLOW_TOLD_H

/** What contents told of the reads of a bundle, as the ledger keeps it: what
 *  was left out before sealing, where they come from, how much was found odd in
 *  them, and for what they were asked. Source: contents.txt, 2.2, 2.4, 2.5;
 *  quality.txt, 1. */

#include "formats/contents.h"
#include "formats/minimised.h"
#include "formats/sources.h"
#include "formats/why.h"
#include "tool/store/ledger.h"

struct told {
	struct minimised minimised;
	struct sources sources;
	bool stated;	   /* there was a quality statement */
	uint64_t findings; /* kinds of them in it */
	bool forgotten;	   /* sources and findings, since reads went */
	char category[CONTENTS_WORD_BYTES]; /* "": none was given */
};

/** Keep it, where there is something. In the transaction of the bundle. Where
 *  some of its reads are gone already, as told_forget leaves it. */
int told_put(struct ledger *l, const struct ledger_bundle *b,
    const struct contents *c, struct why *w);
/** Reads of a received bundle went: what was told of all of them would say
 *  which, and is forgotten. Inside a transaction. Source: proof.txt, 3.4. */
int told_forget(struct ledger *l, const struct ledger_bundle *b, struct why *w);
/** What was kept; all zero where nothing was. WHY_STORE. */
int told_get(struct ledger *l, const struct ledger_bundle *b, struct told *out,
    struct why *w);

#endif
