#include "tool/cmd/cmd.h"
#include "tool/cmd/handover.h"

struct give_args {
	const char *store;
	const char *bundle;
	const char *to;
	const char *person;
	const char *after;
	const char *courier;
	const char *make;
	const char *serial;
	const char *reason;
	const char *reference;
	struct handover_shared shared;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct give_args, store) },
	{ "BUNDLE", NULL, NULL, OPT_OPERAND(struct give_args, bundle),
	    .optional = true },
	{ "to", "ID", "agency that takes it", OPT_TEXT(struct give_args, to),
	    .required = true },
	{ "person", "ID", "person of it who alone may take it",
	    OPT_TEXT(struct give_args, person) },
	{ "after", "FILE", "go on with this chain, which was taken here",
	    OPT_TEXT(struct give_args, after) },
	{ "medium-make", "TEXT", "make and model of the disk",
	    OPT_TEXT(struct give_args, make), .required = true },
	{ "medium-serial", "TEXT", "its serial number",
	    OPT_TEXT(struct give_args, serial), .required = true },
	{ "reason", "TEXT", "why it changes hands",
	    OPT_TEXT(struct give_args, reason), .required = true },
	{ "reference", "TEXT", "case or authority",
	    OPT_TEXT(struct give_args, reference) },
	{ "courier", "TEXT", "who carries it, if somebody else does",
	    OPT_TEXT(struct give_args, courier) },
	HANDOVER_OPTIONS(struct give_args),
	{ 0 },
};

static int
run(const struct command_call *call, struct why *w)
{
	const struct give_args *args = call->args;
	struct progress progress;
	struct handovers_giving g = {
		.after = args->after,
		.agency = args->to,
		.person = args->person,
		.courier = args->courier,
		.make = args->make,
		.serial = args->serial,
		.why = args->reason,
		.reference = args->reference,
	};
	struct store store = { 0 };
	struct handovers c = { 0 };
	struct bytes out = { 0 };
	int rc = -1;

	if (handover_act(&g.act, call, &args->shared, args->bundle, w) == 0 &&
	    store_open(&store, args->store, STORE_WRITE, &call->passphrase,
		w) == 0) {
		g.act.progress = &progress;
		progress_open(&progress, "give", 0, call->quiet);
		rc = handovers_give(&store, &g, &c, &out, w);
		progress_close(&progress);
	}
	if (rc == 0)
		rc = handover_written(call, args->shared.output, &c, &out, w);
	bytes_clear(&out);
	handovers_clear(&c);
	store_close(&store);
	return rc;
}

const struct command cmd_handover_give = {
	.name = "handover give",
	.summary = "Sign that a disk with a bundle is handed to somebody",
	.about =
	    "The bundle is checked first. The file goes along to whoever takes "
	    "it, who answers it by \"handover take\". --actor is who gives, by "
	    "name or number: it is signed. With --after the chain goes on: the "
	    "file must have been taken by this store, and stays as it is.",
	.options = options,
	.args_bytes = sizeof(struct give_args),
	.needs =
	    COMMAND_SECRET | COMMAND_ACTOR | COMMAND_DRY_RUN | COMMAND_VERDICT,
	.run = run,
};
