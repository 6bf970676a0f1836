#ifndef TOOL_CMD_COSIGNED_H
#define TOOL_CMD_COSIGNED_H

#include "tool/flow/prove.h"
#include "tool/say.h"

/** A list of what witnesses signed, and whether it counts. */
void cosigned_say(struct say *s, const struct prove_cosigned *all, size_t n);

#endif
