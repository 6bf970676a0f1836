#include "tool/cmd/cmd.h"
#include "tool/cmd/output.h"
#include "tool/cmd/policy.h"
#include "tool/store/store.h"
#include "tool/store/store_rules.h"

struct import_args {
	const char *store;
	const char *file;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct import_args, store) },
	{ "FILE", NULL, NULL, OPT_OPERAND(struct import_args, file) },
	{ 0 },
};

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
	const struct import_args *args = call->args;
	struct store store = { 0 };
	struct bytes text = { 0 };
	struct bytes signature = { 0 };
	int rc = -1;

	if (store_open(&store, args->store, STORE_WRITE, &call->passphrase,
		w) == 0 &&
	    cmd_output_read_signed(args->file, POLICY_MAX_BYTES, &text,
		&signature, w) == 0) {
		rc = take(call, &store, &text, &signature, w);
		if (rc != 0)
			why_in(w, "%s", args->file);
	}
	bytes_clear(&text);
	bytes_clear(&signature);
	store_close(&store);
	return rc;
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
	.options = options,
	.args_bytes = sizeof(struct import_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR | COMMAND_VERDICT,
	.run = run,
};
