#include "tool/cmd/cmd.h"
#include "tool/cmd/offered.h"
#include "tool/cmd/receipt.h"

static int
take(const struct command_call *call, struct store *s, const struct bytes *text,
    const struct bytes *signature, struct why *w)
{
	struct receipts_checked r;
	int rc = receipts_take(s, text, signature, call->actor, &r, w);

	if (rc == 0)
		receipt_say(call->say, &r);
	receipts_clear(&r);
	return rc;
}

static int
run(const struct command_call *call, struct why *w)
{
	return offered_run(call,
	    &(struct offered){ .mode = STORE_WRITE,
		.max_bytes = RECEIPT_MAX_BYTES,
		.act = take },
	    w);
}

const struct command cmd_receipt_take = {
	.name = "receipt take",
	.summary = "Check a receipt, and enter it into the custody log",
	.about = "As \"receipt verify\"; the head of the other agency's log is "
		 "kept, so that a later change of that log is found out.",
	.options = offered_options,
	.args_bytes = sizeof(struct offered_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR | COMMAND_VERDICT,
	.run = run,
};
