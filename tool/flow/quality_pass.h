#ifndef TOOL_FLOW_QUALITY_PASS_H
#define TOOL_FLOW_QUALITY_PASS_H

/** The quality of read files, before anything is packed. Source:
 *  quality.txt. */

#include <stddef.h>

#include "formats/quality.h"
#include "formats/reads.h"
#include "formats/why.h"

/** How a read file is read, where that is known. */
struct quality_pass_known {
	char format[16]; /* as contents.h has them */
	char zone[8];
	const struct reads_map *map; /* NULL: none */
};

struct quality_pass {
	const char *const *paths; /* files of reads, images, folders */
	size_t n_paths;
	/* one for each path, which is a read file then; or NULL */
	const struct quality_pass_known *known;
	const char *format; /* NULL: what is recognised */
	struct reads_map *const *maps;
	size_t n_maps;
	const char *zone; /* of times without one, or "" */
	struct quality_ask ask;
};
/** Images are looked for where a folder or an image is among the paths. *out:
 * to be cleared. WHY_READ_FORMAT: a file that was given is neither a read file
 *  nor an image, or there is no read file; what the format
 *  refuses of a file as a whole. Rows that cannot be read are counted. */
int
quality_pass(const struct quality_pass *q, struct quality *out, struct why *w);

#endif
