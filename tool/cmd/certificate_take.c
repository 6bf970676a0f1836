#include "tool/cmd/certificate_check.h"
#include "tool/cmd/cmd.h"
#include "tool/cmd/jobs.h"

struct take_args {
	const char *store;
	struct certificate_given given;
	struct opt_number jobs;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct take_args, store) },
	{ "FILE", NULL, NULL,
	    OPT_OPERAND(struct take_args, given.certificate) },
	{ "BUNDLE", NULL, NULL, OPT_OPERANDS(struct take_args, given.bundles),
	    .optional = true },
	{ "order", "BUNDLE", "the sealed bundle that carried the order",
	    OPT_TEXT(struct take_args, given.order), .required = true },
	{ "lift", "BUNDLE",
	    "a sealed bundle with an order to lift it; again for more",
	    OPT_LIST(struct take_args, given.lifts) },
	{ "partly", NULL,
	    "check the bundles given, though the certificate names more",
	    OPT_FLAG(struct take_args, given.partly) },
	JOBS_OPTION(struct take_args),
	{ 0 },
};

static int
run(const struct command_call *call, struct why *w)
{
	const struct take_args *args = call->args;
	struct certificate_given given = args->given;
	struct answer_result r = { 0 };
	struct store store = { 0 };
	int rc = -1;

	given.jobs = jobs_of(&args->jobs);
	approve_begin(&r.approve);
	if (store_open(&store, args->store,
		call->dry_run ? STORE_READ : STORE_WRITE, &call->passphrase,
		w) == 0)
		rc = certificate_check_given(call, &store, &given, &r, w);
	if (rc == 0 && !call->dry_run)
		rc = answer_take(&store, &r, call->actor, w);
	if (rc == 0)
		certificate_check_say(call->say, &r);
	approve_end(&r.approve);
	store_close(&store);
	return rc;
}

const struct command cmd_certificate_take = {
	.name = "certificate take",
	.summary = "Check the answer to an order, and enter that it came",
	.about =
	    "As \"certificate verify\"; then the order counts as answered by "
	    "that agency (\"list --demands\", \"due\"), and the custody log "
	    "tells what was found. One that was taken, or is older than one "
	    "that was, is not taken again.",
	.options = options,
	.args_bytes = sizeof(struct take_args),
	.needs =
	    COMMAND_SECRET | COMMAND_ACTOR | COMMAND_DRY_RUN | COMMAND_VERDICT,
	.run = run,
};
