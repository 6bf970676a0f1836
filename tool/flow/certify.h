#ifndef TOOL_FLOW_CERTIFY_H
#define TOOL_FLOW_CERTIFY_H

/** The signed answer to an order, made from what the store kept of it and from
 *  what lies there now. Source: certificate.txt, 3. */

#include <stdint.h>

#include "formats/certificate.h"
#include "tool/flow/reach.h"
#include "tool/progress.h"
#include "tool/store/store.h"

struct certify_options {
	uint8_t order[16];
	const char *issuer; /* whose order; NULL: there is only one */
	const char *actor;
	unsigned jobs;
	struct progress *progress;
};

struct certify_result {
	struct certificate certificate;
	struct bytes text;
	struct bytes signature;
	uint8_t digest[HASH_DIGEST_BYTES];
	struct why why; /* of the first bundle that is not as it was */
	struct reach_shown shown; /* exhibits of bundles that it touched */
};
void certify_clear(struct certify_result *r);

/** Read back, write, sign, log. WHY_USAGE: no such order was carried out, or
 *  what a hold kept from it is due; WHY_NOT_ADDRESSED: it names others who may
 *  answer. r: all zero; to be cleared in both cases. STORE_WRITE. */
int certify(struct store *s, const struct certify_options *o,
    struct certify_result *r, struct why *w);

#endif
