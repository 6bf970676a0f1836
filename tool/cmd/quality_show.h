#ifndef TOOL_CMD_QUALITY_SHOW_H
#define TOOL_CMD_QUALITY_SHOW_H

/** A quality statement, for people and machines. */

#include "formats/bytes.h"
#include "formats/quality.h"
#include "keys/policy.h"
#include "tool/say.h"

/** What was found, and what follows by a policy (NULL: not told); nothing
 *  where there is no statement. */
void quality_show_short(struct say *s, const struct quality *q,
    const struct policy *policy);
/** The same of a text from contents; empty: there is none. */
int quality_show_text(struct say *s, const struct bytes *text, struct why *w);
/** All of it. */
void quality_show(struct say *s, const struct quality *q);
/** The page for people, into a file that must not exist yet (WHY_USAGE). */
int quality_show_page(const char *path, const struct quality *q, struct why *w);

#endif
