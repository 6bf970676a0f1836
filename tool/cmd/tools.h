#ifndef TOOL_CMD_TOOLS_H
#define TOOL_CMD_TOOLS_H

/** Which GnuPG did the work, for a report. */

#include <stdbool.h>

#include "tool/say.h"

/** Versions of gpg and GPGME, once gpg was used. shown: as text too, not only
 *  in JSON. */
void tools_say(struct say *s, bool shown);

#endif
