#include <stdio.h>

#include "tool/cmd/cmd.h"

struct help_args {
	struct opt_list words;
};

static const struct opt options[] = {
	{ "COMMAND", NULL, NULL, OPT_OPERANDS(struct help_args, words),
	    .optional = true },
	{ 0 },
};

static int
print(const char *name, struct bytes *text, struct why *w)
{
	const struct command *command = command_find(name);

	if (command != NULL)
		return command_help(command, text, w);
	if (name[0] == '\0' || command_group(name))
		return command_overview(name[0] == '\0' ? NULL : name, text, w);
	return command_unknown(name, w);
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct help_args *args = call->args;
	char name[64] = "";
	struct bytes text = { 0 };
	int rc;

	if (args->words.n > 0)
		(void)snprintf(name, sizeof name, "%.30s%s%.30s",
		    args->words.items[0], args->words.n > 1 ? " " : "",
		    args->words.n > 1 ? args->words.items[1] : "");
	rc = print(name, &text, w);
	if (rc == 0)
		rc = bytes_add(&text, "", 1, w);
	if (rc == 0)
		say_block(call->say, "help", (const char *)text.data);
	bytes_clear(&text);
	return rc;
}

const struct command cmd_help = {
	.name = "help",
	.summary = "Explain a command",
	.options = options,
	.args_bytes = sizeof(struct help_args),
	.run = run,
};
