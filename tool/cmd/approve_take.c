#include "tool/cmd/approve.h"
#include "tool/cmd/cmd.h"

struct take_args {
	const char *path;
	const char *output;
};

static const struct opt options[] = {
	{ "PATH", NULL, NULL, OPT_OPERAND(struct take_args, path) },
	{ "output", "FILE",
	    "the file to carry to the signer; an existing one is not replaced",
	    OPT_TEXT(struct take_args, output), .required = true },
	{ 0 },
};

static int
run(const struct command_call *call, struct why *w)
{
	const struct take_args *args = call->args;
	struct approve a;
	int rc = -1;

	approve_begin(&a);
	if (approve_open(&a, args->path, w) == 0 &&
	    approve_take(&a, args->output, w) == 0) {
		cmd_approve_say(call->say, &a, false);
		say_text(call->say, "output", "Written to", args->output);
		rc = 0;
	}
	approve_end(&a);
	return rc;
}

const struct command cmd_approve_take = {
	.name = "approve take",
	.summary = "Take out what others must sign",
	.about =
	    "PATH is a bundle, or a directory, policy or certificate with "
	    "its signatures in PATH.sig. Only the statement that is signed and "
	    "its signatures are written: of a bundle the seal, which holds no "
	    "personal data.",
	.options = options,
	.args_bytes = sizeof(struct take_args),
	.run = run,
};
