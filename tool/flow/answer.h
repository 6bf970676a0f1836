#ifndef TOOL_FLOW_ANSWER_H
#define TOOL_FLOW_ANSWER_H

/** Is the answer to an order true, as far as who ordered can tell? Its own
 *  sealed bundles are opened, the order is asked of their rows again, and what
 *  it selects is held against the certificate. Source: certificate.txt, 5. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tool/flow/approve.h"
#include "tool/progress.h"

struct answer_options {
	const char *certificate; /* its signatures lie in PATH.sig */
	const char *order;	 /* the bundle that carried the order */
	const char *const *bundles;
	size_t n_bundles;
	const char *const *lifts; /* bundles with orders to lift it */
	size_t n_lifts;
	bool partly; /* some that it names may be missing */
	unsigned jobs;
	struct progress *progress;
};

struct answer_result {
	struct approve approve; /* the certificate, and who signed it */
	bool late;		/* made behind the deadline */
	bool taken;		/* this one, or a later one, was taken */
	uint64_t checked;	/* bundles */
	uint64_t unchecked;	/* that it names, and nobody gave */
	uint64_t selected;	/* records of those checked */
	uint64_t gone;		/* of these, by the order */
	uint64_t gone_before;
	uint64_t held;
	uint64_t restricted;
	uint64_t lifted;     /* restricted no longer */
	uint64_t unproved;   /* of these, by orders that nobody gave */
	uint64_t ended;	     /* likewise, since the end of the order was over */
	uint64_t unreviewed; /* holds whose review was over when it was made */
};

/** approve_begin(&r->approve) comes first, approve_end is due in both cases.
 *  The reasons: certificate.txt, 5. STORE_READ. */
int answer_check(struct store *s, const struct answer_options *o,
    struct answer_result *r, struct why *w);

/** Enter into the ledger what was checked. WHY_REPLAYED: this one was taken, or
 *  a later one. STORE_WRITE. */
int answer_take(struct store *s, const struct answer_result *r,
    const char *actor, struct why *w);

#endif
