#include "tool/cmd/cmd.h"
#include "tool/cmd/handover.h"
#include "tool/cmd/offered.h"

static int
run(const struct command_call *call, struct why *w)
{
	const struct offered_args *args = call->args;
	struct store store = { 0 };
	struct handovers c = { 0 };
	int rc = -1;

	if (store_open(&store, args->store, STORE_WRITE, &call->passphrase,
		w) == 0)
		rc = handovers_close(&store, args->file, call->actor,
		    call->dry_run, &c, w);
	if (rc == 0) {
		handover_say(call->say, &c, HANDOVER_BY_STORE);
		say_flag(call->say, "entered", NULL, !call->dry_run);
	}
	handovers_clear(&c);
	store_close(&store);
	return rc;
}

const struct command cmd_handover_close = {
	.name = "handover close",
	.summary = "Enter what became of a disk that was given from here",
	.about = "FILE came back from whoever took it, or from a later one. "
		 "All signatures are checked, that it is what was given from "
		 "here, and that the others' logs are those of before; each "
		 "hop is entered once.",
	.options = offered_options,
	.args_bytes = sizeof(struct offered_args),
	.needs =
	    COMMAND_SECRET | COMMAND_ACTOR | COMMAND_DRY_RUN | COMMAND_VERDICT,
	.run = run,
};
