#include "tool/cmd/cmd.h"
#include "tool/cmd/output.h"
#include "tool/cmd/policy.h"
#include "tool/store/store.h"
#include "tool/store/store_rules.h"

struct diff_args {
	const char *store;
	const char *file;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct diff_args, store) },
	{ "FILE", NULL, NULL, OPT_OPERAND(struct diff_args, file) },
	{ 0 },
};

static int
compare(const struct command_call *call, struct store *s,
    const struct bytes *text, const struct bytes *signature, struct why *w)
{
	const struct policy *held = &s->policy;
	struct policy fresh;
	int rc;

	if (store_rules_check(s, text, signature, &fresh, w) != 0)
		return -1;
	say_number(call->say, "held", "Version held", held->line.version);
	policy_say(call->say, &fresh);
	rc = policy_say_changes(call->say, held, &fresh, w);
	policy_clear(&fresh);
	return rc;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct diff_args *args = call->args;
	struct store store = { 0 };
	struct bytes text = { 0 };
	struct bytes signature = { 0 };
	int rc = -1;

	if (store_open(&store, args->store, STORE_READ, NULL, w) == 0 &&
	    cmd_output_read_signed(args->file, POLICY_MAX_BYTES, &text,
		&signature, w) == 0) {
		rc = compare(call, &store, &text, &signature, w);
		if (rc != 0)
			why_in(w, "%s", args->file);
	}
	bytes_clear(&text);
	bytes_clear(&signature);
	store_close(&store);
	return rc;
}

const struct command cmd_policy_diff = {
	.name = "policy diff",
	.summary = "Show what another version of the policy would change",
	.about = "The file is checked as \"policy import\" checks it. Nothing "
		 "is taken.",
	.options = options,
	.args_bytes = sizeof(struct diff_args),
	.needs = COMMAND_VERDICT,
	.run = run,
};
