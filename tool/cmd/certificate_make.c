#include "tool/cmd/certificate.h"
#include "tool/cmd/cmd.h"
#include "tool/cmd/jobs.h"
#include "tool/cmd/output.h"
#include "tool/cmd/reached.h"
#include "tool/flow/certify.h"

struct make_args {
	const char *store;
	const char *order;
	const char *issuer;
	const char *output;
	struct opt_number jobs;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct make_args, store) },
	{ "order", "ID", "the order that is answered: \"list --orders\"",
	    OPT_TEXT(struct make_args, order), .required = true },
	{ "issuer", "AGENCY",
	    "whose order, where several gave one under this id",
	    OPT_TEXT(struct make_args, issuer) },
	{ "output", "FILE", "write it there, and its signature to FILE.sig",
	    OPT_TEXT(struct make_args, output), .required = true },
	JOBS_OPTION(struct make_args),
	{ 0 },
};

static int
write_out(const struct command_call *call, const struct certify_result *r,
    struct why *w)
{
	const struct make_args *args = call->args;

	if (cmd_output_signed(args->output, &r->text, &r->signature, w) != 0)
		return -1;
	certificate_say(call->say, &r->certificate);
	reached_say_shown(call->say, &r->shown);
	if (r->why.reason != WHY_NONE) {
		say_text(call->say, "not_carried_out", NULL,
		    why_name(r->why.reason));
		say_note(call->say, "Not carried out everywhere: %s: %s.",
		    why_name(r->why.reason), r->why.text);
	}
	say_hex(call->say, "digest", "BLAKE2b digest", r->digest,
	    sizeof(r->digest));
	say_text(call->say, "output", "Written to", args->output);
	return 0;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct make_args *args = call->args;
	struct progress progress;
	struct certify_options o = {
		.issuer = args->issuer,
		.actor = call->actor,
		.jobs = jobs_of(&args->jobs),
		.progress = &progress,
	};
	struct certify_result r = { 0 };
	struct store store = { 0 };
	int rc = -1;

	if (!bytes_from_hex(o.order, sizeof(o.order), args->order))
		return why_set(w, WHY_USAGE, "\"%s\" is no id of an order",
		    args->order);
	progress_open(&progress, "certificate", 0, call->quiet);
	if (cmd_output_free(args->output, w) == 0 &&
	    store_open(&store, args->store, STORE_WRITE, &call->passphrase,
		w) == 0)
		rc = certify(&store, &o, &r, w);
	progress_close(&progress);
	if (rc == 0)
		rc = write_out(call, &r, w);
	certify_clear(&r);
	store_close(&store);
	return rc;
}

const struct command cmd_certificate_make = {
	.name = "certificate make",
	.summary = "Answer an order: what went, what did not",
	.about =
	    "Each bundle of which the order took, restricts or lifted "
	    "something is read back and held against its seal first. The "
	    "certificate names bundles and the places of records in them, "
	    "with the leaf hash of each that is gone, restricted or lifted, "
	    "and the holds that keep some with ground and date of "
	    "review; no plate, time, place or file name is in it.\n"
	    "What a hold kept that is over has to go by \"enforce\" first.",
	.options = options,
	.args_bytes = sizeof(struct make_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR | COMMAND_VERDICT,
	.run = run,
};
