#ifndef TOOL_FLOW_PACK_MINIMISE_H
#define TOOL_FLOW_PACK_MINIMISE_H

/** Between pack_input.c (an export, file by file) and pack_minimise.c (what is
 *  left out of it). */

#include <stdbool.h>
#include <stddef.h>

#include "formats/why.h"
#include "tool/flow/pack_input.h"
#include "tool/store/walk.h"

/** After the first look: what stays of the read files, and which images go. */
int pack_minimise_look(struct pack_input *in, struct why *w);
/** Is this file, that is no read file, left out? */
int pack_minimise_leaves(const struct pack_input *in,
    const struct walk_entry *e, bool *leaves, struct why *w);
/** What stays of a read file, through the cutter. */
int pack_minimise_put(struct pack_input *in, const struct pack_input_file *f,
    int fd, struct why *w);

/** What stays of it, or all where nothing is left out, to `to`. */
int pack_minimise_through(struct pack_input *in,
    const struct pack_input_file *f, int fd, struct sink to, struct why *w);

/** Look at each entry of the export, in order. */
int pack_input_walk(struct pack_input *in,
    int (*each)(void *self, const struct walk_entry *e, struct why *w),
    struct why *w);
/** Is this the read file that comes next? Then it is passed; or NULL. */
struct pack_input_file *
pack_input_next(struct pack_input *in, const struct walk_entry *e);
/** Its map, or NULL. */
const struct reads_map *
pack_input_map(const struct pack_input *in, const struct pack_input_file *f);
/** Up to size bytes; *len is less at the end of the file alone. */
int pack_input_read(int fd, void *out, size_t size, size_t *len,
    const char *name, struct why *w);

#endif
