#ifndef TOOL_FLOW_MAPS_H
#define TOOL_FLOW_MAPS_H

/** Column maps from files. Source: reads.txt, 4. */

#include <stddef.h>

#include "formats/reads.h"
#include "formats/why.h"

struct maps {
	struct reads_map **items;
	size_t n;
};

/** Read and parse each. maps_close is due in any case. WHY_READ_MAP. */
int
maps_open(struct maps *m, const char *const *paths, size_t n, struct why *w);
void maps_close(struct maps *m);

/** Can this format be asked for, with so many maps? WHY_USAGE. */
int maps_check_format(const char *format, size_t n_maps, struct why *w);

#endif
