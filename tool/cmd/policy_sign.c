#include "keys/file.h"
#include "tool/cmd/cmd.h"
#include "tool/cmd/output.h"
#include "tool/cmd/policy.h"
#include "tool/store/store.h"
#include "tool/store/store_rules.h"

struct sign_args {
	const char *store;
	const char *draft;
	const char *output;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct sign_args, store) },
	{ "DRAFT", NULL, NULL, OPT_OPERAND(struct sign_args, draft) },
	{ "output", "FILE", "write it there, and its signature to FILE.sig",
	    OPT_TEXT(struct sign_args, output), .required = true },
	{ 0 },
};

static int
read_draft(const char *path, struct policy *out, struct why *w)
{
	struct bytes text = { 0 };
	int rc = file_read(path, POLICY_MAX_BYTES, &text, w);

	if (rc == 0) {
		rc = policy_parse_draft(out, text.data, text.len, w);
		if (rc != 0)
			why_in(w, "%s", path);
	}
	bytes_clear(&text);
	return rc;
}

static int
sign(const struct command_call *call, struct store *store,
    struct policy *policy, struct why *w)
{
	const struct sign_args *args = call->args;
	struct bytes text = { 0 };
	struct bytes signature = { 0 };
	uint8_t digest[HASH_DIGEST_BYTES];
	int rc = -1;

	if (store_rules_sign(store, policy, call->actor, &text, &signature,
		w) == 0 &&
	    cmd_output_signed(args->output, &text, &signature, w) == 0) {
		lineage_digest(&text, digest);
		policy_say(call->say, policy);
		say_hex(call->say, "digest", "BLAKE2b digest", digest,
		    sizeof digest);
		say_text(call->say, "output", "Written to", args->output);
		rc = 0;
	}
	bytes_clear(&text);
	bytes_clear(&signature);
	return rc;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct sign_args *args = call->args;
	struct store store = { 0 };
	struct policy policy = { 0 };
	int rc = -1;

	if (store_open(&store, args->store, STORE_WRITE, &call->passphrase,
		w) == 0 &&
	    read_draft(args->draft, &policy, w) == 0)
		rc = sign(call, &store, &policy, w);
	policy_clear(&policy);
	store_close(&store);
	return rc;
}

const struct command cmd_policy_sign = {
	.name = "policy sign",
	.summary = "Make a signed version of a draft",
	.about =
	    "DRAFT becomes the version behind the one that the store holds, "
	    "issued by this agency, which needs the role administer. Nothing "
	    "goes by it before \"policy import\" takes it, in this store as in "
	    "others.",
	.options = options,
	.args_bytes = sizeof(struct sign_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR | COMMAND_VERDICT,
	.run = run,
};
