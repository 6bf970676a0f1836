#include <stdio.h>
#include <unistd.h>

#include "tool/cmd/cmd.h"
#include "tool/cmd/output.h"
#include "tool/cmd/stamp.h"

struct request_args {
	const char *store;
	const char *bundle;
	const char *output;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct request_args, store) },
	{ "bundle", "FILE",
	    "over the seal of this bundle, which the store sent or received; "
	    "else over the newest checkpoint of the log",
	    OPT_TEXT(struct request_args, bundle) },
	{ "output", "FILE", "request to write; *.tsq by custom",
	    OPT_TEXT(struct request_args, output), .required = true },
	{ 0 },
};

/* The file first: a request that nobody has is of no use. */
static int
make(const struct command_call *call, struct store *s,
    const struct store_stamp_want *want, struct why *w)
{
	const struct request_args *args = call->args;
	struct bytes request = { 0 };
	uint64_t size = 0;
	int rc;

	if (access(args->output, F_OK) == 0)
		return why_set(w, WHY_USAGE, "%s is there already",
		    args->output);
	rc = store_stamp_request(s, want, call->actor, &request, &size, w);
	if (rc == 0)
		rc = cmd_output(args->output, request.data, request.len, w);
	bytes_clear(&request);
	if (rc != 0)
		return -1;
	say_text(call->say, "over", "Over",
	    want->bundle != NULL ? "seal" : "checkpoint");
	if (want->bundle != NULL)
		say_hex(call->say, "bundle", "Bundle", want->bundle,
		    SEAL_ID_BYTES);
	else
		say_number(call->say, "size", "Events", size);
	say_text(call->say, "output", "Written to", args->output);
	return 0;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct request_args *args = call->args;
	struct store_stamp_want want = { 0 };
	struct opening o = { .fd = -1 };
	struct store store = { 0 };
	int rc =
	    store_open(&store, args->store, STORE_WRITE, &call->passphrase, w);

	if (rc == 0 && args->bundle != NULL) {
		rc = stamp_open(&o, &store, args->bundle, w);
		if (rc == 0) {
			want.bundle = opening_last(&o)->id;
			want.dated_s = opening_last(&o)->created_s;
			want.covered = &o.signature;
		}
	}
	if (rc == 0)
		rc = make(call, &store, &want, w);
	opening_close(&o);
	store_close(&store);
	return rc;
}

const struct command cmd_timestamp_request = {
	.name = "timestamp request",
	.summary = "Write a request for a timestamp",
	.about = "Over the newest checkpoint, one timestamp covers every event "
		 "before it. The file is a query of RFC 3161 to carry to an "
		 "authority; its answer comes back with \"timestamp attach\".",
	.options = options,
	.args_bytes = sizeof(struct request_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR,
	.run = run,
};
