#include "tool/cmd/cmd.h"
#include "tool/cmd/hold.h"
#include "tool/flow/holds.h"
#include "tool/store/store.h"

struct review_args {
	const char *store;
	const char *hold;
	const char *review;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct review_args, store) },
	{ "HOLD", NULL, NULL, OPT_OPERAND(struct review_args, hold) },
	{ "review", "DATE", "day or time of the next review",
	    OPT_TEXT(struct review_args, review), .required = true },
	{ 0 },
};

static int
run(const struct command_call *call, struct why *w)
{
	const struct review_args *args = call->args;
	uint8_t id[LEDGER_HOLD_ID_BYTES];
	struct store store = { 0 };
	int64_t review_s;
	int rc;

	if (hold_id(args->hold, id, w) != 0 ||
	    hold_review_date(args->review, &review_s, w) != 0)
		return -1;
	if (store_open(&store, args->store, STORE_WRITE, &call->passphrase,
		w) != 0)
		return -1;
	rc = holds_review(&store, id, review_s, call->actor, w);
	store_close(&store);
	if (rc != 0)
		return -1;
	say_hex(call->say, "hold", "Hold", id, sizeof id);
	say_time(call->say, "review", "To be reviewed by", review_s);
	return 0;
}

const struct command cmd_hold_review = {
	.name = "hold review",
	.summary = "Say that a hold was reviewed, and when it will be again",
	.about = "HOLD is its id, as \"hold list\" shows it.",
	.options = options,
	.args_bytes = sizeof(struct review_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR,
	.run = run,
};
