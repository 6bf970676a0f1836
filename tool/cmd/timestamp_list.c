#include <string.h>

#include "tool/cmd/cmd.h"
#include "tool/cmd/stamp.h"

struct list_args {
	const char *store;
	const char *bundle;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct list_args, store) },
	{ "bundle", "FILE",
	    "hold what is over the seal of this bundle against its signatures",
	    OPT_TEXT(struct list_args, bundle) },
	{ 0 },
};

static const struct say_column authority_columns[] = {
	{ "fingerprint", "FINGERPRINT", 64 },
	{ "authority", "TIMESTAMP AUTHORITY", 0 },
};
static const struct say_column columns[] = {
	{ "number", "NO", 4 },
	{ "state", "STATE", 19 },
	{ "over", "OVER", 10 },
	{ "size", "EVENTS", 8 },
	{ "bundle", "BUNDLE", 32 },
	{ "time", "EXISTED AT", 20 },
	{ "serial", "SERIAL", 0 },
};

static int
say_authorities(struct say *say, struct store *s, struct why *w)
{
	struct store_stamp_pins pins;

	if (store_stamp_pins(s, &pins, w) != 0)
		return -1;
	say_list_begin(say, "authorities", NULL, authority_columns,
	    sizeof authority_columns / sizeof authority_columns[0]);
	for (size_t i = 0; i < pins.n; i++) {
		say_row_begin(say);
		say_text(say, "fingerprint", NULL, pins.all[i].print);
		say_text(say, "authority", NULL, pins.all[i].name);
		say_row_end(say);
	}
	say_list_end(say, "No timestamp authority is pinned.");
	store_stamp_pins_clear(&pins);
	return 0;
}

static int
each(void *self, const struct store_stamp *stamp, struct why *w)
{
	struct say *say = self;

	(void)w;
	say_row_begin(say);
	stamp_say(say, stamp);
	say_row_end(say);
	return 0;
}

static int
list(const struct command_call *call, struct store *s, struct why *w)
{
	const struct list_args *args = call->args;
	struct opening o = { .fd = -1 };
	struct store_stamp_seal seal = { .signature = &o.signature };
	int rc = -1;

	if (args->bundle != NULL) {
		if (stamp_open(&o, s, args->bundle, w) != 0)
			goto out;
		memcpy(seal.bundle, opening_last(&o)->id, sizeof seal.bundle);
	}
	if (say_authorities(call->say, s, w) != 0)
		goto out;
	say_list_begin(call->say, "timestamps", NULL, columns,
	    sizeof columns / sizeof columns[0]);
	rc = store_stamp_each(s, &(struct ledger_stamp_which){ 0 },
	    args->bundle != NULL ? &seal : NULL, each, call->say, w);
	say_list_end(call->say, "None was asked for.");
out:
	opening_close(&o);
	return rc;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct list_args *args = call->args;
	struct store store = { 0 };
	int rc = store_open(&store, args->store, STORE_LOOK, NULL, w);

	if (rc == 0)
		rc = list(call, &store, w);
	store_close(&store);
	return rc;
}

const struct command cmd_timestamp_list = {
	.name = "timestamp list",
	.summary = "Show timestamps, each checked again",
	.about =
	    "Its state is good, waiting for an answer, or the reason for which "
	    "it does not count.",
	.options = options,
	.args_bytes = sizeof(struct list_args),
	.run = run,
};
