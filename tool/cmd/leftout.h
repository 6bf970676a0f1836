#ifndef TOOL_CMD_LEFTOUT_H
#define TOOL_CMD_LEFTOUT_H

/** What was left out of an export before it was sealed. */

#include "formats/minimised.h"
#include "tool/say.h"

/** A table of rules and counts; a note where there is none. */
void leftout_say(struct say *s, const struct minimised *m);

#endif
