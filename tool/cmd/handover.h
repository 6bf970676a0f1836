#ifndef TOOL_CMD_HANDOVER_H
#define TOOL_CMD_HANDOVER_H

/** What the commands of hand-overs share. */

#include "tool/cmd/jobs.h"
#include "tool/command.h"
#include "tool/flow/handovers.h"
#include "tool/opt.h"
#include "tool/say.h"

/** What the chain is about, and each hop with both sides and what was found.
 *  With what was checked, why the signatures count. */
enum handover_trust {
	HANDOVER_UNCHECKED,
	HANDOVER_BY_STORE,
	HANDOVER_BY_CARD,
};
void handover_say(struct say *s, const struct handovers *c,
    enum handover_trust trust);

/** Options that giving and taking have in common. */
struct handover_shared {
	const char *output;
	const char *place;
	const char *seal_number;
	bool unopened;
	bool as_found;
	struct opt_number jobs;
};
#define HANDOVER_OPTIONS(ARGS)                                                \
	{ "output", "FILE", "the file to hand on; a new one",                 \
		OPT_TEXT(ARGS, shared.output), .required = true },            \
	    { "place", "TEXT", "where it changes hands",                      \
		    OPT_TEXT(ARGS, shared.place), .required = true },         \
	    { "seal-number", "TEXT", "what stands on the seal of the bag",    \
		    OPT_TEXT(ARGS, shared.seal_number) },                     \
	    { "unopened", NULL,                                               \
		    "the bag stays closed, and no bundle is looked at: the "  \
		    "number of its seal is",                                  \
		    OPT_FLAG(ARGS, shared.unopened) },                        \
	    { "as-found", NULL,                                               \
		    "go on though it is not intact, and sign what was found", \
		    OPT_FLAG(ARGS, shared.as_found) },                        \
	    JOBS_OPTION_AT(ARGS, shared.jobs)

/** What a flow is asked by them. bundle: NULL if none was given. WHY_USAGE:
 *  that and --unopened do not go together; the output is there. */
int handover_act(struct handovers_act *out, const struct command_call *call,
    const struct handover_shared *shared, const char *bundle, struct why *w);
/** The end of both: write the file, unless it is a dry run, and tell of it. */
int handover_written(const struct command_call *call, const char *output,
    const struct handovers *c, const struct bytes *file, struct why *w);

#endif
