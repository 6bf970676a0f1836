#include <time.h>

#include "tool/cmd/cmd.h"
#include "tool/cmd/hold.h"
#include "tool/store/ledger_waiting.h"
#include "tool/store/store.h"

struct list_args {
	const char *store;
	bool due;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct list_args, store) },
	{ "due", NULL, "only those whose date of review is over",
	    OPT_FLAG(struct list_args, due) },
	{ 0 },
};

static const struct say_column columns[] = {
	{ "hold", "HOLD", 32 },
	{ "ground", "GROUND", 8 },
	{ "number", "NUMBER", 10 },
	{ "review", "REVIEW", 20 },
	{ "waiting", "WAITING", 8 },
	{ "reference", "REFERENCE", 0 },
};

struct listing {
	struct say *say;
	struct ledger *ledger;
	bool due;
	int64_t now_s;
};

static uint64_t
lines_of(const struct ledger_hold *h)
{
	const char *text = h->scope;
	uint64_t n = 0;

	for (size_t i = 0; i < h->scope_bytes; i++)
		n += text[i] == '\n' || i + 1 == h->scope_bytes;
	return n;
}

static int
say_hold(void *self, const struct ledger_hold *h, struct why *w)
{
	const struct listing *l = self;
	struct say *s = l->say;
	bool due = h->review_s < l->now_s;
	uint64_t waiting;

	if (l->due && !due)
		return 0;
	if (ledger_waiting_held(l->ledger, h->id, &waiting, w) != 0)
		return -1;
	say_row_begin(s);
	say_hex(s, "hold", NULL, h->id, sizeof h->id);
	hold_say(s, h);
	say_time(s, "added", NULL, h->added_s);
	say_flag(s, "review_due", NULL, due);
	say_number(s, "targets", NULL, lines_of(h));
	say_number(s, "waiting", NULL, waiting);
	say_row_end(s);
	return 0;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct list_args *args = call->args;
	struct store store = { 0 };
	struct listing l = { call->say, &store.ledger, args->due, time(NULL) };
	int rc;

	if (store_open(&store, args->store, STORE_LOOK, NULL, w) != 0)
		return -1;
	say_list_begin(call->say, "holds", NULL, columns,
	    sizeof columns / sizeof columns[0]);
	rc = ledger_hold_each(&store.ledger, say_hold, &l, w);
	say_list_end(call->say,
	    args->due ? "no hold is to be reviewed" : "no hold stands");
	store_close(&store);
	return rc;
}

const struct command cmd_hold_list = {
	.name = "hold list",
	.summary = "Show the holds that stand",
	.about = "With the number of records that wait for each: what would "
		 "have gone without it. What a hold names is not shown.",
	.options = options,
	.args_bytes = sizeof(struct list_args),
	.run = run,
};
