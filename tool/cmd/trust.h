#ifndef TOOL_CMD_TRUST_H
#define TOOL_CMD_TRUST_H

#include <stdbool.h>

#include "keys/decision.h"
#include "tool/say.h"

/** Why a signature counts: by which directory and version (or by the one card
 *  that was given), known since when, and what became of the key since. */
void trust_say(struct say *s, const struct decision *d, bool by_card);

#endif
