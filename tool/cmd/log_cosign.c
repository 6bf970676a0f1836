#include "tool/cmd/cmd.h"
#include "tool/cmd/output.h"
#include "tool/flow/cosign.h"

struct cosign_args {
	const char *store;
	const char *proof;
	const char *output;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct cosign_args, store) },
	{ "PROOF", NULL, NULL, OPT_OPERAND(struct cosign_args, proof) },
	{ "output", "FILE", "write it there, and its signature to FILE.sig",
	    OPT_TEXT(struct cosign_args, output), .required = true },
	{ 0 },
};

static void
tell(const struct command_call *call, const struct prove_checked *r)
{
	const struct cosign_args *args = call->args;
	const struct event_head *head = &r->proof.head;
	struct say *s = call->say;

	say_verdict(s, "VERIFIED");
	say_text(s, "agency", "Agency", r->decision.agency);
	say_text(s, "origin", "Log", head->origin);
	say_number(s, "size", "Events in it", head->size);
	say_hex(s, "root", "Root", head->root, sizeof head->root);
	say_time(s, "time", "Of", head->time_s);
	say_number(s, "seen", "Heads seen here", r->seen);
	say_text(s, "output", call->dry_run ? NULL : "Written to",
	    call->dry_run ? "" : args->output);
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct cosign_args *args = call->args;
	const struct cosign_ask ask = { args->proof, call->actor,
		call->dry_run };
	struct prove_checked r = { 0 };
	struct store store = { 0 };
	struct bytes text = { 0 };
	struct bytes signature = { 0 };
	int rc = -1;

	if (cmd_output_free(args->output, w) == 0 &&
	    store_open(&store, args->store,
		call->dry_run ? STORE_READ : STORE_WRITE, &call->passphrase,
		w) == 0)
		rc = cosign_make(&store, &ask, &r, &text, &signature, w);
	if (rc == 0 && !call->dry_run)
		rc = cmd_output_signed(args->output, &text, &signature, w);
	if (rc == 0)
		tell(call, &r);
	prove_clear(&r);
	bytes_clear(&text);
	bytes_clear(&signature);
	store_close(&store);
	return rc;
}

const struct command cmd_log_cosign = {
	.name = "log cosign",
	.summary = "Sign that the log of another agency was seen",
	.about =
	    "PROOF is what that agency wrote with \"log prove --witness\". If "
	    "every head of its log that this store has seen leads to the one "
	    "of today, that one is signed, with the time. The other agency "
	    "takes that (log cosigned): then it can show to anybody that its "
	    "log was there then, and never change it unseen.",
	.options = options,
	.args_bytes = sizeof(struct cosign_args),
	.needs =
	    COMMAND_SECRET | COMMAND_ACTOR | COMMAND_DRY_RUN | COMMAND_VERDICT,
	.run = run,
};
