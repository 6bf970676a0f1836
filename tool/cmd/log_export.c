#include "tool/flow/log_export.h"

#include "tool/cmd/cmd.h"

struct export_args {
	const char *store;
	unsigned format;
	const char *bundle;
	struct opt_number from;
	const char *output;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct export_args, store) },
	{ "format", "csv|jsonl|case|premis",
	    "a table (if not given), the lines of the log, CASE/UCO JSON-LD, "
	    "or PREMIS XML",
	    OPT_CHOICE(struct export_args, format) },
	{ "bundle", "ID", "only the events of this bundle",
	    OPT_TEXT(struct export_args, bundle) },
	{ "from", "N", "begin with event N; with the first, 0, if not given",
	    OPT_NUMBER(struct export_args, from), .max = INT64_MAX },
	{ "output", "FILE", "write it there; a new file",
	    OPT_TEXT(struct export_args, output), .required = true },
	{ 0 },
};

/* In the order of the words of --format. */
static const struct log_form *const forms[] = { &log_csv, &log_jsonl, &log_case,
	&log_premis };

static void
tell(struct say *s, const struct export_args *args,
    const struct log_export_told *told)
{
	say_text(s, "output", "Written to", args->output);
	say_text(s, "format", "Format", forms[args->format]->name);
	say_number(s, "events", "Events", told->events);
	say_size(s, "bytes", "Size", told->bytes);
	say_text(s, "origin", "Of log", told->head.origin);
	say_number(s, "size", "Events in it", told->head.size);
	say_hex(s, "root", "Root", told->head.root, sizeof told->head.root);
	say_number(s, "signed_to", "Signed to", told->signed_to);
	say_text(s, "bundle", args->bundle == NULL ? NULL : "Of bundle",
	    args->bundle == NULL ? "" : args->bundle);
	say_note(s,
	    "The log was checked and is sound. This file is a copy to read: "
	    "it proves nothing by itself (see \"log prove\").");
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct export_args *args = call->args;
	const struct log_export_ask ask = {
		.form = forms[args->format],
		.bundle = args->bundle,
		.from = args->from.value,
		.output = args->output,
	};
	struct log_export_told told;
	struct store store = { 0 };
	uint8_t id[SEAL_ID_BYTES];
	int rc;

	if (args->bundle != NULL &&
	    !bytes_from_hex(id, sizeof id, args->bundle))
		return why_set(w, WHY_USAGE,
		    "--bundle %s: not the id of a bundle", args->bundle);
	if (store_open(&store, args->store, STORE_READ, NULL, w) != 0)
		return -1;
	rc = log_export(&store, &ask, &told, w);
	store_close(&store);
	if (rc == 0)
		tell(call->say, args, &told);
	return rc;
}

const struct command cmd_log_export = {
	.name = "log export",
	.summary = "Write the custody log for other programs",
	.about =
	    "Events of the log as a table for spreadsheets (csv), as the "
	    "lines that they are (jsonl), as CASE/UCO JSON-LD (case) or as "
	    "PREMIS 3.0 (premis); see export.txt. The whole log is checked "
	    "first, and one that does not verify is not exported. Cells that "
	    "a spreadsheet would run are neutralised in csv; jsonl is the log "
	    "byte for byte.\n"
	    "An export is a copy to read. What proves is the log with its "
	    "checkpoints, and what \"log prove\" writes; each event comes "
	    "with its leaf, by which both can be laid side by side.",
	.options = options,
	.args_bytes = sizeof(struct export_args),
	.needs = COMMAND_VERDICT,
	.run = run,
};
