#ifndef TOOL_FLOW_EXTRACT_H
#define TOOL_FLOW_EXTRACT_H

/** Some reads of a released bundle, and the images that they name, with the
 *  proof that they are as sealed: an exhibit. Source: exhibit.txt. */

#include <stdbool.h>
#include <stdint.h>

#include "formats/exhibit.h"
#include "keys/decision.h"
#include "tool/flow/chain.h"
#include "tool/flow/disclose.h"
#include "tool/progress.h"
#include "tool/store/store.h"

/** An exhibit from which another one is derived. Borrowed. */
struct extract_parent {
	const char *path;	/* NULL: it is made from a bundle */
	struct reads_ask reads; /* what its tables are */
	const char *zone;	/* of times that name none; or "" */
};

struct extract_options {
	uint8_t bundle[SEAL_ID_BYTES];
	struct extract_parent parent;
	const struct disclose_ask *ask;
	/** What was asked for in words, reference, purpose, authority: the rest
	 *  is filled in. Handed over: part of the result. */
	struct exhibit exhibit;
	const char *output;
	const char *actor;
	unsigned jobs;
	bool dry_run;
	struct progress *progress;
};

struct extract_result {
	struct exhibit exhibit;		   /* owned */
	uint8_t digest[HASH_DIGEST_BYTES]; /* BLAKE2b-512 of its text */
	struct decision decision;	   /* why the sender's seal counts */
	struct chain chain;
	uint64_t bytes; /* of the file */
};

/** Nothing that is as asked: WHY_EXHIBIT. A bundle that is not as sealed any
 *  more: as check_released says. STORE_WRITE; STORE_READ for a dry run.
 *  extract_result_clear is due in both cases. */
int extract(struct store *s, const struct extract_options *o,
    struct extract_result *r, struct why *w);
void extract_result_clear(struct extract_result *r);

#endif
