#include <string.h>

#include "tool/cmd/cmd.h"
#include "tool/flow/waive.h"

struct waive_args {
	const char *store;
	const char *order;
	const char *of;
	const char *reason;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct waive_args, store) },
	{ "ORDER", NULL, NULL, OPT_OPERAND(struct waive_args, order) },
	{ "of", "ID", "the agency whose answer is waited for no longer",
	    OPT_TEXT(struct waive_args, of), .required = true },
	{ "reason", "TEXT", "why, for the custody log; no plates",
	    OPT_TEXT(struct waive_args, reason), .required = true },
	{ 0 },
};

static int
run(const struct command_call *call, struct why *w)
{
	const struct waive_args *args = call->args;
	struct waive_ask ask = {
		.agency = args->of,
		.reason = args->reason,
		.actor = call->actor,
	};
	struct store store = { 0 };
	int rc;

	if (!bytes_from_hex(ask.order, sizeof ask.order, args->order))
		return why_set(w, WHY_USAGE, "\"%.64s\" is no id of an order",
		    args->order);
	if (args->reason[0] == '\0' || strlen(args->reason) >= EVENT_TEXT_BYTES)
		return why_set(w, WHY_USAGE, "--reason: 1 to %d bytes",
		    EVENT_TEXT_BYTES - 1);
	if (store_open(&store, args->store, STORE_WRITE, &call->passphrase,
		w) != 0)
		return -1;
	rc = waive(&store, &ask, w);
	store_close(&store);
	if (rc != 0)
		return -1;
	say_hex(call->say, "order", "Order", ask.order, sizeof ask.order);
	say_text(call->say, "of", "Not waited for any more", ask.agency);
	return 0;
}

const struct command cmd_order_waive = {
	.name = "order waive",
	.summary = "Wait no longer for the answer to an order",
	.about =
	    "ORDER is its id, as \"list --demands\" shows it. \"due\" tells "
	    "of it no more. Nobody else learns of this: the order stands where "
	    "it was received, and an answer that comes after all is taken. The "
	    "same order sent again is waited for again.",
	.options = options,
	.args_bytes = sizeof(struct waive_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR,
	.run = run,
};
