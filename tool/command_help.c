#include "tool/command.h"

#include <string.h>

#include "tool/version.h"

#define SUMMARY_COLUMN 20

/* Paragraphs, one a line of text, with an empty line before each. */
static int
add_paragraphs(struct bytes *out, const char *text, struct why *w)
{
	struct bytes one = { 0 };
	int rc = -1;

	while (*text != '\0') {
		size_t len = strcspn(text, "\n");

		one.len = 0;
		if (bytes_add(&one, text, len, w) != 0 ||
		    bytes_add(&one, "", 1, w) != 0 ||
		    bytes_add(out, "\n", 1, w) != 0 ||
		    opt_wrap(out, (const char *)one.data, 0, 0, w) != 0)
			goto out;
		text += len + (text[len] == '\n');
	}
	rc = 0;
out:
	bytes_clear(&one);
	return rc;
}

int
command_help(const struct command *command, struct bytes *out, struct why *w)
{
	if (opt_usage(out, command->name, command->options, w) != 0 ||
	    bytes_printf(out, w, "\n%s.\n", command->summary) != 0)
		return -1;
	if (command->about != NULL &&
	    add_paragraphs(out, command->about, w) != 0)
		return -1;
	if (bytes_printf(out, w, "\n") != 0 ||
	    opt_help(out, command->options, w) != 0)
		return -1;
	for (const struct command_options *o = command_options; o->rows != NULL;
	     o++) {
		if ((o->needs & command->needs) == o->needs &&
		    opt_help(out, o->rows, w) != 0)
			return -1;
	}
	return 0;
}

int
command_overview(const char *group, struct bytes *out, struct why *w)
{
	size_t len = group == NULL ? 0 : strlen(group);

	if (bytes_printf(out, w,
		"sealbag %s: sealed bundles of number plate reads\n\n"
		"usage: sealbag %s%sCOMMAND [ARGUMENT...]\n\n",
		VERSION, group == NULL ? "" : group,
		group == NULL ? "" : " ") != 0)
		return -1;
	for (size_t i = 0; command_table[i] != NULL; i++) {
		const struct command *c = command_table[i];

		if (group != NULL &&
		    (strncmp(c->name, group, len) != 0 || c->name[len] != ' '))
			continue;
		if (bytes_printf(out, w, "  %-*s%s\n", SUMMARY_COLUMN, c->name,
			c->summary) != 0)
			return -1;
	}
	return bytes_printf(out, w,
	    "\n\"sealbag help COMMAND\" tells more of each; \"man sealbag\" "
	    "everything.\nExit status: 0 yes, 1 rejected, 2 wrong call, 3 no "
	    "verdict.\n");
}
