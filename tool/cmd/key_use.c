#include "tool/cmd/cmd.h"
#include "tool/store/store_rotate.h"

struct use_args {
	const char *store;
	const char *fingerprint;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct use_args, store) },
	{ "FPR", NULL, NULL, OPT_OPERAND(struct use_args, fingerprint) },
	{ 0 },
};

static int
run(const struct command_call *call, struct why *w)
{
	const struct use_args *args = call->args;
	struct store store = { 0 };
	int rc = -1;

	if (!card_print_ok(args->fingerprint))
		return why_set(w, WHY_USAGE,
		    "\"%.64s\" is no full fingerprint: 40 upper-case hex "
		    "digits",
		    args->fingerprint);
	if (store_open(&store, args->store, STORE_WRITE, &call->passphrase,
		w) == 0 &&
	    store_rotate_use(&store, args->fingerprint, call->actor, w) == 0) {
		say_text(call->say, "agency", "Agency", store.agency);
		say_text(call->say, "fingerprint", "Fingerprint",
		    store.fingerprint);
		say_number(call->say, "directory_version", "Directory version",
		    store.directory.version);
		rc = 0;
	}
	store_close(&store);
	return rc;
}

const struct command cmd_key_use = {
	.name = "key use",
	.summary = "Use the new key that the authority's directory lists",
	.about =
	    "The last step of a change of keys in a store whose directory is "
	    "imported: FPR was made by \"key rotate\", and the version that is "
	    "held lists it for this agency, for both acts.",
	.options = options,
	.args_bytes = sizeof(struct use_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR,
	.run = run,
};
