#include "tool/cmd/cmd.h"
#include "tool/cmd/offered.h"
#include "tool/cmd/policy.h"
#include "tool/store/store_rules.h"

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
	const struct offered o = { STORE_READ, POLICY_MAX_BYTES, compare };

	return offered_run(call, &o, w);
}

const struct command cmd_policy_diff = {
	.name = "policy diff",
	.summary = "Show what another version of the policy would change",
	.about = "The file is checked as \"policy import\" checks it. Nothing "
		 "is taken.",
	.options = offered_options,
	.args_bytes = sizeof(struct offered_args),
	.needs = COMMAND_VERDICT,
	.run = run,
};
