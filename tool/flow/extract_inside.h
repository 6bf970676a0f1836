#ifndef TOOL_FLOW_EXTRACT_INSIDE_H
#define TOOL_FLOW_EXTRACT_INSIDE_H

/** Between extract.c (the order of things), extract_derive.c (what of another
 *  exhibit is shown) and extract_file.c (the file). */

#include "formats/archive.h"
#include "formats/frame.h"
#include "tool/flow/extract.h"
#include "tool/flow/outfile.h"

/** A part that is made in memory. */
struct extract_part {
	char name[FRAME_NAME_BYTES];
	struct bytes text;
};

/** README, seals with their signatures, proof. */
#define EXTRACT_PARTS (2 * (SEAL_EARLIER_MAX + 1) + 2)

struct extract_state {
	struct store *store;
	const struct extract_options *options;
	struct extract_result *result;
	struct released released;
	struct disclose found;
	uint64_t deleted_reads;
	struct extract_part parts[EXTRACT_PARTS];
	size_t n_parts;
	struct bytes manifest;
	struct bytes text; /* exhibit.json */
	struct bytes signature;
	struct outfile out;
	struct archive_out tar;
};

/** A new part, whose text is to be filled in. */
struct extract_part *
extract_add_part(struct extract_state *x, const char *name);
/** The first one. */
int extract_begin_parts(struct extract_state *x, struct why *w);

/** What is shown of the parent, its seals, and what is told of both.
 *  WHY_SIGNER_UNKNOWN: nobody vouches for it. */
int extract_derive(struct extract_state *x, struct why *w);

/** All parts but the data, and the manifest. */
int extract_parts(struct extract_state *x, struct why *w);

/** Write it, all but its name. */
int extract_write(struct extract_state *x, struct why *w);

#endif
