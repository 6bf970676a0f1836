#ifndef TOOL_CMD_RECEIPT_H
#define TOOL_CMD_RECEIPT_H

#include "tool/flow/receipts.h"
#include "tool/say.h"

/** What a receipt that was checked says. */
void receipt_say(struct say *s, const struct receipts_checked *c);

#endif
