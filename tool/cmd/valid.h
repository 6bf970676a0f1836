#ifndef TOOL_CMD_VALID_H
#define TOOL_CMD_VALID_H

#include <stdint.h>

#include "formats/why.h"

/** How long a key is valid: "3y", "18m", "90d", "never" as seconds, 0 for
 *  never; at most twenty years. option: for the sentence. Returns 0, or -1 with
 *  WHY_USAGE. */
int valid_parse(const char *option, const char *text, uint32_t *out_s,
    struct why *w);

#endif
