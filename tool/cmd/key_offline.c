#include "tool/cmd/cmd.h"
#include "tool/store/store_offline.h"

struct offline_args {
	const char *store;
	const char *output;
	bool unprotected;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct offline_args, store) },
	{ "output", "FILE",
	    "the backup that holds the primary key; an existing file is not "
	    "replaced",
	    OPT_TEXT(struct offline_args, output), .required = true },
	{ "unprotected", NULL,
	    "of a store without a passphrase: write the key in the clear",
	    OPT_FLAG(struct offline_args, unprotected) },
	{ 0 },
};

static int
run(const struct command_call *call, struct why *w)
{
	const struct offline_args *args = call->args;
	struct say *s = call->say;
	struct store store = { 0 };
	int rc = -1;

	if (store_open(&store, args->store, STORE_WRITE, &call->passphrase,
		w) == 0 &&
	    store_offline(&store, args->output, args->unprotected, call->actor,
		w) == 0) {
		say_text(s, "agency", "Agency", store.agency);
		say_text(s, "fingerprint", "Fingerprint", store.fingerprint);
		say_flag(s, "passphrase", "Passphrase", store.protected);
		say_text(s, "output", "Written to", args->output);
		say_note(s,
		    "The primary key is in that file alone: copy it to a "
		    "second medium, and keep both apart from the store.");
		say_note(s,
		    "A subkey signs from now on: the others know it when they "
		    "take your new card (agency card).");
		rc = 0;
	}
	store_close(&store);
	return rc;
}

const struct command cmd_key_offline = {
	.name = "key offline",
	.summary = "Take the primary key out of the store",
	.about =
	    "The store keeps a subkey that signs, which is made if there is "
	    "none, and the one that decrypts; the backup holds the whole key. "
	    "\"key extend\", \"key new\", \"key revoke\" and \"key rotate\" "
	    "want it then (--primary). Whoever breaks into the store cannot "
	    "make the key live longer.",
	.options = options,
	.args_bytes = sizeof(struct offline_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR,
	.run = run,
};
