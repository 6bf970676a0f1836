#ifndef TOOL_FLOW_COSIGN_INSIDE_H
#define TOOL_FLOW_COSIGN_INSIDE_H

/** For cosign*.c alone. */

#include "tool/flow/cosign.h"

/** Is it over a checkpoint of this store? WHY_CHECKPOINT: of another log;
 *  WHY_COSIGNATURE: there is none of that size; WHY_LOG_FORKED. */
int cosign_hold(struct store *s, const struct prove_cosigned *c, struct why *w);

#endif
