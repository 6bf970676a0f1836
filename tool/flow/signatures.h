#ifndef TOOL_FLOW_SIGNATURES_H
#define TOOL_FLOW_SIGNATURES_H

/** Who signed a seal and what a policy asked of it, as it is told and as the
 *  ledger keeps it. */

#include "formats/signature.h"
#include "keys/quorum.h"
#include "keys/signers.h"
#include "tool/store/ledger.h"

struct signatures {
	struct ledger_signature all[SIGNATURE_FILE_MAX];
	size_t n;
	struct ledger_quorum asked[QUORUM_ROLES];
	size_t n_asked; /* 0: no policy asks, or it is not known here */
};

/** What was found, and what signers_enough asked for. */
void signatures_of(struct signatures *s, const struct signers *all);

/** Tell the ledger of those under the seal at this place; what it had of that
 *  one is replaced. In a transaction. */
int signatures_put(const struct signatures *s, struct ledger *l,
    const struct ledger_signed *of, uint64_t seal, struct why *w);

/** What was asked when the bundle came in, and whom it was counted for, is as
 *  the ledger has it: a later policy asks nothing of it. */
int signatures_recall(struct signatures *s, struct ledger *l,
    const struct ledger_signed *of, uint64_t seal, struct why *w);

#endif
