#include "tool/cmd/cmd.h"
#include "tool/cmd/offered.h"
#include "tool/cmd/receipt.h"

static int
check(const struct command_call *call, struct store *s,
    const struct bytes *text, const struct bytes *signature, struct why *w)
{
	struct receipts_checked r;
	int rc = receipts_check(s, text, signature, &r, w);

	if (rc == 0)
		receipt_say(call->say, &r);
	receipts_clear(&r);
	return rc;
}

static int
run(const struct command_call *call, struct why *w)
{
	return offered_run(call,
	    &(struct offered){ .mode = STORE_READ,
		.max_bytes = RECEIPT_MAX_BYTES,
		.act = check },
	    w);
}

const struct command cmd_receipt_verify = {
	.name = "receipt verify",
	.summary = "Check the receipt of a bundle that was sent",
	.about = "By the store that sent it: the signature and its role, that "
		 "the bundle was sent to that agency under just this seal, and "
		 "that the agency saw the log of this store as it is.",
	.options = offered_options,
	.args_bytes = sizeof(struct offered_args),
	.needs = COMMAND_VERDICT,
	.run = run,
};
