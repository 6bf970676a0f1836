#ifndef FORMATS_READS_CP1252_H
#define FORMATS_READS_CP1252_H

/** Windows code page 1252, in which spreadsheets save text. Source: reads.txt,
 *  4.2. */

#include <stdbool.h>
#include <stddef.h>

#include "formats/reads.h"

/** Has each byte a character? Five have none. */
bool cp1252_is(const struct reads_text *t);
/** Is it the same in UTF-8? */
bool cp1252_is_plain(const struct reads_text *t);
/** As UTF-8 into size bytes; at most three for each. False when it does not fit
 *  or is none. */
bool
cp1252_to_utf8(const struct reads_text *t, char *out, size_t size, size_t *len);

#endif
