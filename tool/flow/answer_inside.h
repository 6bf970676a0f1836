#ifndef TOOL_FLOW_ANSWER_INSIDE_H
#define TOOL_FLOW_ANSWER_INSIDE_H

/** Between answer.c (the order, which bundles) and answer_bundle.c (one bundle,
 *  record by record). */

#include "tool/flow/answer.h"
#include "tool/flow/opening.h"
#include "tool/flow/orders.h"

struct answer_run {
	struct store *store;
	const struct answer_options *options;
	struct answer_result *result;
	const struct certificate *certificate;
	struct opening carrier; /* the bundle with the order */
	struct orders orders;	/* all that it carries */
	uint32_t number;	/* of the one that is answered */
	bool exact;		/* nothing was gone or kept for another cause */
};

/** Open an own bundle, to its contents. WHY_NO_KEY: it is not sealed to this
 *  agency. */
int answer_open(struct answer_run *r, struct opening *o, const char *path,
    struct why *w);

/** Hold one against what the certificate says of it. */
int answer_bundle(struct answer_run *r, struct opening *o,
    const struct certificate_bundle *b, struct why *w);

#endif
