#ifndef TOOL_CMD_REACHED_H
#define TOOL_CMD_REACHED_H

/** What a deletion reached, as commands show it. */

#include "tool/flow/reach.h"
#include "tool/say.h"

void reached_say(struct say *s, const struct reach *r);

#endif
