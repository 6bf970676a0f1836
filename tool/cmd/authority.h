#ifndef TOOL_CMD_AUTHORITY_H
#define TOOL_CMD_AUTHORITY_H

/** Why a bundle was sent, on whose authority, and how old its reads are. */

#include "formats/contents.h"
#include "tool/say.h"

/** Purpose, reference, authority, capture times. Source: contents.txt, 2. */
void authority_say(struct say *s, const struct contents *c);

#endif
