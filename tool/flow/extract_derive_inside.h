#ifndef TOOL_FLOW_EXTRACT_DERIVE_INSIDE_H
#define TOOL_FLOW_EXTRACT_DERIVE_INSIDE_H

/** Between extract_derive.c (which rows of the parent) and extract_keep.c (what
 *  is shown again). Source: exhibit.txt, 1.3. */

#include "tool/flow/disclose_inside.h"
#include "tool/flow/exhibit_check.h"
#include "tool/flow/extract_inside.h"

/** A file of the parent. */
struct extract_source {
	struct disclose_file file; /* first: its member record; n without it */
	bool reads;
	uint64_t segment; /* of the member record */
	uint32_t index;
};

/** While an exhibit is derived from its parent. */
struct extract_derived {
	struct extract_state *x;
	const struct extract_parent *from;
	struct exhibit_check parent;
	struct bytes
	    places; /* uint64_t in x->found.fd of each of its records */
	struct bytes numbers;	      /* uint64_t: the segment of each */
	struct bytes shown;	      /* a byte each: it is shown again */
	struct extract_source *files; /* owned */
	size_t n_files;
	struct paths linked;
	struct paths hidden;  /* named by restricted rows */
	struct withheld gone; /* deleted here since */
	uint8_t *room;	      /* RECORD_MAX_BYTES */
};

/** Is that record of the parent a header row? */
bool extract_is_header(const struct extract_derived *d, size_t record);

/** What was marked, with what tells whose it is, into what was found. */
int extract_keep(struct extract_derived *d, struct why *w);

#endif
