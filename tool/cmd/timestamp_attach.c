#include "keys/file.h"
#include "tool/cmd/cmd.h"
#include "tool/cmd/stamp.h"

struct attach_args {
	const char *store;
	const char *answer;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct attach_args, store) },
	{ "ANSWER", NULL, NULL, OPT_OPERAND(struct attach_args, answer) },
	{ 0 },
};

static int
attach(const struct command_call *call, const struct bytes *answer,
    struct why *w)
{
	const struct attach_args *args = call->args;
	struct store store = { 0 };
	struct ledger_stamp row = { 0 };
	struct timestamp token = { 0 };
	int rc =
	    store_open(&store, args->store, STORE_WRITE, &call->passphrase, w);

	if (rc == 0)
		rc = store_stamp_attach(&store, answer, call->actor, &row,
		    &token, w);
	store_close(&store);
	if (rc != 0)
		return -1;
	stamp_say_token(call->say, &row, &token);
	say_verdict(call->say, "VERIFIED");
	return 0;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct attach_args *args = call->args;
	struct bytes answer = { 0 };
	int rc = file_read(args->answer, TIMESTAMP_MAX_BYTES, &answer, w);

	if (rc == 0)
		rc = attach(call, &answer, w);
	bytes_clear(&answer);
	return rc;
}

const struct command cmd_timestamp_attach = {
	.name = "timestamp attach",
	.summary = "Take the answer of a timestamp authority",
	.about = "ANSWER is the authority's response (RFC 3161) to a request "
		 "of this store. It is checked against the authorities that "
		 "are pinned (timestamp pin), kept, and noted in the custody "
		 "log.",
	.options = options,
	.args_bytes = sizeof(struct attach_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR | COMMAND_VERDICT,
	.run = run,
};
