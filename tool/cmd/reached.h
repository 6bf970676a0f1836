#ifndef TOOL_CMD_REACHED_H
#define TOOL_CMD_REACHED_H

/** What a deletion reached, as commands show it. */

#include "tool/flow/reach.h"
#include "tool/say.h"

void reached_say(struct say *s, const struct reach *r,
    const struct reach_shown *shown);
/** Only the exhibits. */
void reached_say_shown(struct say *s, const struct reach_shown *shown);

#endif
