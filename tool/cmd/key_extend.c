#include "tool/cmd/cmd.h"
#include "tool/cmd/primary.h"
#include "tool/cmd/valid.h"
#include "tool/store/store_key.h"

struct extend_args {
	const char *store;
	const char *valid;
	const char *primary;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct extend_args, store) },
	{ "valid", "TIME", "how long from now: 3y, 18m, 90d or never",
	    OPT_TEXT(struct extend_args, valid), .required = true },
	{ "primary", "FILE", PRIMARY_HELP,
	    OPT_TEXT(struct extend_args, primary) },
	{ 0 },
};

static int
run(const struct command_call *call, struct why *w)
{
	const struct extend_args *args = call->args;
	struct say *s = call->say;
	struct session_key_info key;
	struct store_key_by by = { .actor = call->actor };
	struct backup primary = { 0 };
	struct store store = { 0 };
	uint32_t valid_s;
	int rc = -1;

	if (valid_parse("--valid", args->valid, &valid_s, w) != 0)
		return -1;
	if (primary_take(args->primary, &primary, &by.primary, w) != 0 ||
	    store_open(&store, args->store, STORE_WRITE, &call->passphrase,
		w) != 0 ||
	    store_key_extend(&store, valid_s, &by, w) != 0 ||
	    session_key(&store.session, store.fingerprint, &key, w) != 0)
		goto out;
	say_text(s, "agency", "Agency", store.agency);
	say_text(s, "fingerprint", "Fingerprint", store.fingerprint);
	if (key.expires_s == 0)
		say_text(s, "expires", "Expires", "never");
	else
		say_time(s, "expires", "Expires", key.expires_s);
	say_note(s,
	    "The others go by the old date until they take your new card");
	say_note(s,
	    "(sealbag agency card, then their agency add): hand it out.");
	rc = 0;
out:
	backup_clear(&primary);
	store_close(&store);
	return rc;
}

const struct command cmd_key_extend = {
	.name = "key extend",
	.summary = "Give this agency's key a later end",
	.about =
	    "Sets when the primary key and its subkeys expire, also when they "
	    "have expired already. The fingerprint stays. The new date is in "
	    "the card: hand it out again, since the other agencies refuse "
	    "bundles of an expired key until they have it.",
	.options = options,
	.args_bytes = sizeof(struct extend_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR,
	.run = run,
};
