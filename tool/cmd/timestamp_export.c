#include <stdio.h>

#include "tool/cmd/cmd.h"
#include "tool/cmd/output.h"
#include "tool/cmd/stamp.h"

struct export_args {
	const char *store;
	struct opt_number number;
	const char *output;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct export_args, store) },
	{ "number", "N", "which, as \"timestamp list\" numbers them",
	    OPT_NUMBER(struct export_args, number), .required = true, .min = 1,
	    .max = INT64_MAX },
	{ "output", "FILE",
	    "what was stamped; beside it FILE.tsr and FILE.pem are written",
	    OPT_TEXT(struct export_args, output), .required = true },
	{ 0 },
};

struct found {
	const struct export_args *args;
	struct say *say;
	const struct bytes *pem;
	bool any;
};

static int
write_all(const struct found *f, const struct ledger_stamp *row, struct why *w)
{
	char path[STORE_PATH_BYTES];
	const char *output = f->args->output;
	int n = snprintf(path, sizeof path, "%s.tsr", output);

	if (n < 0 || (size_t)n >= sizeof path)
		return why_set(w, WHY_USAGE, "%s: the path is too long",
		    output);
	if (cmd_output(output, row->covered, row->covered_bytes, w) != 0 ||
	    cmd_output(path, row->response, row->response_bytes, w) != 0)
		return -1;
	(void)snprintf(path, sizeof path, "%s.pem", output);
	return cmd_output(path, f->pem->data, f->pem->len, w);
}

static int
each(void *self, const struct store_stamp *stamp, struct why *w)
{
	struct found *f = self;

	f->any = true;
	if (stamp->row->response == NULL)
		return why_set(w, WHY_USAGE, "number %llu has no answer yet",
		    (unsigned long long)stamp->row->row);
	if (stamp->why.reason != WHY_NONE) {
		*w = stamp->why;
		return -1;
	}
	if (write_all(f, stamp->row, w) != 0)
		return -1;
	stamp_say(f->say, stamp);
	say_number(f->say, "seconds", "In seconds",
	    (uint64_t)stamp->token.time_s);
	say_text(f->say, "output", "Written to", f->args->output);
	return 0;
}

static int
add_pins(struct store *s, struct bytes *pem, struct why *w)
{
	struct store_stamp_pins pins;
	int rc = store_stamp_pins(s, &pins, w);

	for (size_t i = 0; rc == 0 && i < pins.n; i++)
		rc = timestamp_certificate_pem(&pins.all[i], pem, w);
	store_stamp_pins_clear(&pins);
	return rc;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct export_args *args = call->args;
	struct store store = { 0 };
	struct bytes pem = { 0 };
	struct found f = { args, call->say, &pem, false };
	int rc = -1;

	if (store_open(&store, args->store, STORE_LOOK, NULL, w) == 0 &&
	    add_pins(&store, &pem, w) == 0)
		rc = store_stamp_each(&store,
		    &(struct ledger_stamp_which){ .row = args->number.value },
		    NULL, each, &f, w);
	if (rc == 0 && !f.any)
		rc = why_set(w, WHY_USAGE,
		    "there is no timestamp with this number");
	bytes_clear(&pem);
	store_close(&store);
	return rc;
}

const struct command cmd_timestamp_export = {
	.name = "timestamp export",
	.summary = "Write a timestamp for others to check",
	.about =
	    "What was stamped, the authority's answer, and the pinned "
	    "certificates: \"openssl ts -verify -data FILE -in FILE.tsr "
	    "-CAfile FILE.pem\" checks them, with -attime and the seconds that "
	    "are printed where a certificate has expired since, and with "
	    "-partial_chain where the pinned one is none of a root.",
	.options = options,
	.args_bytes = sizeof(struct export_args),
	.needs = COMMAND_VERDICT,
	.run = run,
};
