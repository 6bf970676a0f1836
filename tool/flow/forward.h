#ifndef TOOL_FLOW_FORWARD_H
#define TOOL_FLOW_FORWARD_H

/** From a bundle that came here to one for other agencies: contents encrypted
 *  again, all else copied, a seal of our own. Source: bundle.txt, 8. */

#include <stdbool.h>
#include <stdint.h>

#include "formats/seal.h"
#include "formats/why.h"
#include "tool/flow/chain.h"
#include "tool/flow/sealing.h"
#include "tool/progress.h"
#include "tool/store/store.h"

struct forward_options {
	const char *path; /* of the bundle */
	const char *const *to;
	size_t n_to;
	const char *const *escrow;
	size_t n_escrow;
	const uint8_t *hold;   /* what it keeps may go; or NULL */
	const char *reference; /* for the log; or NULL */
	const char *marking;   /* NULL: as it came */
	bool hidden;	       /* as of pack_options */
	const char *output;    /* NULL: <bundle id>.sbag here */
	const char *actor;
	unsigned jobs;
	bool dry_run; /* check, write nothing */
	struct progress *progress;
};

struct forward_result {
	uint8_t id[SEAL_ID_BYTES]; /* of the new bundle */
	char output[4097];
	uint64_t bytes;
	uint64_t sequence;
	uint64_t segments;
	uint64_t records;
	uint64_t reads;
	uint64_t files;
	uint64_t orders; /* that go with it */
	char marking[SEAL_MARKING_BYTES];
	struct sealing sealing;
	struct chain chain; /* as it came */
};

/** Forward. On failure no bundle exists, and the custody log tells why.
 *  WHY_DELETED when it would send out again what was deleted here. */
int forward(struct store *s, const struct forward_options *o,
    struct forward_result *r, struct why *w);

#endif
