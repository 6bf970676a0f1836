#include "tool/cmd/cmd.h"
#include "tool/cmd/stamp.h"

struct attach_args {
	const char *store;
	const char *proof;
	const char *bundle;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct attach_args, store) },
	{ "PROOF", NULL, NULL, OPT_OPERAND(struct attach_args, proof) },
	{ "bundle", "FILE",
	    "the bundle that it shows, which the store sent or received",
	    OPT_TEXT(struct attach_args, bundle), .required = true },
	{ 0 },
};

static int
run(const struct command_call *call, struct why *w)
{
	const struct attach_args *args = call->args;
	const struct since_given given = { .proofs = &args->proof,
		.n_proofs = 1 };
	struct since_attached shown;
	struct store store = { 0 };
	int rc = store_open(&store, args->store,
	    call->dry_run ? STORE_READ : STORE_WRITE, &call->passphrase, w);

	if (rc == 0)
		rc =
		    stamp_attach(call, &store, args->bundle, &given, &shown, w);
	store_close(&store);
	if (rc != 0)
		return -1;
	say_verdict(call->say, "VERIFIED");
	say_hex(call->say, "bundle", "Bundle", shown.bundle,
	    sizeof shown.bundle);
	say_time(call->say, "time", "Existed at", shown.time_s);
	say_flag(call->say, "kept", "Kept", !call->dry_run);
	return 0;
}

const struct command cmd_log_attach = {
	.name = "log attach",
	.summary = "Keep a proof of when a bundle had been sealed",
	.about =
	    "PROOF is what the agency that sealed the bundle wrote with \"log "
	    "prove --bundle\", once a witness had cosigned its log. What it "
	    "shows counts from then on, as if it had come with the bundle "
	    "(receive --proof).",
	.options = options,
	.args_bytes = sizeof(struct attach_args),
	.needs =
	    COMMAND_SECRET | COMMAND_ACTOR | COMMAND_DRY_RUN | COMMAND_VERDICT,
	.run = run,
};
