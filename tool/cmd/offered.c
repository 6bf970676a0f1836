#include "tool/cmd/offered.h"

#include "tool/cmd/output.h"

const struct opt offered_options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct offered_args, store) },
	{ "FILE", NULL, NULL, OPT_OPERAND(struct offered_args, file) },
	{ 0 },
};

int
offered_run(const struct command_call *call, const struct offered *o,
    struct why *w)
{
	const struct offered_args *args = call->args;
	const struct ask_source *passphrase =
	    o->mode == STORE_WRITE ? &call->passphrase : NULL;
	struct store store = { 0 };
	struct bytes text = { 0 };
	struct bytes signature = { 0 };
	int rc = -1;

	if (store_open(&store, args->store, o->mode, passphrase, w) == 0 &&
	    cmd_output_read_signed(args->file, o->max_bytes, &text, &signature,
		w) == 0) {
		rc = o->act(call, &store, &text, &signature, w);
		if (rc != 0)
			why_in(w, "%s", args->file);
	}
	bytes_clear(&text);
	bytes_clear(&signature);
	store_close(&store);
	return rc;
}
