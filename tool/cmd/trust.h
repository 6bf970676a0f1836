#ifndef TOOL_CMD_TRUST_H
#define TOOL_CMD_TRUST_H

#include <stdbool.h>

#include "formats/seal.h"
#include "keys/decision.h"
#include "keys/signers.h"
#include "tool/flow/chain.h"
#include "tool/say.h"

/** Why a signature counts: by which directory and version (or by the one card
 *  that was given), known since when, and what became of the key since. */
void trust_say(struct say *s, const struct decision *d, bool by_card);

/** By whom it was forwarded, if it was: each seal but the first. */
void trust_say_chain(struct say *s, const struct chain *c);

/** Who can open a bundle, and as what. */
void trust_say_readers(struct say *s, const struct seal *seal);

#endif
