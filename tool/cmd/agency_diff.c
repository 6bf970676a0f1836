#include "tool/cmd/agency.h"
#include "tool/cmd/cmd.h"
#include "tool/cmd/offered.h"

static void
say_all(struct say *s, const struct directory *held,
    const struct directory *fresh)
{
	say_text(s, "issuer", "Issuer", fresh->issuer.agency);
	say_number(s, "held", "Version held", held->version);
	say_number(s, "version", "Version offered", fresh->version);
	say_time(s, "issued", "Issued", fresh->issued_s);
	(void)agency_say_changes(s, held, fresh);
}

static int
compare(const struct command_call *call, struct store *s,
    const struct bytes *text, const struct bytes *signature, struct why *w)
{
	struct directory fresh;

	if (store_check_directory(s, text, signature, &fresh, w) != 0)
		return -1;
	say_all(call->say, &s->directory, &fresh);
	directory_clear(&fresh);
	return 0;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct offered o = { STORE_READ, DIRECTORY_MAX_BYTES, compare };

	return offered_run(call, &o, w);
}

const struct command cmd_agency_diff = {
	.name = "agency diff",
	.summary = "Show what another version of the directory would change",
	.about =
	    "The file is checked as \"agency import\" checks it: signed by "
	    "the authority (FILE.sig), newer than the one that is held, "
	    "and a successor of it. Nothing is taken.",
	.options = offered_options,
	.args_bytes = sizeof(struct offered_args),
	.needs = COMMAND_VERDICT,
	.run = run,
};
