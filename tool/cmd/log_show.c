#include <inttypes.h>

#include "tool/cmd/cmd.h"
#include "tool/cmd/event_show.h"
#include "tool/store/store.h"

struct log_args {
	const char *store;
	struct opt_number from;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct log_args, store) },
	{ "from", "N", "begin with event N; with the first, 0, if not given",
	    OPT_NUMBER(struct log_args, from), .max = INT64_MAX },
	{ 0 },
};

static int
say_event(void *self, uint64_t sequence, const uint8_t *text, size_t len,
    const uint8_t *leaf, struct why *w)
{
	struct say *s = self;
	struct event e;

	(void)leaf;
	if (event_parse(&e, text, len, w) != 0)
		return why_in(w, "event %" PRIu64, sequence);
	return event_show(s, &e, w);
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct log_args *args = call->args;
	struct store store = { 0 };
	int rc;

	if (store_open(&store, args->store, STORE_LOOK, NULL, w) != 0)
		return -1;
	say_text(call->say, "agency", NULL, store.agency);
	say_text(call->say, "fingerprint", NULL, store.fingerprint);
	say_list_begin(call->say, "events", NULL, NULL, 0);
	rc = ledger_event_each(&store.ledger, args->from.value, say_event,
	    call->say, w);
	say_list_end(call->say, "no events");
	store_close(&store);
	return rc;
}

const struct command cmd_log_show = {
	.name = "log show",
	.summary = "Show the custody log",
	.about =
	    "Each act on this store, in order: when, what, how it ended, "
	    "who did it, with whom, and counts. It holds no personal data. "
	    "Showing is not checking: see \"log verify\".",
	.options = options,
	.args_bytes = sizeof(struct log_args),
	.run = run,
};
