#ifndef FORMATS_COSIGNATURE_H
#define FORMATS_COSIGNATURE_H

/** What a witness signs: that it saw this head of another's log, and when.
 *  Source: event.txt, 5.4. */

#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/event.h"
#include "formats/why.h"

#define COSIGNATURE_MAX_BYTES 4096

struct cosignature {
	int64_t time_s; /* since 1970, 0.. */
	struct event_head head;
};

/** Append the text. WHY_MEMORY. */
int cosignature_write(const struct cosignature *c, struct bytes *out,
    struct why *w);
/** Parse a whole text; only what is written is read. WHY_COSIGNATURE. */
int cosignature_parse(struct cosignature *c, const void *data, size_t len,
    struct why *w);

#endif
