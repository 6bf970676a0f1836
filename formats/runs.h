#ifndef FORMATS_RUNS_H
#define FORMATS_RUNS_H

/** Places of records in a segment as a text: "0-4,9". Source: certificate.txt,
 *  2.4. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/why.h"

/** From first to last, both included. */
struct runs_run {
	uint32_t first;
	uint32_t last;
};

/** Ascending, none next to another. All zero is none. */
struct runs {
	struct runs_run *all; /* owned */
	size_t n;
	size_t cap;
	uint64_t count; /* places */
};

/** Add a place behind all others. */
int runs_add(struct runs *r, uint32_t place, struct why *w);
void runs_clear(struct runs *r);

/** Is it among them? Asked for places that ascend; at: 0 at first. */
bool runs_has(const struct runs *r, size_t *at, uint32_t place);

/** Append what stands at each of its places in an array of things of this
 *  size, which has them all. */
int runs_pick(const struct runs *r, const uint8_t *from, size_t size,
    struct bytes *out, struct why *w);

/** Append the text, without an end. */
int runs_write(const struct runs *r, struct bytes *out, struct why *w);
/** Read what runs_write writes; each place is below `records`. r: empty before.
 *  WHY_CERTIFICATE, and r is to be cleared. */
int
runs_parse(struct runs *r, const char *text, uint32_t records, struct why *w);

#endif
