#include "tool/cmd/cmd.h"
#include "tool/cmd/primary.h"
#include "tool/store/store_key.h"

struct import_args {
	const char *store;
	const char *backup;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct import_args, store) },
	{ "FILE", NULL, NULL, OPT_OPERAND(struct import_args, backup) },
	{ 0 },
};

static void
say_mended(struct say *s, const struct store *store,
    const struct store_key_mended *m)
{
	say_text(s, "agency", "Agency", store->agency);
	say_text(s, "fingerprint", "Fingerprint", store->fingerprint);
	say_flag(s, "key", "Key restored", m->key);
	say_flag(s, "secret", "Secret restored", m->secret);
	say_number(s, "others", "Keys of others", m->others);
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct import_args *args = call->args;
	struct store_key_mended mended;
	struct store store = { 0 };
	struct backup b = { 0 };
	int rc = -1;

	if (primary_read(args->backup, &b, w) != 0)
		return -1;
	if (store_open(&store, args->store, STORE_MEND, &call->passphrase, w) ==
		0 &&
	    store_key_import(&store, &b, call->actor, &mended, w) == 0) {
		say_mended(call->say, &store, &mended);
		rc = 0;
	}
	backup_clear(&b);
	store_close(&store);
	return rc;
}

const struct command cmd_key_import = {
	.name = "key import",
	.summary = "Put a backup of the key back into its store",
	.about =
	    "For a store whose keyring lost its key. The backup must be of "
	    "this agency and of the key that the ledger names; it is tried "
	    "first, with the passphrase that the store had when it was made. "
	    "What is not missing is not touched.",
	.options = options,
	.args_bytes = sizeof(struct import_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR,
	.run = run,
};
