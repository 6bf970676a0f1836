#ifndef FORMATS_READS_EMPTY_H
#define FORMATS_READS_EMPTY_H

/** Keys and elements that are taken out of rows, by their paths. Source:
 *  reads.txt, 8.4. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/reads.h"
#include "formats/record.h"
#include "formats/why.h"

/** This path too, asked for by that name; both are borrowed. False when there
 *  are too many. */
bool empty_ask(struct reads_empty *e, const char *name, const char *path);
/** Is the path, or one that it lies below, among them? */
bool empty_has(const struct reads_empty *e, const char *path);
/** Is one of them the path, or below it, or above it? */
bool empty_touches(const char *asked, const char *path);

/** What is left of each path somewhere in a row; NULL: it leads elsewhere. */
struct empty_level {
	bool any;
	const char *rest[READS_PATHS_MAX];
};
void empty_top(const struct reads_empty *e, struct empty_level *top);
/** Does a path end with this key? Such are seen now. below: where the others
 *  go on. */
bool empty_look_up(struct reads_empty *e, const struct empty_level *l,
    const struct reads_text *key, struct empty_level *below);

/** What of a row was written. */
struct empty_row {
	struct reads_empty *empty;
	const uint8_t *from; /* what is behind was not written yet */
	struct bytes *out;
	struct why *why;
	bool changed;
};
/** Write up to `at`, and go on behind `to`: 0, or -1. */
int empty_cut(struct empty_row *r, const uint8_t *at, const uint8_t *to);

#endif
