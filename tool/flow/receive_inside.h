#ifndef TOOL_FLOW_RECEIVE_INSIDE_H
#define TOOL_FLOW_RECEIVE_INSIDE_H

/** Between receive.c (the order of things), receive_proof.c (what is kept of
 *  the seals), receive_answers.c and receive_ledger.c (how a reception enters
 *  the ledger and the custody log). */

#include "tool/flow/bagger.h"
#include "tool/flow/earlier.h"
#include "tool/flow/harvest.h"
#include "tool/flow/intake.h"
#include "tool/flow/opening.h"
#include "tool/flow/orders.h"
#include "tool/flow/receive.h"
#include "tool/flow/tombs.h"
#include "tool/store/ledger_order.h"

/** All that lives while one bundle is received. */
struct receive_state {
	struct store *store;
	const struct receive_options *options;
	struct receive_result *result;
	struct opening opening;
	struct since since;
	struct orders orders;
	uint32_t expire_days; /* by which reads are kept out; 0: by none */
	struct tombs tombs;
	struct holds holds;
	struct judge judge;
	struct spool new_tombs;
	struct staging staging;
	bool staged;
	int hints_fd;
	struct bagger bagger;
	struct harvest harvest;
	struct pool pool;
	bool pool_open;
	struct intake intake;
	struct earlier earlier;
	char id[SEAL_ID_HEX];
	bool begun;    /* the ledger holds a row of it */
	bool released; /* the bag has its place */
	bool committed;
	bool settled; /* changed files have their places too */
};

/** Before anything is written: a row that says what was begun, so that a
 *  killed process leaves a trace. */
int receive_ledger_begin(struct receive_state *v, struct why *w);

/** Stage seals and signatures as they came. v->hints_fd is for the leaves then.
 */
int receive_proof(struct receive_state *v, struct why *w);

/** How each order is answered, into the result. */
int receive_answers(struct receive_state *v, struct why *w);
/** What is known once they are committed. */
void receive_answers_settled(struct receive_state *v);

/** Release and commit: bag and proof take their places, then one transaction
 *  holds bundle, orders, tombstones, what went earlier, and the events; then
 *  changed files of earlier bundles take theirs. */
int receive_ledger_commit(struct receive_state *v, struct why *w);

/** Log the refusal; what was released is taken back. */
void receive_ledger_fail(struct receive_state *v, const struct why *why);

#endif
