#include "tool/cmd/cmd.h"
#include "tool/cmd/output.h"
#include "tool/store/store.h"

struct new_args {
	const char *store;
	const char *output;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct new_args, store) },
	{ "output", "FILE", "write the draft there",
	    OPT_TEXT(struct new_args, output), .required = true },
	{ 0 },
};

static int
run(const struct command_call *call, struct why *w)
{
	const struct new_args *args = call->args;
	struct store store = { 0 };
	const struct policy *held = &store.policy;
	struct bytes text = { 0 };
	int rc = -1;

	if (store_open(&store, args->store, STORE_READ, NULL, w) == 0 &&
	    policy_write(held, true, &text, w) == 0 &&
	    cmd_output(args->output, text.data, text.len, w) == 0) {
		say_text(call->say, "name", "Policy", held->name);
		say_number(call->say, "held", "Version held",
		    held->line.version);
		say_text(call->say, "output", "Written to", args->output);
		rc = 0;
	}
	bytes_clear(&text);
	store_close(&store);
	return rc;
}

const struct command cmd_policy_new = {
	.name = "policy new",
	.summary = "Write a draft of a policy, to be edited",
	.about = "The demands of the policy that the store holds; where it "
		 "holds none, those of a neutral one, which demands nothing. "
		 "\"policy sign\" makes a version of it.",
	.options = options,
	.args_bytes = sizeof(struct new_args),
	.run = run,
};
