#ifndef TOOL_CMD_STAMP_H
#define TOOL_CMD_STAMP_H

/** What the commands on timestamps share. */

#include "tool/cmd/cmd.h"
#include "tool/flow/opening.h"
#include "tool/flow/since.h"
#include "tool/say.h"
#include "tool/store/store_stamp.h"

/** The signatures of a bundle that this store sent or received; o is open
 *  then, also on failure. WHY_USAGE: it did neither. */
int
stamp_open(struct opening *o, struct store *s, const char *path, struct why *w);

/** Keep what shows since when that bundle had been sealed; with --dry-run only
 *  look. */
int
stamp_attach(const struct command_call *call, struct store *s, const char *path,
    const struct since_given *given, struct since_attached *out, struct why *w);

/** One as a row of an open list, or as fields. */
void stamp_say(struct say *say, const struct store_stamp *stamp);

/** What a token says. */
void stamp_say_token(struct say *say, const struct ledger_stamp *row,
    const struct timestamp *token);

#endif
