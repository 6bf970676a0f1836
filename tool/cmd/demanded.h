#ifndef TOOL_CMD_DEMANDED_H
#define TOOL_CMD_DEMANDED_H

/** What was ordered of others, and whether they answered. */

#include "tool/say.h"
#include "tool/store/ledger.h"

/** All of it as a list, by deadline. */
int demanded_say(struct say *s, struct ledger *l, struct why *w);

#endif
