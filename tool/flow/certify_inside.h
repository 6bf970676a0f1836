#ifndef TOOL_FLOW_CERTIFY_INSIDE_H
#define TOOL_FLOW_CERTIFY_INSIDE_H

/** Between certify.c (the order, the signature) and certify_bundle.c (what is
 *  said of one bundle). */

#include "tool/flow/certify.h"

struct certify_run {
	struct store *store;
	const struct certify_options *options;
	struct certify_result *result;
	struct ledger_order order;
	uint64_t passed; /* times that bundles it touched were passed on */
};

/** How things stand with a bundle under this order. */
int certify_bundle(struct certify_run *r, const uint8_t id[SEAL_ID_BYTES],
    struct why *w);

#endif
