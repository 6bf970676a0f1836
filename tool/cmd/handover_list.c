#include "tool/cmd/cmd.h"
#include "tool/store/ledger_handover.h"
#include "tool/store/store.h"

struct list_args {
	const char *store;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct list_args, store) },
	{ 0 },
};

static const struct say_column columns[] = {
	{ "handover", "HAND-OVER", 32 },
	{ "hop", "HOP", 3 },
	{ "state", "STATE", 8 },
	{ "other", "OTHER", 14 },
	{ "person", "PERSON", 10 },
	{ "entered", "SINCE", 20 },
	{ "found", "FOUND", 8 },
	{ "bundle", "BUNDLE", 0 },
};

static const char *
state_of(const struct ledger_handover *h)
{
	if (h->side == LEDGER_TAKEN)
		return "taken";
	return h->taken ? "closed" : "given";
}

static int
say_one(void *self, const struct ledger_handover *h, struct why *w)
{
	struct say *s = self;

	(void)w;
	say_row_begin(s);
	say_hex(s, "handover", NULL, h->id, sizeof h->id);
	say_number(s, "hop", NULL, h->hop);
	say_text(s, "state", NULL, state_of(h));
	say_text(s, "other", NULL, h->agency);
	say_text(s, "person", NULL, h->person);
	say_time(s, "entered", NULL, h->entered_s);
	if (h->taken)
		say_time(s, "taken", NULL, h->taken_s);
	say_text(s, "found", NULL, h->found);
	say_hex(s, "bundle", NULL, h->bundle, sizeof h->bundle);
	say_hex(s, "statement", NULL, h->statement, sizeof h->statement);
	say_row_end(s);
	return 0;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct list_args *args = call->args;
	struct store store = { 0 };
	int rc;

	if (store_open(&store, args->store, STORE_LOOK, NULL, w) != 0)
		return -1;
	say_list_begin(call->say, "handovers", NULL, columns,
	    sizeof columns / sizeof columns[0]);
	rc = ledger_handover_each(&store.ledger, say_one, call->say, w);
	say_list_end(call->say, "none recorded");
	store_close(&store);
	return rc;
}

const struct command cmd_handover_list = {
	.name = "handover list",
	.summary = "Show what was handed over from here, and to here",
	.about = "Given: nobody told yet that it was taken. Closed: it was, "
		 "and what was found there. Taken: by this store.",
	.options = options,
	.args_bytes = sizeof(struct list_args),
	.run = run,
};
