#ifndef TOOL_CMD_APPROVE_H
#define TOOL_CMD_APPROVE_H

#include "tool/flow/approve.h"
#include "tool/say.h"

/** What a statement says, its digest, and its signatures: as checked by a
 *  store, with what its policy still asks for, or as they are written. */
void cmd_approve_say(struct say *s, const struct approve *a, bool checked);

/** The fields about signatures alone. */
void cmd_approve_say_signatures(struct say *s, const struct approve *a,
    bool checked);

#endif
