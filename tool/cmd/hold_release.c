#include <string.h>

#include "tool/cmd/cmd.h"
#include "tool/cmd/hold.h"
#include "tool/flow/holds.h"
#include "tool/store/store.h"

struct release_args {
	const char *store;
	const char *hold;
	const char *reason;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct release_args, store) },
	{ "HOLD", NULL, NULL, OPT_OPERAND(struct release_args, hold) },
	{ "reason", "TEXT", "why it ends, for the custody log; no plates",
	    OPT_TEXT(struct release_args, reason), .required = true },
	{ 0 },
};

static int
run(const struct command_call *call, struct why *w)
{
	const struct release_args *args = call->args;
	uint8_t id[LEDGER_HOLD_ID_BYTES];
	struct store store = { 0 };
	uint64_t released;
	int rc;

	if (hold_id(args->hold, id, w) != 0)
		return -1;
	if (args->reason[0] == '\0' || strlen(args->reason) >= EVENT_TEXT_BYTES)
		return why_set(w, WHY_USAGE, "--reason: 1 to %d bytes",
		    EVENT_TEXT_BYTES - 1);
	if (store_open(&store, args->store, STORE_WRITE, &call->passphrase,
		w) != 0)
		return -1;
	rc = holds_end(&store, id, args->reason, call->actor, &released, w);
	store_close(&store);
	if (rc != 0)
		return -1;
	say_hex(call->say, "hold", "Hold", id, sizeof id);
	say_number(call->say, "released", "Records that waited", released);
	return 0;
}

const struct command cmd_hold_release = {
	.name = "hold release",
	.summary = "End a hold",
	.about =
	    "HOLD is its id, as \"hold list\" shows it. The ledger forgets "
	    "what it named. What waited for it, and for no other hold, is due.",
	.options = options,
	.args_bytes = sizeof(struct release_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR,
	.run = run,
};
