#ifndef TOOL_FLOW_PACK_INSIDE_H
#define TOOL_FLOW_PACK_INSIDE_H

/** Between pack.c (the order of things), pack_parts.c (members of the bundle)
 *  pack_ledger.c (what the ledger and the custody log are told) and those that
 *  check what is packed. */

#include "formats/contents.h"
#include "formats/seal.h"
#include "tool/flow/cutter.h"
#include "tool/flow/outfile.h"
#include "tool/flow/pack.h"
#include "tool/flow/pack_input.h"
#include "tool/flow/pool.h"
#include "tool/flow/sealer.h"

/** All that lives while one bundle is packed. */
struct pack_state {
	struct store *store;
	const struct pack_options *options;
	struct pack_result *result;
	struct seal seal;
	struct contents contents;
	struct order *orders; /* of contents, each as it is sealed; owned */
	size_t n_marks;	      /* of which are no orders to delete */
	struct corrected corrected;
	struct pack_input input;
	struct pool pool;
	bool pool_open;
	struct outfile out;
	struct sealer sealer;
	struct cutter cutter;
	struct quality_sum *quality;
	struct bytes readme;
	struct bytes contents_sealed;
	char id[SEAL_ID_HEX];
};

/** A row that says what was begun; gives the sequence number and the head of
 *  the log that the seal will carry. */
int pack_ledger_begin(struct pack_state *p, struct why *w);
/** It is done, or it failed: the row and its event in one transaction. Failing
 *  only tries, since the ledger may be what failed. */
int pack_ledger_done(struct pack_state *p, struct why *w);
void pack_ledger_fail(struct pack_state *p, const struct why *why);

/** Nothing of what is packed lies in a received bundle of which records are not
 *  to be seen by others. WHY_RESTRICTED, WHY_DELETED. Source: order.txt, 7.2.
 */
int pack_withheld(const struct pack_state *p, struct why *w);

/** A dry run looks at the rows as well where they must be there. WHY_ORDER.
 *  Source: order.txt, 8.1. */
int pack_rectify_look(struct pack_state *p, struct why *w);

/** What the store's policy demands of the request, which goes into the
 *  contents; and of the reads, once their times are known. In pack_rules.c. */
int pack_rules_request(struct pack_state *p, struct why *w);
int pack_rules_reads(struct pack_state *p, struct why *w);
/** Reads past their days are left out, where the policy drops them. */
void pack_rules_retention(const struct pack_state *p, struct selection *s);
/** May the quality pass be left out? Not where the policy refuses a finding.
 */
int pack_rules_no_quality(const struct pack_state *p, struct why *w);
/** What was found in the reads goes into the contents, unless the policy
 *  refuses it. Source: policy.txt, 8. */
int pack_rules_quality(struct pack_state *p, struct why *w);

/** The members of the bundle, in this order; segments are written by the
 *  sealer as they get ready. */
int pack_parts_readme(struct pack_state *p, struct why *w);
int pack_parts_stream(struct pack_state *p, struct why *w);
int pack_parts_contents(struct pack_state *p, struct why *w);
int pack_parts_seal(struct pack_state *p, struct why *w);

#endif
