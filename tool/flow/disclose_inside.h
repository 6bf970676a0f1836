#ifndef TOOL_FLOW_DISCLOSE_INSIDE_H
#define TOOL_FLOW_DISCLOSE_INSIDE_H

/** Between disclose.c (while the bundle is gone through), disclose_settle.c
 *  (when all is known), and extract_derive.c (of another exhibit). */

#include "tool/flow/disclose.h"

/** A record that is shown, or may be since it tells whose others are. */
struct disclose_caught {
	uint64_t segment;
	uint64_t at; /* its bytes in fd */
	struct shown_record record;
	bool shown;
};

/** The leaves of a segment. */
struct disclose_leaves {
	uint64_t segment;
	uint64_t at; /* in fd */
	uint64_t n;
};

/** Does the hold that is given name this file, or all of the bundle? */
bool disclose_purpose(const struct disclose *d, const char *name);

/** Is that row as asked for? */
bool disclose_wants(const struct disclose_ask *ask, const struct reads *reads,
    const struct record *one);

/** Append to fd; by one thread at a time. */
int
disclose_put(struct disclose *d, const void *data, size_t len, struct why *w);
/** From fd. */
int disclose_fetch(const struct disclose *d, uint64_t at, void *out, size_t len,
    struct why *w);

/** All was gone through: the proof, the files, the counts. */
int disclose_settle(struct disclose *d, struct why *w);

#endif
