#ifndef TOOL_FLOW_COSIGN_H
#define TOOL_FLOW_COSIGN_H

/** Heads that a witness signs: made by who saw another's log, judged by who
 *  holds it against one, taken by whose log it is. Source: event.txt, 5.4. */

#include <stdbool.h>
#include <stdint.h>

#include "formats/cosignature.h"
#include "keys/decision.h"
#include "keys/session.h"
#include "tool/flow/prove.h"
#include "tool/store/store.h"

/** How a witness is asked. Borrowed. */
struct cosign_ask {
	const char *path; /* of the proof */
	const char *actor;
	bool dry_run; /* check, sign nothing; STORE_READ is enough */
};
/** Check the proof, log the act, append text and signature. out: to be cleared
 *  in any case. STORE_WRITE. A refusal is logged. Source: event.txt, 5.4.2. */
int cosign_make(struct store *s, const struct cosign_ask *ask,
    struct prove_checked *out, struct bytes *text, struct bytes *signature,
    struct why *w);

/** Is one that was offered to be taken? STORE_READ. Source: event.txt, 5.4.3.
 */
int cosign_check(struct store *s, const struct session_signed *offered,
    struct prove_cosigned *out, struct why *w);
/** The same, then take it. STORE_WRITE. A refusal is logged. */
int cosign_take(struct store *s, const struct session_signed *offered,
    const char *actor, struct prove_cosigned *out, struct why *w);

/** Each that was taken, checked again; what became of a key since is told in
 *  its `why`. WHY_COSIGNATURE: one is not as it was taken. STORE_READ. */
int cosign_each(struct store *s,
    int (*each)(void *self, const struct prove_cosigned *c, struct why *w),
    void *self, struct why *w);

#endif
