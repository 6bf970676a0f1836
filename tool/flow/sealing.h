#ifndef TOOL_FLOW_SEALING_H
#define TOOL_FLOW_SEALING_H

/** The last two members of a bundle: the seal, and the maker's signature. */

#include "formats/seal.h"
#include "tool/flow/outfile.h"
#include "tool/flow/signatures.h"
#include "tool/store/store.h"

struct sealing {
	uint8_t digest[HASH_DIGEST_BYTES]; /* of seal.json */
	unsigned missing;  /* persons who must sign too, by the own policy */
	struct why awaits; /* which */
	struct signatures signatures; /* the maker's own */
};

/** Write the seal, sign it, add both to the bundle. */
int sealing_put(struct store *store, const struct seal *seal,
    struct outfile *out, struct sealing *r, struct why *w);

#endif
