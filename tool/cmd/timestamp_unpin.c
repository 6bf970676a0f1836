#include <string.h>

#include "tool/cmd/cmd.h"
#include "tool/store/store_stamp.h"

struct unpin_args {
	const char *store;
	const char *fingerprint;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct unpin_args, store) },
	{ "FINGERPRINT", NULL, NULL,
	    OPT_OPERAND(struct unpin_args, fingerprint) },
	{ 0 },
};

/* Is it there? */
static int
look(struct store *s, const char *print, struct why *w)
{
	struct store_stamp_pins pins;
	bool found = false;

	if (store_stamp_pins(s, &pins, w) != 0)
		return -1;
	for (size_t i = 0; i < pins.n; i++)
		found |= strcmp(pins.all[i].print, print) == 0;
	store_stamp_pins_clear(&pins);
	return found ? 0 : store_stamp_not_pinned(w);
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct unpin_args *args = call->args;
	struct store store = { 0 };
	int rc = store_open(&store, args->store,
	    call->dry_run ? STORE_LOOK : STORE_WRITE, &call->passphrase, w);

	if (rc == 0)
		rc = call->dry_run ? look(&store, args->fingerprint, w)
				   : store_stamp_unpin(&store,
					 args->fingerprint, call->actor, w);
	store_close(&store);
	if (rc != 0)
		return -1;
	say_text(call->say, "fingerprint", "Fingerprint", args->fingerprint);
	say_flag(call->say, "unpinned", "Unpinned", !call->dry_run);
	return 0;
}

const struct command cmd_timestamp_unpin = {
	.name = "timestamp unpin",
	.summary = "Trust an authority for timestamps no longer",
	.about = "FINGERPRINT is the SHA-256 of its certificate, as "
		 "\"timestamp list\" shows it. Its tokens count for nothing "
		 "from then on.",
	.options = options,
	.args_bytes = sizeof(struct unpin_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR | COMMAND_DRY_RUN,
	.run = run,
};
