#ifndef TOOL_CMD_ORDERING_H
#define TOOL_CMD_ORDERING_H

/** Orders by options, or by a file: alike in all commands that give one. */

#include "formats/order.h"
#include "tool/cmd/jobs.h"
#include "tool/cmd/targets.h"
#include "tool/command.h"
#include "tool/flow/pack.h"

struct ordering_args {
	const char *store;
	struct opt_list to;
	const char *ground;
	const char *reference;
	const char *legal;
	const char *deadline;
	const char *ends; /* of those that restrict */
	const char *marking;
	const char *file;
	struct targets_args targets;
	const char *output;
	struct opt_number jobs;
};

/* clang-format off */
#define ORDERING_OPTIONS(who)                                              \
	{ "STORE", NULL, NULL, OPT_OPERAND(struct ordering_args, store) }, \
	{ "to", "ID", who "; again for more",                              \
	    OPT_LIST(struct ordering_args, to), .required = true },        \
	{ "ground", "TEXT", "why; no plates, no names",                    \
	    OPT_TEXT(struct ordering_args, ground) },                      \
	{ "reference", "TEXT", "case or file of this agency",              \
	    OPT_TEXT(struct ordering_args, reference) },                   \
	{ "legal", "TEXT", "the law that it rests on",                     \
	    OPT_TEXT(struct ordering_args, legal) },                       \
	{ "deadline", "DATE",                                              \
	    "day or time by which to answer; 30 days from now if not "     \
	    "given",                                                       \
	    OPT_TEXT(struct ordering_args, deadline) },                    \
	{ "marking", "TEXT",                                               \
	    "protective marking, for all to see; OFFICIAL-SENSITIVE if "   \
	    "not given",                                                   \
	    OPT_TEXT(struct ordering_args, marking) }
#define ORDERING_REST(name)                                                \
	{ name, "FILE",                                                    \
	    "an order with its targets (order.txt), instead of the "       \
	    "options above but --to, and below",                           \
	    OPT_TEXT(struct ordering_args, file) },                        \
	TARGETS_OPTIONS(struct ordering_args, targets),                    \
	{ "output", "FILE",                                                \
	    "bundle to write; <bundle id>.sbag here if not given",         \
	    OPT_TEXT(struct ordering_args, output) },                      \
	JOBS_OPTION(struct ordering_args),                                 \
	{ 0 }
/* clang-format on */

/** Which order is given; all else zero. */
struct ordering {
	enum order_act act;
	const char *file_option; /* what args->file came by */
	/* of one that rectifies: as in struct draft_ask */
	enum order_act does;
	struct draft_list wrong;
	struct draft_list right;
	const struct pack_options *data; /* what goes with it; or NULL */
};
/** call->args begin with struct ordering_args. */
int ordering_run(const struct command_call *call, const struct ordering *of,
    struct why *w);

#endif
