#include "tool/cmd/cmd.h"
#include "tool/cmd/handover.h"

struct take_args {
	const char *store;
	const char *file;
	const char *bundle;
	const char *remark;
	struct handover_shared shared;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct take_args, store) },
	{ "FILE", NULL, NULL, OPT_OPERAND(struct take_args, file) },
	{ "BUNDLE", NULL, NULL, OPT_OPERAND(struct take_args, bundle),
	    .optional = true },
	HANDOVER_OPTIONS(struct take_args),
	{ "remark", "TEXT", "what else is to be said of it",
	    OPT_TEXT(struct take_args, remark) },
	{ 0 },
};

static int
run(const struct command_call *call, struct why *w)
{
	const struct take_args *args = call->args;
	struct progress progress;
	struct handovers_taking t = {
		.file = args->file,
		.remark = args->remark,
	};
	struct store store = { 0 };
	struct handovers c = { 0 };
	struct bytes out = { 0 };
	int rc = -1;

	if (handover_act(&t.act, call, &args->shared, args->bundle, w) == 0 &&
	    store_open(&store, args->store, STORE_WRITE, &call->passphrase,
		w) == 0) {
		t.act.progress = &progress;
		progress_open(&progress, "take", 0, call->quiet);
		rc = handovers_take(&store, &t, &c, &out, w);
		progress_close(&progress);
	}
	if (rc == 0)
		rc = handover_written(call, args->shared.output, &c, &out, w);
	bytes_clear(&out);
	handovers_clear(&c);
	store_close(&store);
	return rc;
}

const struct command cmd_handover_take = {
	.name = "handover take",
	.summary = "Sign that it was taken, and what a check of it found",
	.about =
	    "All signatures in FILE are checked, then the bundle against what "
	    "was given. Who finds it other than it was given takes nothing, "
	    "unless --as-found: then what was found is signed. The log here "
	    "tells of a refusal. --actor is who takes it: it is signed. The "
	    "file that is written goes back to the giver, too, for \"handover "
	    "close\".",
	.options = options,
	.args_bytes = sizeof(struct take_args),
	.needs =
	    COMMAND_SECRET | COMMAND_ACTOR | COMMAND_DRY_RUN | COMMAND_VERDICT,
	.run = run,
};
