#ifndef TOOL_FLOW_ENFORCE_INSIDE_H
#define TOOL_FLOW_ENFORCE_INSIDE_H

/** Between enforce.c (what is due), enforce_change.c (how it goes) and
 *  enforce_ends.c (restrictions that are over). */

#include "tool/flow/enforce.h"
#include "tool/flow/holds.h"
#include "tool/flow/pool.h"
#include "tool/flow/released.h"
#include "tool/flow/tombs.h"
#include "tool/flow/waiting.h"
#include "tool/store/staging.h"

/** All of one command. */
struct enforce_run {
	struct store *store;
	const struct enforce_options *options;
	struct enforce_result *result;
	int64_t now_s;
	struct holds holds;
	struct tombs tombs;
	bool tombs_loaded;
	struct bytes ids; /* SEAL_ID_BYTES each */
	uint64_t passed;  /* times that changed ones were passed on */
};

/** One bundle, while it is worked on. */
struct enforce_work {
	struct enforce_bundle *to;
	struct released *released;
	struct order_match match;
	int64_t before_ms; /* by its rule, what is captured earlier is due */
	struct judge judge;
	struct waiting waiting;
	struct spool new_tombs;
	uint64_t unread;
	struct pool pool;
	struct staging staging;
};

/** Does anything of it go since a hold went? */
bool enforce_waits(const struct enforce_work *k);

/** An event with who acts, and by which policy. */
void
enforce_event(const struct enforce_run *run, struct event *e, const char *act);

/** Restrictions whose end is over, each with its event. Source: enforce.txt,
 *  1.5. */
int enforce_ends(struct enforce_run *run, struct why *w);

/** What is due in one bundle goes: steps 2 to 5. Source: enforce.txt, 2.1. */
int
enforce_change(struct enforce_run *run, struct enforce_work *k, struct why *w);

#endif
