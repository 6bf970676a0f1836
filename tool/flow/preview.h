#ifndef TOOL_FLOW_PREVIEW_H
#define TOOL_FLOW_PREVIEW_H

/** What an order, or a hold, would hit in what this store received, before it
 * is sent: by the look that receiving takes at earlier bundles. Changes
 * nothing. */

#include <stdbool.h>
#include <stdint.h>

#include "formats/order.h"
#include "formats/order_target.h"
#include "tool/progress.h"
#include "tool/store/store.h"

/** A bundle in which it hits something, or whose places cannot be read. */
struct preview_bundle {
	uint8_t id[SEAL_ID_BYTES];
	char other[SEAL_AGENCY_BYTES];
	uint64_t reads;
	uint64_t files; /* by their names; images of reads are not counted */
	uint64_t unread;
	bool whole;
};
/** A target, and what it is the first to hit. */
struct preview_target {
	enum order_target_kind kind;
	uint64_t reads;
	uint64_t files;
	uint64_t bundles;
};
/** Targets that are told apart. */
#define PREVIEW_TARGETS_MAX 1000

struct preview {
	struct preview_bundle *bundles;
	size_t n_bundles;
	struct preview_target *targets;
	size_t n_targets; /* 0: more than are told apart */
	uint64_t asked;	  /* targets */
	uint64_t absent;  /* of which hit nothing */
	uint64_t looked;  /* bundles */
	uint64_t failed;  /* that could not be looked through */
	struct why why;	  /* the first of those */
};

/** text: of a sealed order, or lines of targets alone. */
struct preview_ask {
	const struct bytes *text;
	bool headed; /* it is an order */
	struct progress *progress;
};
/** preview_clear is due in both cases. */
int preview_run(struct preview *p, struct store *s,
    const struct preview_ask *ask, struct why *w);
void preview_clear(struct preview *p);

#endif
