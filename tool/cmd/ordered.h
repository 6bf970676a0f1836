#ifndef TOOL_CMD_ORDERED_H
#define TOOL_CMD_ORDERED_H

#include "tool/say.h"
#include "tool/store/ledger.h"

/** Say all orders that were carried out here. Source: order.txt, 4.8. */
int ordered_say(struct say *s, struct ledger *l, struct why *w);

#endif
