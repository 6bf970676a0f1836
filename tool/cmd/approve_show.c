#include "tool/cmd/approve.h"
#include "tool/cmd/cmd.h"

struct show_args {
	const char *file;
	const char *store;
};

static const struct opt options[] = {
	{ "FILE", NULL, NULL, OPT_OPERAND(struct show_args, file) },
	{ "store", "STORE",
	    "check the signatures by this store's directory, and hold them "
	    "against its policy",
	    OPT_TEXT(struct show_args, store) },
	{ 0 },
};

static int
run(const struct command_call *call, struct why *w)
{
	const struct show_args *args = call->args;
	struct store store = { 0 };
	struct approve a;
	int rc = -1;

	approve_begin(&a);
	if (approve_read(&a, args->file, w) == 0 &&
	    (args->store == NULL ||
		(store_open(&store, args->store, STORE_READ, NULL, w) == 0 &&
		    approve_check(&a, &store, w) == 0))) {
		cmd_approve_say(call->say, &a, args->store != NULL);
		rc = 0;
	}
	store_close(&store);
	approve_end(&a);
	return rc;
}

const struct command cmd_approve_show = {
	.name = "approve show",
	.summary = "Show what somebody is asked to sign",
	.about = "FILE was written by \"approve take\". With --store the "
		 "signatures that it has are checked.",
	.options = options,
	.args_bytes = sizeof(struct show_args),
	.needs = COMMAND_VERDICT,
	.run = run,
};
