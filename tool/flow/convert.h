#ifndef TOOL_FLOW_CONVERT_H
#define TOOL_FLOW_CONVERT_H

/** Files of reads, whatever their format, as one file of canonical reads.
 *  Source: reads.txt, 9. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/reads.h"
#include "formats/why.h"

struct convert_options {
	const char *const *paths;
	size_t n_paths;
	const char *format; /* or NULL: what is recognised */
	struct reads_map **maps;
	size_t n_maps;
	const char *zone; /* of times that have none, or "" */
	bool ndjson;	  /* else CSV */
	const char *output;
};

struct convert_result {
	uint64_t files;
	uint64_t reads;
	uint64_t asides; /* events without a plate, left out */
};

/** What is this file, and by which rule? found->format is NULL for none. */
int convert_detect(const struct convert_options *o, const char *path,
    struct reads_found *found, struct why *w);

/** Convert all of them. On failure there is no output; what is there already
 *  is never replaced (WHY_USAGE). WHY_READ_FORMAT where none is recognised. */
int convert(const struct convert_options *o, struct convert_result *r,
    struct why *w);

#endif
