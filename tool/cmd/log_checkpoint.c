#include "tool/cmd/cmd.h"
#include "tool/cmd/output.h"
#include "tool/store/journal.h"
#include "tool/store/store.h"

struct log_args {
	const char *store;
	const char *output;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct log_args, store) },
	{ "output", "FILE",
	    "write it there, and its signature to FILE.sig; else it is printed",
	    OPT_TEXT(struct log_args, output) },
	{ 0 },
};

/* The last checkpoint of all. */
struct newest {
	struct bytes text;
	struct bytes sig;
};

static int
show(const struct command_call *call, struct newest *n, struct why *w)
{
	const struct log_args *args = call->args;
	struct event_head head;

	if (event_head_parse(&head, n->text.data, n->text.len, w) != 0)
		return -1;
	if (args->output == NULL) {
		if (bytes_add(&n->text, "", 1, w) != 0)
			return -1;
		say_block(call->say, "checkpoint", (const char *)n->text.data);
		return 0;
	}
	if (cmd_output_signed(args->output, &n->text, &n->sig, w) != 0)
		return -1;
	say_text(call->say, "origin", "Log", head.origin);
	say_number(call->say, "size", "Events", head.size);
	say_hex(call->say, "root", "Root", head.root, sizeof head.root);
	say_time(call->say, "time", "Time", head.time_s);
	say_text(call->say, "output", "Written to", args->output);
	return 0;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct log_args *args = call->args;
	struct store store = { 0 };
	struct newest newest = { 0 };
	int rc = -1;

	if (store_open(&store, args->store, STORE_WRITE, &call->passphrase,
		w) == 0 &&
	    journal_sign(&store.ledger, &store.session, store.fingerprint, w) ==
		0 &&
	    ledger_checkpoint_get(&store.ledger, LEDGER_CHECKPOINT_LAST,
		&newest.text, &newest.sig, NULL, w) == 0)
		rc = show(call, &newest, w);
	bytes_clear(&newest.text);
	bytes_clear(&newest.sig);
	store_close(&store);
	return rc;
}

const struct command cmd_log_checkpoint = {
	.name = "log checkpoint",
	.summary = "Sign the head of the custody log",
	.about = "Kept elsewhere, a checkpoint shows later whether anything "
		 "before it was altered, inserted, reordered or cut off: see "
		 "\"log verify --checkpoint\". \"gpg --verify FILE.sig FILE\" "
		 "checks the signature too.",
	.options = options,
	.args_bytes = sizeof(struct log_args),
	.needs = COMMAND_SECRET,
	.run = run,
};
