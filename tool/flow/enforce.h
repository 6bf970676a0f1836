#ifndef TOOL_FLOW_ENFORCE_H
#define TOOL_FLOW_ENFORCE_H

/** All that is due is deleted, looked at again, and told; restrictions end.
 *  Source: enforce.txt. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/contents.h"
#include "formats/seal.h"
#include "formats/why.h"
#include "tool/flow/reach.h"
#include "tool/progress.h"
#include "tool/store/store.h"

struct enforce_options {
	const char *actor;
	unsigned jobs;
	bool dry_run; /* look and count */
	struct progress *progress;
};

/** A bundle in which something is due, or of which nobody knows. */
struct enforce_bundle {
	uint8_t id[SEAL_ID_BYTES];
	char sender[SEAL_AGENCY_BYTES];
	char category[CONTENTS_WORD_BYTES];
	uint32_t days;
	uint64_t reads;
	uint64_t files;
	uint64_t waited; /* rows and files that are due since a hold went */
	bool left;	 /* it is as it was; why */
	struct why why;
};

struct enforce_result {
	struct enforce_bundle *bundles; /* owned */
	size_t n_bundles;
	uint64_t looked;  /* bundles with a rule */
	uint64_t unruled; /* bundles without one */
	uint64_t changed; /* bundles that lost something */
	uint64_t reads;
	uint64_t files;
	uint64_t waited;    /* rows and files that had waited for a hold */
	uint64_t ended;	    /* restrictions whose end was over */
	uint64_t freed;	    /* records that those had restricted */
	uint64_t unread;    /* rows whose capture time cannot be read */
	uint64_t left;	    /* bundles that were left */
	uint64_t missing;   /* of which the folder is gone */
	struct why why;	    /* the first reason; none: all is done */
	struct reach reach; /* not of a dry run */
	struct reach_shown shown; /* exhibits of bundles that lost something */
};

/** STORE_WRITE. Bundles that were left are no failure: r->why is their
 *  verdict. enforce_result_clear is due in both cases. */
int enforce(struct store *s, const struct enforce_options *o,
    struct enforce_result *r, struct why *w);
void enforce_result_clear(struct enforce_result *r);

#endif
