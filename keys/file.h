#ifndef KEYS_FILE_H
#define KEYS_FILE_H

/** Small files of the keys folder: read whole, replaced whole. */

#include "formats/bytes.h"
#include "formats/why.h"

/**
 * Append a whole file to out. A link or anything but a plain file is refused.
 * max_bytes: of the file; a longer one is WHY_LIMIT.
 * Returns 0, or -1 with the cause and out as before.
 */
int
file_read(const char *path, size_t max_bytes, struct bytes *out, struct why *w);

/**
 * Make path hold exactly these bytes, mode 0600: written beside it, synced,
 * renamed. Returns 0, or -1 with the cause and the old file as it was.
 */
int file_write(const char *path, const void *data, size_t len, struct why *w);

/**
 * Make a new file of exactly these bytes, mode 0600, synced; what is at path
 * already is never replaced (WHY_USAGE). Also for media that know no links and
 * no careful renaming: there a kill can leave a part of it. Returns 0, or -1
 * with the cause and nothing new there.
 */
int file_create(const char *path, const void *data, size_t len, struct why *w);

#endif
