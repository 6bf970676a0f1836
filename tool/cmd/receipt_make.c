#include "tool/cmd/cmd.h"
#include "tool/cmd/output.h"
#include "tool/flow/receipts.h"

struct make_args {
	const char *store;
	const char *bundle;
	const char *output;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct make_args, store) },
	{ "bundle", "ID", "of the bundle, as it is kept here",
	    OPT_TEXT(struct make_args, bundle), .required = true },
	{ "output", "FILE", "write it there, and its signature to FILE.sig",
	    OPT_TEXT(struct make_args, output), .required = true },
	{ 0 },
};

static int
run(const struct command_call *call, struct why *w)
{
	const struct make_args *args = call->args;
	uint8_t id[SEAL_ID_BYTES];
	struct store store = { 0 };
	struct bytes text = { 0 };
	struct bytes signature = { 0 };
	int rc = -1;

	if (!bytes_from_hex(id, sizeof id, args->bundle))
		return why_set(w, WHY_USAGE,
		    "--bundle %s: not the id of a bundle", args->bundle);
	if (cmd_output_free(args->output, w) == 0 &&
	    store_open(&store, args->store, STORE_WRITE, &call->passphrase,
		w) == 0 &&
	    receipts_make(&store, id, call->actor, &text, &signature, w) == 0)
		rc = cmd_output_signed(args->output, &text, &signature, w);
	if (rc == 0) {
		say_text(call->say, "bundle", "Bundle", args->bundle);
		say_text(call->say, "output", "Written to", args->output);
	}
	bytes_clear(&text);
	bytes_clear(&signature);
	store_close(&store);
	return rc;
}

const struct command cmd_receipt_make = {
	.name = "receipt make",
	.summary = "Acknowledge a bundle that was received",
	.about = "A signed statement for its sender: which bundle, under which "
		 "seal, when, how much, the head of the sender's custody log "
		 "that the seal told, and that of the log here. \"receive "
		 "--receipt\" makes one at once.",
	.options = options,
	.args_bytes = sizeof(struct make_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR,
	.run = run,
};
