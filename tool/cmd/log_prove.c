#include <stdlib.h>
#include <string.h>

#include "tool/cmd/cmd.h"
#include "tool/cmd/output.h"
#include "tool/store/journal.h"
#include "tool/store/store.h"

struct prove_args {
	const char *store;
	const char *bundle;
	struct opt_list from;
	const char *witness;
	const char *with;
	struct opt_number begin;
	bool whole;
	const char *output;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct prove_args, store) },
	{ "bundle", "ID", "prove all events of this bundle",
	    OPT_TEXT(struct prove_args, bundle) },
	{ "from", "N",
	    "prove how the log grew from its first N events, and again for "
	    "more",
	    OPT_LIST(struct prove_args, from) },
	{ "witness", "AGENCY",
	    "prove how it grew from each head that this agency was told, so "
	    "that it can cosign this one",
	    OPT_TEXT(struct prove_args, witness) },
	{ "with", "AGENCY",
	    "write an account: all dealings with this agency, and a signed "
	    "statement that these are all",
	    OPT_TEXT(struct prove_args, with) },
	{ "begin", "N", "of an account: begin with event N; the first is 0",
	    OPT_NUMBER(struct prove_args, begin), .max = INT64_MAX },
	{ "whole", NULL,
	    "of an account: all events, of whomever they tell, so that none "
	    "can be missing",
	    OPT_FLAG(struct prove_args, whole) },
	{ "output", "FILE", "write it there",
	    OPT_TEXT(struct prove_args, output), .required = true },
	{ 0 },
};

static int
take_sizes(const struct opt_list *from, uint64_t *sizes, struct why *w)
{
	for (size_t i = 0; i < from->n; i++) {
		if (!bytes_decimal(from->items[i], INT64_MAX, &sizes[i]))
			return why_set(w, WHY_USAGE,
			    "--from %s: a number of events is needed",
			    from->items[i]);
	}
	return 0;
}

static int
check_agency(const struct store *store, const char *option, const char *agency,
    struct why *w)
{
	if (agency == NULL ||
	    directory_find_agency(&store->directory, agency) != NULL)
		return 0;
	return why_set(w, WHY_USAGE, "%s %s: no such agency", option, agency);
}

static int
write_proof(const struct command_call *call, struct store *store,
    const struct journal_prove_ask *ask, struct why *w)
{
	const struct prove_args *args = call->args;
	struct bytes file = { 0 };
	struct journal_proved told;
	struct say *s = call->say;
	int rc = -1;

	if (check_agency(store, "--witness", args->witness, w) != 0 ||
	    check_agency(store, "--with", args->with, w) != 0)
		return -1;
	if (args->with != NULL && strcmp(args->with, store->agency) == 0)
		return why_set(w, WHY_USAGE, "--with %s: that is this agency",
		    args->with);
	if (journal_checkpoint(&store->ledger, &store->session,
		store->fingerprint, w) == 0 &&
	    journal_prove(&store->ledger, ask, &file, &told, w) == 0)
		rc = cmd_output(args->output, file.data, file.len, w);
	bytes_clear(&file);
	if (rc != 0)
		return -1;
	say_text(s, "origin", "Log", told.head.origin);
	say_number(s, "size", "Events in it", told.head.size);
	say_hex(s, "root", "Root", told.head.root, sizeof told.head.root);
	say_text(s, "bundle", ask->bundle == NULL ? NULL : "Bundle",
	    ask->bundle == NULL ? "" : ask->bundle);
	say_text(s, "with", args->with == NULL ? NULL : "Account for",
	    args->with == NULL ? "" : args->with);
	say_number(s, "events", "Events proved", told.events);
	say_number(s, "heads", "Heads proved", told.heads);
	say_number(s, "cosignatures", "Cosignatures", told.cosigned);
	say_number(s, "behind", NULL, told.behind);
	if (told.behind > 0)
		say_note(s,
		    "Not proved: %llu later ones, which no checkpoint counts: "
		    "the key signs none.",
		    (unsigned long long)told.behind);
	say_text(s, "output", "Written to", args->output);
	return 0;
}

static int
check_call(const struct prove_args *args, struct why *w)
{
	bool some =
	    args->bundle != NULL || args->from.n > 0 || args->witness != NULL;

	if (!some && args->with == NULL)
		return why_set(w, WHY_USAGE,
		    "say what to prove: --bundle ID, --from N, --witness "
		    "AGENCY or --with AGENCY");
	if (some && args->with != NULL)
		return why_set(w, WHY_USAGE,
		    "--with AGENCY stands alone: an account is nothing else");
	if (args->with == NULL && (args->begin.given || args->whole))
		return why_set(w, WHY_USAGE,
		    "--begin and --whole are for an account: --with AGENCY");
	return 0;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct prove_args *args = call->args;
	uint64_t *sizes = calloc(args->from.n + 1, sizeof *sizes);
	struct journal_prove_ask ask = {
		.bundle = args->bundle,
		.from = sizes,
		.n_from = args->from.n,
		.witness = args->witness,
	};
	uint8_t id[SEAL_ID_BYTES];
	struct store store = { 0 };
	struct journal_account_ask account = {
		.other = args->with,
		.directory = &store.directory,
		.session = &store.session,
		.from = args->begin.value,
		.whole = args->whole,
	};
	int rc = -1;

	if (sizes == NULL)
		return why_memory(w);
	if (check_call(args, w) != 0)
		rc = -1;
	else if (args->bundle != NULL &&
	    !bytes_from_hex(id, sizeof id, args->bundle))
		why_set(w, WHY_USAGE, "--bundle %s: not the id of a bundle",
		    args->bundle);
	else if (take_sizes(&args->from, sizes, w) == 0 &&
	    store_open(&store, args->store, STORE_WRITE, &call->passphrase,
		w) == 0) {
		memcpy(account.maker.agency, store.agency,
		    sizeof account.maker.agency);
		memcpy(account.maker.fingerprint, store.fingerprint,
		    sizeof account.maker.fingerprint);
		ask.account = args->with == NULL ? NULL : &account;
		rc = write_proof(call, &store, &ask, w);
	}
	store_close(&store);
	free(sizes);
	return rc;
}

const struct command cmd_log_prove = {
	.name = "log prove",
	.summary = "Prove some events of the custody log to somebody else",
	.about =
	    "The file holds the events of one bundle, the hashes that show "
	    "that they stand in the log, and the signed head of the log; "
	    "nothing of other events. \"log verify FILE\" checks it anywhere. "
	    "That these are all events of the bundle it does not show.\n"
	    "--from shows that the log of today goes on from the one that "
	    "somebody saw when it had N events. --witness does that for all "
	    "that an agency was told, which it asks for before it cosigns "
	    "(log cosign). --with writes what \"log reconcile\" lays beside "
	    "another log. What was cosigned goes along, where it shows when "
	    "the events existed.",
	.options = options,
	.args_bytes = sizeof(struct prove_args),
	.needs = COMMAND_SECRET,
	.run = run,
};
