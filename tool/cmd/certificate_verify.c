#include "tool/cmd/certificate_check.h"
#include "tool/cmd/cmd.h"
#include "tool/cmd/jobs.h"

struct verify_args {
	const char *store;
	struct certificate_given given;
	struct opt_number jobs;
};

static const struct opt options[] = {
	{ "FILE", NULL, NULL,
	    OPT_OPERAND(struct verify_args, given.certificate) },
	{ "BUNDLE", NULL, NULL, OPT_OPERANDS(struct verify_args, given.bundles),
	    .optional = true },
	{ "store", "STORE", "of the agency that ordered, whose key opens them",
	    OPT_TEXT(struct verify_args, store), .required = true },
	{ "order", "BUNDLE", "the sealed bundle that carried the order",
	    OPT_TEXT(struct verify_args, given.order), .required = true },
	{ "lift", "BUNDLE",
	    "a sealed bundle with an order to lift it; again for more",
	    OPT_LIST(struct verify_args, given.lifts) },
	{ "partly", NULL,
	    "check the bundles given, though the certificate names more",
	    OPT_FLAG(struct verify_args, given.partly) },
	JOBS_OPTION(struct verify_args),
	{ 0 },
};

static int
run(const struct command_call *call, struct why *w)
{
	const struct verify_args *args = call->args;
	struct certificate_given given = args->given;
	struct answer_result r = { 0 };
	struct store store = { 0 };
	int rc = -1;

	given.jobs = jobs_of(&args->jobs);
	approve_begin(&r.approve);
	if (store_open(&store, args->store, STORE_READ, &call->passphrase, w) ==
	    0)
		rc = certificate_check_given(call, &store, &given, &r, w);
	if (rc == 0)
		certificate_check_say(call->say, &r);
	approve_end(&r.approve);
	store_close(&store);
	return rc;
}

const struct command cmd_certificate_verify = {
	.name = "certificate verify",
	.summary = "Check the answer to an order against what was sent",
	.about =
	    "FILE and its signatures in FILE.sig, held against the sealed "
	    "bundles that this agency kept: it must be sealed to itself, as "
	    "\"pack\" does. The order is asked of every row again, and every "
	    "record that it selects must be told of, with its leaf hash. The "
	    "rest of BUNDLE is what else the certificate names.",
	.options = options,
	.args_bytes = sizeof(struct verify_args),
	.needs = COMMAND_SECRET | COMMAND_VERDICT,
	.run = run,
};
