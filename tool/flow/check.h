#ifndef TOOL_FLOW_CHECK_H
#define TOOL_FLOW_CHECK_H

/** A released bundle, checked again; writing nothing. Source: proof.txt, 5. */

#include <stdbool.h>
#include <stdint.h>

#include "formats/seal.h"
#include "keys/decision.h"
#include "keys/signers.h"
#include "tool/flow/chain.h"
#include "tool/flow/told.h"
#include "tool/progress.h"
#include "tool/store/store.h"

/** Records of a bundle that are gone, by cause. */
struct check_cause {
	bool tombstone; /* kept out on arrival, as deleted before */
	bool expired;	/* its retention was over */
	uint8_t order[16];
	char ground[513];
	char reference[513];
	uint64_t records;
};

struct check_result {
	struct ledger_bundle bundle;
	struct check_cause *causes; /* owned */
	size_t n_causes;
	struct told told;   /* of its reads, by its contents */
	struct chain chain; /* all seals under which it came */
	uint64_t held; /* records, files, or the bundle, that only holds keep */
	uint64_t held_due;	  /* likewise, but their holds are over */
	uint64_t replaced;	  /* tag records that told of what went */
	uint64_t restricted;	  /* records that others may not see */
	uint64_t rectified;	  /* of which others stand for them */
	struct decision decision; /* why the sender's signature counts */
	struct signers signers;	  /* all of them */
	uint64_t bytes;
};

/** Nothing that a killed command left is still to be done: what lies in the
 *  store is what its ledger tells of. WHY_INTERRUPTED. */
int check_finished(struct store *s, struct why *w);

/** Check bundle id of this store. WHY_INTERRUPTED: what a killed command left
 *  is not finished yet. The result tells what is known also when -1 is
 *  returned; check_result_clear is due in both cases. */
int
check_released(struct store *s, const uint8_t id[SEAL_ID_BYTES], unsigned jobs,
    struct progress *progress, struct check_result *out, struct why *w);
void check_result_clear(struct check_result *r);

#endif
