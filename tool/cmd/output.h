#ifndef TOOL_CMD_OUTPUT_H
#define TOOL_CMD_OUTPUT_H

#include <stddef.h>

#include "formats/why.h"

/** Write a small result to a file that must not exist yet (WHY_USAGE). */
int cmd_output(const char *path, const void *data, size_t len, struct why *w);

#endif
