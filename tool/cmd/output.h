#ifndef TOOL_CMD_OUTPUT_H
#define TOOL_CMD_OUTPUT_H

#include <stddef.h>

#include "formats/bytes.h"
#include "formats/why.h"

/** Write a small result to a file that must not exist yet (WHY_USAGE). */
int cmd_output(const char *path, const void *data, size_t len, struct why *w);

/** A signed text: both files or none. path: of the text; its signature goes to
 *  PATH.sig. */
int cmd_output_signed(const char *path, const struct bytes *text,
    const struct bytes *signature, struct why *w);
/** Is neither there yet? WHY_USAGE if one is. For work that is long. */
int cmd_output_free(const char *path, struct why *w);
/** Read both back. max_bytes: of the text. */
int cmd_output_read_signed(const char *path, size_t max_bytes,
    struct bytes *text, struct bytes *signature, struct why *w);

#endif
