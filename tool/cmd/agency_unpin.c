#include "tool/cmd/cmd.h"
#include "tool/store/store.h"

struct unpin_args {
	const char *store;
	const char *agency;
	bool suspend;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct unpin_args, store) },
	{ "ID", NULL, NULL, OPT_OPERAND(struct unpin_args, agency) },
	{ "suspend", NULL, "for now, until \"agency add\" is called again",
	    OPT_FLAG(struct unpin_args, suspend) },
	{ 0 },
};

static int
run(const struct command_call *call, struct why *w)
{
	const struct unpin_args *args = call->args;
	enum directory_status status =
	    args->suspend ? DIRECTORY_SUSPENDED : DIRECTORY_WITHDRAWN;
	struct store store = { 0 };
	int rc;

	if (!card_agency_ok(args->agency))
		return why_set(w, WHY_USAGE, "\"%.64s\" is no agency's id",
		    args->agency);
	if (call->dry_run) {
		rc = store_open(&store, args->store, STORE_LOOK, NULL, w);
		if (rc == 0)
			rc = directory_withdraw(&store.directory, args->agency,
			    status, w);
	} else {
		rc = store_open(&store, args->store, STORE_WRITE,
		    &call->passphrase, w);
		if (rc == 0)
			rc = store_withdraw(&store, args->agency, status,
			    call->actor, w);
	}
	store_close(&store);
	if (rc != 0)
		return -1;
	say_text(call->say, "agency", "Agency", args->agency);
	say_text(call->say, "status", "Status", directory_status_name(status));
	say_flag(call->say, "unpinned", "Unpinned", !call->dry_run);
	return 0;
}

const struct command cmd_agency_unpin = {
	.name = "agency unpin",
	.summary = "Trust an agency no longer",
	.about = "Its bundles are refused from then on. What was received "
		 "before still verifies.",
	.options = options,
	.args_bytes = sizeof(struct unpin_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR | COMMAND_DRY_RUN,
	.run = run,
};
