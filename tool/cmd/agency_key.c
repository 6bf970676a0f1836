#include <string.h>
#include <time.h>

#include "formats/text.h"
#include "tool/cmd/agency.h"
#include "tool/cmd/cmd.h"
#include "tool/store/store.h"

struct key_args {
	const char *store;
	const char *fingerprint;
	const char *superseded;
	const char *revoked;
	const char *compromised;
	const char *person;
	const char *roles;
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
	{ "person", "ID",
	    "whose key it is: a person's id, never a name; \"\" for the "
	    "agency's own",
	    OPT_TEXT(struct key_args, person) },
	{ "roles", "LIST", "what the key may do, of what its agency may",
	    OPT_TEXT(struct key_args, roles) },
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

/* What became of a key. */
struct end {
	const char *name;
	const char *since;
	enum directory_end how;
	int64_t since_s;
};

static int
take_end(const struct key_args *args, struct end *out, struct why *w)
{
	const struct end ends[] = {
		{ "superseded", args->superseded, DIRECTORY_SUPERSEDED, 0 },
		{ "revoked", args->revoked, DIRECTORY_REVOKED, 0 },
		{ "compromised", args->compromised, DIRECTORY_COMPROMISED, 0 },
	};

	*out = (struct end){ 0 };
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		if (ends[i].since == NULL)
			continue;
		if (out->name != NULL)
			return why_set(w, WHY_USAGE, "--%s or --%s, not both",
			    out->name, ends[i].name);
		*out = ends[i];
	}
	if (out->name != NULL && (args->person != NULL || args->roles != NULL))
		return why_set(w, WHY_USAGE, "--%s or --%s, not both",
		    out->name, args->person != NULL ? "person" : "roles");
	if (out->name == NULL && args->person == NULL && args->roles == NULL)
		return why_set(w, WHY_USAGE,
		    "what became of the key: --superseded, --revoked or "
		    "--compromised; or whose it is: --person, --roles");
	return out->name == NULL ? 0 : parse_time(out->since, &out->since_s, w);
}

static int
end(const struct command_call *call, struct store *s, const struct end *e,
    struct why *w)
{
	const struct key_args *args = call->args;

	if (store_end_key(s, args->fingerprint, e->how, e->since_s, call->actor,
		w) != 0)
		return -1;
	say_text(call->say, "fingerprint", "Fingerprint", args->fingerprint);
	say_text(call->say, "what", "What", e->name);
	say_time(call->say, "since", "Since", e->since_s);
	return 0;
}

static int
set(const struct command_call *call, struct store *s, unsigned roles,
    struct why *w)
{
	const struct key_args *args = call->args;
	const struct directory_key *key = NULL;
	char words[AGENCY_ROLES_BYTES];

	if (store_set_key(s, args->fingerprint, args->person, roles,
		call->actor, w) != 0)
		return -1;
	(void)directory_find_key(&s->directory, args->fingerprint, &key);
	agency_roles(words, key == NULL ? 0 : key->roles);
	say_text(call->say, "fingerprint", "Fingerprint", args->fingerprint);
	say_text(call->say, "person", "Person", key == NULL ? "" : key->person);
	say_text(call->say, "key_roles", "Roles of the key", words);
	return 0;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct key_args *args = call->args;
	struct store store = { 0 };
	struct end e;
	unsigned roles = 0;
	int rc;

	if (take_end(args, &e, w) != 0 ||
	    agency_take_roles(args->roles, &roles, w) != 0)
		return -1;
	if (!card_print_ok(args->fingerprint))
		return why_set(w, WHY_USAGE,
		    "\"%.64s\" is no full fingerprint: 40 upper-case hex "
		    "digits",
		    args->fingerprint);
	rc = store_open(&store, args->store, STORE_WRITE, &call->passphrase, w);
	if (rc == 0)
		rc = e.name != NULL ? end(call, &store, &e, w)
				    : set(call, &store, roles, w);
	if (rc == 0)
		say_number(call->say, "directory_version", "Directory version",
		    store.directory.version);
	store_close(&store);
	return rc;
}

const struct command cmd_agency_key = {
	.name = "agency key",
	.summary = "Note what became of a key, whose it is, or what it may do",
	.about =
	    "A signature that this store knows from before that time stays "
	    "good, and verify says so; one that comes later, or was never seen "
	    "before, does not count, whatever time it claims. Only a key that "
	    "is merely superseded is believed about the time it claims.\n"
	    "An earlier time can take the place of a later one, never the "
	    "other way round.\n"
	    "--person and --roles tell of a key that stays. A person's key "
	    "only signs.",
	.options = options,
	.args_bytes = sizeof(struct key_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR,
	.run = run,
};
