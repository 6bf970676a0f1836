#include <time.h>

#include "tool/cmd/agency.h"
#include "tool/cmd/cmd.h"
#include "tool/store/store.h"

struct more_args {
	const char *store;
	const char *card;
	const char *fingerprint;
	const char *person;
	const char *roles;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct more_args, store) },
	{ "CARD", NULL, NULL, OPT_OPERAND(struct more_args, card) },
	{ "fingerprint", "FPR",
	    "full fingerprint, as its holder told it in another way",
	    OPT_TEXT(struct more_args, fingerprint) },
	{ "person", "ID",
	    "whose key it is, if the card does not say so: a staff number or a "
	    "made-up word, never a name",
	    OPT_TEXT(struct more_args, person) },
	{ "roles", "LIST",
	    "what this key may do, of what its agency may; wanted for a "
	    "person's key, else all",
	    OPT_TEXT(struct more_args, roles) },
	{ 0 },
};

static void
say_added(const struct command_call *call, const struct store *s,
    const char *fingerprint)
{
	const struct directory_key *key = NULL;
	const struct directory_agency *a =
	    directory_find_key(&s->directory, fingerprint, &key);
	char words[AGENCY_ROLES_BYTES];

	if (a == NULL)
		return;
	agency_roles(words, key->roles);
	say_text(call->say, "agency", "Agency", a->agency);
	say_text(call->say, "person", "Person", key->person);
	say_text(call->say, "fingerprint", "Fingerprint", fingerprint);
	say_text(call->say, "key_roles", "Roles of the key", words);
	say_number(call->say, "directory_version", "Directory version",
	    s->directory.version);
	say_flag(call->say, "added", "Added", !call->dry_run);
}

static int
add(const struct command_call *call, const struct directory_more *more,
    struct why *w)
{
	const struct more_args *args = call->args;
	struct store store = { 0 };
	int rc;

	if (call->dry_run) {
		rc = store_open(&store, args->store, STORE_LOOK, NULL, w);
		if (rc == 0)
			rc = directory_add_key(&store.directory, more, w);
	} else {
		rc = store_open(&store, args->store, STORE_WRITE,
		    &call->passphrase, w);
		if (rc == 0)
			rc = store_add_key(&store, more, call->actor, w);
	}
	if (rc == 0 &&
	    !agency_say_revoked(call->say, &store.directory,
		more->card->fingerprint))
		say_added(call, &store, more->card->fingerprint);
	store_close(&store);
	return rc;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct more_args *args = call->args;
	struct card card = { 0 };
	struct directory_more more = {
		.card = &card,
		.person = args->person,
		.now_s = time(NULL),
	};
	int rc = -1;

	if (agency_take_roles(args->roles, &more.roles, w) != 0)
		return -1;
	if (agency_read_card(args->card, &card, w) == 0 &&
	    agency_confirm(args->card, &card, args->fingerprint, w) == 0)
		rc = add(call, &more, w);
	card_clear(&card);
	return rc;
}

const struct command cmd_agency_add_key = {
	.name = "agency add-key",
	.summary = "Add a further key of an agency, or of a person of it",
	.about =
	    "The agency is known already, or is this one. A person's key is "
	    "one that an officer made (init --person) and holds alone: with "
	    "keys that one hand could make, two signatures would be worth no "
	    "more than one. A person may have several keys and stays one "
	    "person. What the key may do is what its roles and those of its "
	    "agency have both.\n"
	    "The same card once more renews the key's text; \"agency key\" "
	    "changes what is said of it.",
	.options = options,
	.args_bytes = sizeof(struct more_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR | COMMAND_DRY_RUN,
	.run = run,
};
