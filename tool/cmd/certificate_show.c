#include "keys/file.h"
#include "tool/cmd/certificate.h"
#include "tool/cmd/cmd.h"

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
	struct certificate c = { 0 };
	struct bytes text = { 0 };
	int rc = -1;

	if (file_read(args->file, CERTIFICATE_JSON_MAX, &text, w) == 0) {
		rc = certificate_parse(&c, text.data, text.len, w);
		if (rc == 0)
			certificate_say(call->say, &c);
		else
			why_in(w, "%s", args->file);
	}
	if (rc == 0)
		say_note(call->say,
		    "Nothing of this was checked: \"certificate verify\" "
		    "does.");
	certificate_clear(&c);
	bytes_clear(&text);
	return rc;
}

const struct command cmd_certificate_show = {
	.name = "certificate show",
	.summary = "Show what a certificate says",
	.about = "Neither its signature nor what it says is checked.",
	.options = options,
	.args_bytes = sizeof(struct show_args),
	.needs = COMMAND_VERDICT,
	.run = run,
};
