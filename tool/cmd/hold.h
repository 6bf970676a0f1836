#ifndef TOOL_CMD_HOLD_H
#define TOOL_CMD_HOLD_H

/** What the commands of holds share. */

#include "tool/say.h"
#include "tool/store/ledger_hold.h"

/** The id of a hold as it is typed. WHY_USAGE. */
int hold_id(const char *text, uint8_t out[LEDGER_HOLD_ID_BYTES], struct why *w);

/** The date of its next review, not over yet. WHY_USAGE. */
int hold_review_date(const char *text, int64_t *out, struct why *w);

/** Its fields, but not its scope, which names plates. */
void hold_say(struct say *s, const struct ledger_hold *h);

#endif
