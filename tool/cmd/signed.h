#ifndef TOOL_CMD_SIGNED_H
#define TOOL_CMD_SIGNED_H

/** Who signed, told the same way by every command that knows it. */

#include "formats/signature.h"
#include "keys/signers.h"
#include "tool/flow/chain.h"
#include "tool/flow/opening.h"
#include "tool/say.h"

/** Every signature of one statement: whose it is, when it claims to be made,
 *  whether it counts, for which role a policy counts it, or why not; and what
 *  the policy asks for. */
void signed_say(struct say *s, const struct signers *all);

/** The same of every seal of a bundle. last: of the last one, or NULL. */
void signed_say_chain(struct say *s, const struct chain *c,
    const struct signers *last);

/** Nobody has checked them: the keys that they name. */
void signed_say_written(struct say *s, const struct signature_file *f);
/** The same of every seal of a bundle that was inspected. */
int signed_say_opening(struct say *s, const struct opening *o, struct why *w);

/** "seal,approve", "" for none. */
#define SIGNED_ROLES_BYTES 96
void signed_roles(char out[SIGNED_ROLES_BYTES], uint64_t roles);

/** What the columns of a signature are filled with; in a row. why: may be NULL.
 */
void signed_say_fields(struct say *s, const struct ledger_signature *one,
    const struct why *why);
/** The same of what a policy asks for. */
void signed_say_asked(struct say *s, const struct ledger_quorum *q);

#endif
