#include "tool/cmd/cmd.h"
#include "tool/cmd/output.h"
#include "tool/cmd/policy.h"
#include "tool/store/store.h"
#include "tool/store/store_rules.h"

struct show_args {
	const char *store;
	const char *output;
	struct opt_number version;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct show_args, store) },
	{ "version", "N", "an earlier version; the last if not given",
	    OPT_NUMBER(struct show_args, version), .min = 1,
	    .max = LINEAGE_MAX_VERSION },
	{ "output", "FILE", "write it there too, and its signature to FILE.sig",
	    OPT_TEXT(struct show_args, output) },
	{ 0 },
};

/* One that is in the ledger. */
static int
show_version(const struct command_call *call, struct store *s, struct why *w)
{
	const struct show_args *args = call->args;
	struct bytes text = { 0 };
	struct bytes signature = { 0 };
	uint8_t digest[HASH_DIGEST_BYTES];
	struct policy p = { 0 };
	int rc = -1;

	if (store_rules_text(s,
		args->version.given ? args->version.value
				    : LEDGER_DIRECTORY_LAST,
		&text, &signature, w) != 0 ||
	    policy_parse(&p, text.data, text.len, w) != 0 ||
	    (args->output != NULL &&
		cmd_output_signed(args->output, &text, &signature, w) != 0))
		goto out;
	lineage_digest(&text, digest);
	policy_say(call->say, &p);
	say_hex(call->say, "digest", "BLAKE2b digest", digest, sizeof digest);
	if (args->output != NULL)
		say_text(call->say, "output", "Written to", args->output);
	policy_say_rules(call->say, &p);
	rc = 0;
out:
	bytes_clear(&text);
	bytes_clear(&signature);
	policy_clear(&p);
	return rc;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct show_args *args = call->args;
	struct store store = { 0 };
	int rc = -1;

	/* its signature is checked, too */
	if (store_open(&store, args->store, STORE_READ, NULL, w) == 0) {
		if (store.policy.line.version == 0 && !args->version.given &&
		    args->output == NULL) {
			policy_say(call->say, &store.policy);
			rc = 0;
		} else {
			rc = show_version(call, &store, w);
		}
	}
	store_close(&store);
	return rc;
}

const struct command cmd_policy_show = {
	.name = "policy show",
	.summary = "Show the policy that a store goes by",
	.about = "Who issued it, after what source, and each of its demands. "
		 "Every version that the store ever held can be shown, and "
		 "written with its signature.",
	.options = options,
	.args_bytes = sizeof(struct show_args),
	.run = run,
};
