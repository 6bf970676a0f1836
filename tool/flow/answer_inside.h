#ifndef TOOL_FLOW_ANSWER_INSIDE_H
#define TOOL_FLOW_ANSWER_INSIDE_H

/** Between answer.c (the order, which bundles), answer_bundle.c (one bundle,
 *  record by record) and answer_marks.c (the same of an order that deletes
 *  nothing). */

#include "tool/flow/answer.h"
#include "tool/flow/opening.h"
#include "tool/flow/orders.h"
#include "tool/flow/pool.h"
#include "tool/flow/tally.h"

struct answer_run {
	struct store *store;
	const struct answer_options *options;
	struct answer_result *result;
	const struct certificate *certificate;
	struct opening carrier;	   /* the bundle with the order */
	struct orders orders;	   /* all that it carries */
	uint32_t number;	   /* of the one that is answered */
	struct order_match *match; /* its targets */
	uint8_t *hits;
	const struct judge_mark *mark; /* NULL: it is one to delete */
	struct orders *lifts;	       /* with some that end it; owned */
	size_t n_lifts;
	bool exact; /* nothing was gone or kept for another cause */
};

/** Open an own bundle, to its contents. WHY_NO_KEY: it is not sealed to this
 *  agency. */
int answer_open(struct answer_run *r, struct opening *o, const char *path,
    struct why *w);

/** Hold one against what the certificate says of it. */
int answer_bundle(struct answer_run *r, struct opening *o,
    const struct certificate_bundle *b, struct why *w);
int answer_marks(struct answer_run *r, struct opening *o,
    const struct certificate_bundle *b, struct why *w);

/** What came with the orders to lift that are given: WHY_USAGE for a bundle
 *  without one that ends what the order restricts. answer_lifts_close is due
 *  in both cases. */
int answer_lifts_open(struct answer_run *r, struct why *w);
void answer_lifts_close(struct answer_run *r);
/** This bundle is one of a series. */
int answer_lifts_belong(struct answer_run *r, const struct opening *o,
    struct why *w);
/** They are asked, too, behind the order itself. */
int
answer_lifts_judge(const struct answer_run *r, struct judge *j, struct why *w);

/** Is anything claimed of its records that could be wrong? */
bool answer_is_closed(const struct certificate_bundle *b);

/** Do the roots of its segments, and their numbers, agree with the seal? */
int answer_roots(const struct opening *o, const struct certificate_bundle *b,
    struct why *w);

/** Go through all of a bundle as receiving it would. Of keep and look one may
 *  be NULL. */
struct answer_intake {
	const struct opening *opening;
	struct judge *judge;
	struct pool *pool;
	tally_keep *keep;
	tally_look *look;
	void *self;
};
int answer_intake(struct answer_run *r, const struct answer_intake *how,
    struct why *w);

#endif
