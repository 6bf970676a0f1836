#include "tool/cmd/cmd.h"
#include "tool/cmd/offered.h"
#include "tool/cmd/policy.h"
#include "tool/store/store_rules.h"

/* A copy of the demands; its lineage stays with the store. */
static int
take(const struct command_call *call, struct store *s, const struct bytes *text,
    const struct bytes *signature, struct why *w)
{
	struct policy before = s->policy;

	before.line.earlier = NULL;
	if (store_rules_take(s, text, signature, call->actor, w) != 0)
		return -1;
	policy_say(call->say, &s->policy);
	return policy_say_changes(call->say, &before, &s->policy, w);
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct offered o = { STORE_WRITE, POLICY_MAX_BYTES, take };

	return offered_run(call, &o, w);
}

const struct command cmd_policy_import = {
	.name = "policy import",
	.summary = "Go by a newer version of the policy",
	.about =
	    "FILE and FILE.sig come from this agency itself (policy sign), or "
	    "from the authority that was pinned when the store was made. An "
	    "older version, one of another issuer, and one that does not come "
	    "from the version that is held are refused. See first what it "
	    "changes: \"policy diff\".",
	.options = offered_options,
	.args_bytes = sizeof(struct offered_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR | COMMAND_VERDICT,
	.run = run,
};
