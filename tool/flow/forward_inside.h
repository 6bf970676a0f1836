#ifndef TOOL_FLOW_FORWARD_INSIDE_H
#define TOOL_FLOW_FORWARD_INSIDE_H

/** Between forward.c (the order of things), forward_check.c (may it go?) and
 *  forward_ledger.c (what the ledger and the custody log are told). */

#include "tool/flow/forward.h"
#include "tool/flow/intake.h"
#include "tool/flow/opening.h"
#include "tool/flow/orders.h"
#include "tool/flow/outfile.h"
#include "tool/flow/pool.h"
#include "tool/flow/tombs.h"

/** All that lives while one bundle is forwarded. */
struct forward_state {
	struct store *store;
	const struct forward_options *options;
	struct forward_result *result;
	struct opening opening;
	bool trusted;  /* the opening is */
	bool for_hold; /* it goes out for what a hold keeps */
	struct orders orders;
	struct tombs tombs;
	struct pool pool;
	bool pool_open;
	struct outfile out;
	struct seal seal;     /* the new one */
	char id[SEAL_ID_HEX]; /* of the new one */
};

/** Everything about the bundle is sound, and it may go: to whom it is settled.
 *  Reads all of it. */
int forward_check(struct forward_state *f, struct why *w);

/** As pack_ledger_*. */
int forward_ledger_begin(struct forward_state *f, struct why *w);
int forward_ledger_done(struct forward_state *f, struct why *w);
void forward_ledger_fail(struct forward_state *f, const struct why *why);

#endif
