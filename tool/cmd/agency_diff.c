#include "tool/cmd/agency.h"
#include "tool/cmd/cmd.h"
#include "tool/cmd/output.h"
#include "tool/store/store.h"

struct diff_args {
	const char *store;
	const char *file;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct diff_args, store) },
	{ "FILE", NULL, NULL, OPT_OPERAND(struct diff_args, file) },
	{ 0 },
};

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
run(const struct command_call *call, struct why *w)
{
	const struct diff_args *args = call->args;
	struct store store = { 0 };
	struct directory fresh = { 0 };
	struct bytes text = { 0 };
	struct bytes signature = { 0 };
	int rc = -1;

	if (store_open(&store, args->store, STORE_READ, NULL, w) == 0 &&
	    cmd_output_read_signed(args->file, DIRECTORY_MAX_BYTES, &text,
		&signature, w) == 0) {
		rc =
		    store_check_directory(&store, &text, &signature, &fresh, w);
		if (rc == 0)
			say_all(call->say, &store.directory, &fresh);
		else
			why_in(w, "%s", args->file);
	}
	directory_clear(&fresh);
	bytes_clear(&text);
	bytes_clear(&signature);
	store_close(&store);
	return rc;
}

const struct command cmd_agency_diff = {
	.name = "agency diff",
	.summary = "Show what another version of the directory would change",
	.about =
	    "The file is checked as \"agency import\" checks it: signed by "
	    "the authority (FILE.sig), newer than the one that is held, "
	    "and a successor of it. Nothing is taken.",
	.options = options,
	.args_bytes = sizeof(struct diff_args),
	.needs = COMMAND_VERDICT,
	.run = run,
};
