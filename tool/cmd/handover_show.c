#include "tool/cmd/cmd.h"
#include "tool/cmd/handover.h"

struct show_args {
	const char *file;
};

static const struct opt options[] = {
	{ "FILE", NULL, NULL, OPT_OPERAND(struct show_args, file) },
	{ 0 },
};

static int
run(const struct command_call *call, struct why *w)
{
	const struct show_args *args = call->args;
	struct handovers c = { 0 };
	int rc = handovers_read(&c, args->file, w);

	if (rc == 0) {
		handover_say(call->say, &c, HANDOVER_UNCHECKED);
		say_note(call->say,
		    "Nothing of this was checked: \"handover verify\" does.");
	}
	handovers_clear(&c);
	return rc;
}

const struct command cmd_handover_show = {
	.name = "handover show",
	.summary = "Show who handed a disk to whom",
	.about = "Every hop, as the file says it. Neither its signatures nor "
		 "what it says is checked.",
	.options = options,
	.args_bytes = sizeof(struct show_args),
	.needs = COMMAND_VERDICT,
	.run = run,
};
