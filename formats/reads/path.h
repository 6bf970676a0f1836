#ifndef FORMATS_READS_PATH_H
#define FORMATS_READS_PATH_H

/** Paths of a map, followed as keys or elements come. Source: reads.txt,
 *  4.1. */

#include <stddef.h>
#include <stdint.h>

#include "formats/reads.h"
#include "formats/reads/map.h"

/** Which sources may lie below here, and the rest of their paths. */
struct path_level {
	uint32_t mask;		       /* a bit for each source */
	const struct reads_paths *top; /* of the first level; else NULL */
	const char *const *part;
	const char *own[READS_SOURCES];
};
_Static_assert(READS_SOURCES <= 31, "a bit for each, and one more");

/** Where all paths of a map begin. */
void path_begin(const struct reads_map *m, struct reads_paths *paths);
/** Their level; paths must outlive it. */
static inline void
path_top(const struct reads_paths *paths, struct path_level *top)
{
	top->mask = paths->mask;
	top->top = paths;
	top->part = paths->part;
}

/** Which sources are this key, and which may lie below it? *next: the source
 *  that the next key may be, for keys come in the same order, row by row. */
uint32_t path_look_up(const struct path_level *l, unsigned *next,
    const struct reads_text *key, struct path_level *below);

#endif
