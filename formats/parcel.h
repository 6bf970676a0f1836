#ifndef FORMATS_PARCEL_H
#define FORMATS_PARCEL_H

/**
 * Small files that carry a few named parts, so that tar alone takes them apart:
 * the first is a text that says what this is and how to check it. Only the one
 * form is read that is written. Source: approval.txt, 2.
 */

#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/why.h"

/** Longest text, of a version to come too. */
#define PARCEL_TEXT_MAX 65536

/** A kind of such file. */
struct parcel_kind {
	const char *what; /* "file for approval" */
	const char *name; /* of its text, "approval.txt" */
	const char *text;
	size_t word; /* bytes of it before the version, "sealbag-approval/" */
	enum why_reason bad;
};

/** A part: which must come, and, borrowed, what it is. */
struct parcel_part {
	const char *name;
	size_t max; /* bytes of it; at least one is there */
	const uint8_t *data;
	size_t len;
};

struct parcel {
	const struct parcel_kind *kind;
	struct parcel_part *parts; /* without the text */
	size_t n;     /* of which the first `least` must be there */
	size_t least; /* those that are missing have len 0 */
};

/** Parse a whole file; the parts borrow from data. Returns 0, or -1 with the
 *  kind's reason, or WHY_VERSION for another version of its text. */
int parcel_parse(struct parcel *p, const void *data, size_t len, struct why *w);

/** Append the file; of the parts behind `least` those that are not empty.
 *  WHY_MEMORY, or the kind's reason for sizes that cannot be. */
int parcel_write(const struct parcel *p, struct bytes *out, struct why *w);

#endif
