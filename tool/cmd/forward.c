#include "tool/flow/forward.h"

#include "tool/cmd/cmd.h"
#include "tool/cmd/hold.h"
#include "tool/cmd/jobs.h"
#include "tool/cmd/sealed.h"
#include "tool/cmd/trust.h"

struct forward_args {
	const char *store;
	const char *file;
	struct opt_list to;
	struct opt_list escrow;
	const char *hold;
	const char *reference;
	const char *marking;
	bool hidden;
	const char *output;
	struct opt_number jobs;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct forward_args, store) },
	{ "FILE", NULL, NULL, OPT_OPERAND(struct forward_args, file) },
	{ "to", "ID", "agency that shall read it; again for more",
	    OPT_LIST(struct forward_args, to), .required = true },
	{ "escrow", "ID",
	    "agency that can open it for the day that a recipient's key is "
	    "lost, for all to see; again for more",
	    OPT_LIST(struct forward_args, escrow) },
	{ "hidden", NULL,
	    "do not write into the encrypted contents whose keys open them; "
	    "the seal names the agencies all the same",
	    OPT_FLAG(struct forward_args, hidden) },
	{ "hold", "ID",
	    "pass on what would have to be deleted and this hold keeps: for "
	    "what it is for",
	    OPT_TEXT(struct forward_args, hold) },
	{ "reference", "TEXT", "case or request, for the custody log here",
	    OPT_TEXT(struct forward_args, reference) },
	{ "marking", "TEXT",
	    "protective marking, for all to see; that of FILE if not given",
	    OPT_TEXT(struct forward_args, marking) },
	{ "output", "FILE",
	    "bundle to write; <bundle id>.sbag here if not given",
	    OPT_TEXT(struct forward_args, output) },
	JOBS_OPTION(struct forward_args),
	{ 0 },
};

static void
say_result(struct say *s, const struct forward_result *r, bool hidden,
    bool dry_run)
{
	const struct chain_link *first = &r->chain.links[0];

	say_verdict(s, "VERIFIED");
	if (!dry_run) {
		say_text(s, "file", "File", r->output);
		say_hex(s, "bundle", "Bundle", r->id, sizeof r->id);
		say_number(s, "sequence", "Number", r->sequence);
		say_size(s, "bytes", "Size", r->bytes);
	}
	say_flag(s, "hidden", hidden ? "Hidden" : NULL, hidden);
	say_hex(s, "first_bundle", "First bundle", first->id, sizeof first->id);
	say_text(s, "sender", "Sender", first->decision.agency);
	say_text(s, "fingerprint", "Fingerprint", first->decision.fingerprint);
	trust_say(s, &first->decision, false);
	trust_say_chain(s, &r->chain);
	say_text(s, "marking", "Marking", r->marking);
	say_number(s, "files", "Files", r->files);
	say_number(s, "reads", "Reads", r->reads);
	say_number(s, "records", "Records checked", r->records);
	say_number(s, "segments", "Segments", r->segments);
	say_number(s, "orders", "Orders", r->orders);
	sealed_say(s, dry_run ? NULL : r->sealing.digest, r->sealing.missing,
	    &r->sealing.awaits);
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct forward_args *args = call->args;
	struct progress progress;
	uint8_t hold[LEDGER_HOLD_ID_BYTES];
	const struct forward_options o = {
		.path = args->file,
		.to = args->to.items,
		.n_to = args->to.n,
		.escrow = args->escrow.items,
		.n_escrow = args->escrow.n,
		.hold = args->hold == NULL ? NULL : hold,
		.reference = args->reference,
		.marking = args->marking,
		.hidden = args->hidden,
		.output = args->output,
		.actor = call->actor,
		.jobs = jobs_of(&args->jobs),
		.dry_run = call->dry_run,
		.progress = &progress,
	};
	struct store store = { 0 };
	struct forward_result r;
	int rc;

	if (args->hold != NULL && hold_id(args->hold, hold, w) != 0)
		return -1;
	if (store_open(&store, args->store,
		call->dry_run ? STORE_READ : STORE_WRITE, &call->passphrase,
		w) != 0)
		return -1;
	progress_open(&progress, "forward", 0, call->quiet);
	rc = forward(&store, &o, &r, w);
	progress_close(&progress);
	if (rc == 0)
		say_result(call->say, &r, args->hidden, call->dry_run);
	store_close(&store);
	return rc;
}

const struct command cmd_forward = {
	.name = "forward",
	.summary = "Pass a bundle on to other agencies",
	.about =
	    "FILE, a bundle sealed for this agency, is checked as on receipt. "
	    "Then its keys are encrypted to the agencies named by --to, the "
	    "rest is copied, and this agency seals it. The first sender's "
	    "seal and signature go with it, and who receives it checks both.\n"
	    "What was deleted here would go out again: a bundle of which "
	    "records were deleted, or are to be, is not forwarded; where a "
	    "hold keeps all of these, by --hold.",
	.options = options,
	.args_bytes = sizeof(struct forward_args),
	.needs =
	    COMMAND_SECRET | COMMAND_ACTOR | COMMAND_DRY_RUN | COMMAND_VERDICT,
	.run = run,
};
