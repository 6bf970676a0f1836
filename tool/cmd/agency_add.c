#include <time.h>

#include "keys/file.h"
#include "tool/cmd/agency.h"
#include "tool/cmd/cmd.h"
#include "tool/store/store.h"

struct add_args {
	const char *store;
	const char *card;
	const char *fingerprint;
	const char *roles;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct add_args, store) },
	{ "CARD", NULL, NULL, OPT_OPERAND(struct add_args, card) },
	{ "fingerprint", "FPR",
	    "full fingerprint, as the agency itself told it",
	    OPT_TEXT(struct add_args, fingerprint) },
	{ "roles", "LIST",
	    "what it may do: seal (its bundles are received), receive (bundles "
	    "are packed for it), order (its deletions are carried out); all "
	    "three if not given",
	    OPT_TEXT(struct add_args, roles) },
	{ 0 },
};

/* A fingerprint as people write it: any case, blanks between. */
static bool
same_print(const char *given, const char *fingerprint)
{
	for (; *given != '\0'; given++) {
		char c = *given;

		if (c == ' ')
			continue;
		if (c >= 'a' && c <= 'f')
			c = (char)(c - 'a' + 'A');
		if (c != *fingerprint)
			return false;
		fingerprint++;
	}
	return *fingerprint == '\0';
}

static int
read_card(const char *path, struct card *c, struct why *w)
{
	struct bytes text = { 0 };
	int rc = -1;

	if (file_read(path, CARD_MAX_BYTES, &text, w) == 0) {
		rc = card_parse(c, text.data, text.len, w);
		if (rc != 0)
			why_in(w, "%s", path);
	}
	bytes_clear(&text);
	return rc;
}

/* It is the right key when a person says so: by the command line, or asked. */
static int
confirm(const struct add_args *args, const struct card *c, struct why *w)
{
	if (args->fingerprint == NULL)
		return ask_fingerprint(c->agency, c->name, c->fingerprint, w);
	if (same_print(args->fingerprint, c->fingerprint))
		return 0;
	return why_set(w, WHY_CARD,
	    "%s: the card's key is %s, not the fingerprint that was given",
	    args->card, c->fingerprint);
}

static int
add(const struct command_call *call, const struct card *c, unsigned roles,
    struct why *w)
{
	const struct add_args *args = call->args;
	struct store store = { 0 };
	int rc;

	if (call->dry_run) {
		rc = store_open(&store, args->store, STORE_LOOK, NULL, w);
		if (rc == 0)
			rc = directory_pin(&store.directory, c, roles,
			    time(NULL), w);
	} else {
		rc = store_open(&store, args->store, STORE_WRITE,
		    &call->passphrase, w);
		if (rc == 0)
			rc = store_pin(&store, c, roles, call->actor, w);
	}
	store_close(&store);
	return rc;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct add_args *args = call->args;
	unsigned roles = DIRECTORY_ALL_ROLES;
	struct card card = { 0 };
	char words[AGENCY_ROLES_BYTES];
	int rc = -1;

	if (args->roles != NULL)
		roles = directory_roles_parse(args->roles);
	if (roles == 0)
		return why_set(w, WHY_USAGE,
		    "--roles: \"%.64s\" is no list of seal, receive and order",
		    args->roles);
	if (read_card(args->card, &card, w) != 0 ||
	    confirm(args, &card, w) != 0 || add(call, &card, roles, w) != 0)
		goto out;
	agency_roles(words, roles);
	say_text(call->say, "agency", "Agency", card.agency);
	say_text(call->say, "name", "Name", card.name);
	say_text(call->say, "fingerprint", "Fingerprint", card.fingerprint);
	say_text(call->say, "roles", "Roles", words);
	say_flag(call->say, "pinned", "Pinned", !call->dry_run);
	rc = 0;
out:
	card_clear(&card);
	return rc;
}

const struct command cmd_agency_add = {
	.name = "agency add",
	.summary = "Pin another agency by its card and fingerprint",
	.about =
	    "Who could exchange the card could also exchange a key, so the "
	    "fingerprint must come by another way than the card: give it, or "
	    "compare it when asked. An agency that is pinned already gets the "
	    "new roles; another key under its id is refused.",
	.options = options,
	.args_bytes = sizeof(struct add_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR | COMMAND_DRY_RUN,
	.run = run,
};
