#include <string.h>

#include "keys/file.h"
#include "tool/cmd/cmd.h"
#include "tool/cmd/stamp.h"

struct attach_args {
	const char *store;
	const char *answer;
	const char *bundle;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct attach_args, store) },
	{ "ANSWER", NULL, NULL, OPT_OPERAND(struct attach_args, answer) },
	{ "bundle", "FILE",
	    "it was not asked for here, and is over the seal of this bundle, "
	    "which the store sent or received",
	    OPT_TEXT(struct attach_args, bundle) },
	{ 0 },
};

/* One that was not asked for here. */
static int
attach_to(const struct command_call *call, struct store *store,
    struct ledger_stamp *row, struct timestamp *token, struct why *w)
{
	const struct attach_args *args = call->args;
	const struct since_given given = { .tokens = &args->answer,
		.n_tokens = 1 };
	struct since_attached shown;

	if (stamp_attach(call, store, args->bundle, &given, &shown, w) != 0)
		return -1;
	row->of_seal = true;
	row->dated_s = shown.dated_s;
	memcpy(row->bundle, shown.bundle, sizeof row->bundle);
	*token = shown.token;
	return 0;
}

static int
attach_asked(const struct command_call *call, struct store *store,
    struct ledger_stamp *row, struct timestamp *token, struct why *w)
{
	const struct attach_args *args = call->args;
	struct bytes answer = { 0 };
	int rc = file_read(args->answer, TIMESTAMP_MAX_BYTES, &answer, w);

	if (rc == 0)
		rc = call->dry_run
		    ? store_stamp_try(store, &answer, row, token, w)
		    : store_stamp_attach(store, &answer, call->actor, row,
			  token, w);
	bytes_clear(&answer);
	return rc;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct attach_args *args = call->args;
	struct store store = { 0 };
	struct ledger_stamp row = { 0 };
	struct timestamp token = { 0 };
	int rc = store_open(&store, args->store,
	    call->dry_run ? STORE_READ : STORE_WRITE, &call->passphrase, w);

	if (rc == 0)
		rc = args->bundle != NULL
		    ? attach_to(call, &store, &row, &token, w)
		    : attach_asked(call, &store, &row, &token, w);
	store_close(&store);
	if (rc != 0)
		return -1;
	stamp_say_token(call->say, &row, &token);
	say_flag(call->say, "kept", "Kept", !call->dry_run);
	say_verdict(call->say, "VERIFIED");
	return 0;
}

const struct command cmd_timestamp_attach = {
	.name = "timestamp attach",
	.summary = "Take the answer of a timestamp authority",
	.about = "ANSWER is the authority's response (RFC 3161) to a request "
		 "of this store. It is checked against the authorities that "
		 "are pinned (timestamp pin), kept, and noted in the custody "
		 "log.\n"
		 "With --bundle it is one that somebody else asked for, over "
		 "the seal of that bundle: what it shows counts from then on.",
	.options = options,
	.args_bytes = sizeof(struct attach_args),
	.needs =
	    COMMAND_SECRET | COMMAND_ACTOR | COMMAND_DRY_RUN | COMMAND_VERDICT,
	.run = run,
};
