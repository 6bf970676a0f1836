#include "tool/cmd/approve.h"
#include "tool/cmd/cmd.h"

struct add_args {
	const char *store;
	const char *path;
	const char *file;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct add_args, store) },
	{ "PATH", NULL, NULL, OPT_OPERAND(struct add_args, path) },
	{ "FILE", NULL, NULL, OPT_OPERAND(struct add_args, file) },
	{ 0 },
};

static int
run(const struct command_call *call, struct why *w)
{
	const struct add_args *args = call->args;
	struct store store = { 0 };
	struct approve a;
	struct approve from;
	unsigned added = 0;
	int rc = -1;

	approve_begin(&a);
	approve_begin(&from);
	if (approve_open(&a, args->path, w) == 0 &&
	    approve_read(&from, args->file, w) == 0 &&
	    store_open(&store, args->store, STORE_WRITE, &call->passphrase,
		w) == 0 &&
	    approve_add(&a, &store, args->path, &from, call->actor, &added,
		w) == 0) {
		say_text(call->say, "statement", "Statement",
		    approval_kind_name(a.kind));
		say_hex(call->say, "digest", "Digest", a.digest,
		    sizeof a.digest);
		say_number(call->say, "added", "Signatures added", added);
		cmd_approve_say_signatures(call->say, &a, true);
		if (a.missing == 0)
			say_note(call->say,
			    "The policy of this store asks for no more.");
		rc = 0;
	}
	store_close(&store);
	approve_end(&a);
	approve_end(&from);
	return rc;
}

const struct command cmd_approve_add = {
	.name = "approve add",
	.summary = "Put signatures that were made elsewhere beside the others",
	.about =
	    "PATH is what FILE was taken from: a bundle, or a directory, "
	    "policy or certificate with its signatures in PATH.sig. "
	    "FILE must hold the very statement that is signed there, and each "
	    "new signature must count by this store's directory. The bundle, "
	    "or PATH.sig, is replaced at once; while a bundle is written there "
	    "must be room for another one, unless the file system shares "
	    "blocks.",
	.options = options,
	.args_bytes = sizeof(struct add_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR | COMMAND_VERDICT,
	.run = run,
};
