#ifndef FORMATS_SORT_OF_H
#define FORMATS_SORT_OF_H

/** What sort of file it is that was given in the place of another; for the
 *  sentence of a refusal alone. */

#include <stddef.h>

#define SORT_OF_BYTES 64 /* that are enough to tell */

/** By its first bytes: "a receipt"; NULL: none that is known. */
const char *sort_of(const void *start, size_t len);

#endif
