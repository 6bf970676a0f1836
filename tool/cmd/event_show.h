#ifndef TOOL_CMD_EVENT_SHOW_H
#define TOOL_CMD_EVENT_SHOW_H

#include "formats/event.h"
#include "formats/why.h"
#include "tool/say.h"

/** An event of a custody log: a row of the open list, or up to three lines. */
int event_show(struct say *s, const struct event *e, struct why *w);

#endif
