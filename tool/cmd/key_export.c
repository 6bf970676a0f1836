#include "tool/cmd/cmd.h"
#include "tool/store/store_key.h"

struct export_args {
	const char *store;
	const char *output;
	bool unprotected;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct export_args, store) },
	{ "output", "FILE", "the backup; an existing file is not replaced",
	    OPT_TEXT(struct export_args, output), .required = true },
	{ "unprotected", NULL,
	    "of a store without a passphrase: write the key in the clear",
	    OPT_FLAG(struct export_args, unprotected) },
	{ 0 },
};

static int
run(const struct command_call *call, struct why *w)
{
	const struct export_args *args = call->args;
	struct say *s = call->say;
	struct store store = { 0 };
	int rc = -1;

	if (store_open(&store, args->store, STORE_WRITE, &call->passphrase,
		w) == 0 &&
	    store_key_export(&store, args->output, args->unprotected,
		call->actor, w) == 0) {
		say_text(s, "agency", "Agency", store.agency);
		say_text(s, "fingerprint", "Fingerprint", store.fingerprint);
		say_flag(s, "passphrase", "Passphrase", store.protected);
		say_text(s, "output", "Written to", args->output);
		say_note(s, "It was restored for a trial, and works.");
		say_note(s, "Keep it apart from the store, on two media%s.",
		    store.protected ? ", and the passphrase apart from both"
				    : " that nobody else can read");
		rc = 0;
	}
	store_close(&store);
	return rc;
}

const struct command cmd_key_export = {
	.name = "key export",
	.summary = "Write a backup of the secret key",
	.about =
	    "The backup holds the secret key, under the passphrase of the "
	    "store, and the secret of the tombstones, encrypted to that key. "
	    "It is restored for a trial before it is written. \"key import\" "
	    "puts it back.",
	.options = options,
	.args_bytes = sizeof(struct export_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR,
	.run = run,
};
