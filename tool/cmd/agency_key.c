#include <string.h>
#include <time.h>

#include "formats/text.h"
#include "tool/cmd/cmd.h"
#include "tool/store/store.h"

struct key_args {
	const char *store;
	const char *fingerprint;
	const char *superseded;
	const char *revoked;
	const char *compromised;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct key_args, store) },
	{ "FPR", NULL, NULL, OPT_OPERAND(struct key_args, fingerprint) },
	{ "superseded", "TIME",
	    "another key is used from then on: \"now\" or "
	    "YYYY-MM-DDThh:mm:ssZ",
	    OPT_TEXT(struct key_args, superseded) },
	{ "revoked", "TIME", "it does not count from then on",
	    OPT_TEXT(struct key_args, revoked) },
	{ "compromised", "TIME", "somebody else may have it since then",
	    OPT_TEXT(struct key_args, compromised) },
	{ 0 },
};

static int
parse_time(const char *text, int64_t *out_s, struct why *w)
{
	*out_s = time(NULL);
	if (strcmp(text, "now") == 0 || text_time_parse(text, out_s))
		return 0;
	return why_set(w, WHY_USAGE,
	    "\"%.32s\" is neither \"now\" nor a time such as "
	    "2026-01-02T03:04:05Z",
	    text);
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct key_args *args = call->args;
	const struct {
		const char *since;
		const char *name;
		enum directory_end how;
	} ends[] = {
		{ args->superseded, "superseded", DIRECTORY_SUPERSEDED },
		{ args->revoked, "revoked", DIRECTORY_REVOKED },
		{ args->compromised, "compromised", DIRECTORY_COMPROMISED },
	};
	const size_t n = sizeof ends / sizeof ends[0];
	struct store store = { 0 };
	int64_t since_s;
	size_t at = n;
	int rc;

	for (size_t i = 0; i < n; i++) {
		if (ends[i].since == NULL)
			continue;
		if (at != n)
			return why_set(w, WHY_USAGE, "--%s or --%s, not both",
			    ends[at].name, ends[i].name);
		at = i;
	}
	if (at == n)
		return why_set(w, WHY_USAGE,
		    "what became of the key: --superseded, --revoked or "
		    "--compromised");
	if (!card_print_ok(args->fingerprint))
		return why_set(w, WHY_USAGE,
		    "\"%.64s\" is no full fingerprint: 40 upper-case hex "
		    "digits",
		    args->fingerprint);
	if (parse_time(ends[at].since, &since_s, w) != 0)
		return -1;
	rc = store_open(&store, args->store, STORE_WRITE, &call->passphrase, w);
	if (rc == 0)
		rc = store_end_key(&store, args->fingerprint, ends[at].how,
		    since_s, call->actor, w);
	if (rc == 0) {
		say_text(call->say, "fingerprint", "Fingerprint",
		    args->fingerprint);
		say_text(call->say, "what", "What", ends[at].name);
		say_time(call->say, "since", "Since", since_s);
		say_number(call->say, "directory_version", "Directory version",
		    store.directory.version);
	}
	store_close(&store);
	return rc;
}

const struct command cmd_agency_key = {
	.name = "agency key",
	.summary = "Note what became of an agency's key, and since when",
	.about =
	    "A signature that this store knows from before that time stays "
	    "good, and verify says so; one that comes later, or was never seen "
	    "before, does not count, whatever time it claims. Only a key that "
	    "is merely superseded is believed about the time it claims.\n"
	    "An earlier time can take the place of a later one, never the "
	    "other way round.",
	.options = options,
	.args_bytes = sizeof(struct key_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR,
	.run = run,
};
