#include <string.h>
#include <time.h>

#include "formats/text.h"
#include "tool/cmd/agency.h"
#include "tool/cmd/cmd.h"
#include "tool/store/store.h"

struct add_args {
	const char *store;
	const char *card;
	const char *fingerprint;
	const char *roles;
	const char *kind;
	const char *force_code;
	const char *contact;
	const char *supersedes;
	const char *approved_from;
	const char *approved_until;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct add_args, store) },
	{ "CARD", NULL, NULL, OPT_OPERAND(struct add_args, card) },
	{ "fingerprint", "FPR",
	    "full fingerprint, as the agency itself told it",
	    OPT_TEXT(struct add_args, fingerprint) },
	{ "roles", "LIST",
	    "what it may do, of seal, receive, order-deletion, order-all, "
	    "answer, approve, witness, administer; if not given, as it was, or "
	    "all but order-all and administer",
	    OPT_TEXT(struct add_args, roles) },
	{ "kind", "KIND",
	    "police, law-enforcement, authority, court, prosecution, defence "
	    "or other; if not given, as it was, or other",
	    OPT_TEXT(struct add_args, kind) },
	{ "force-code", "CODE", "its force code",
	    OPT_TEXT(struct add_args, force_code) },
	{ "contact", "TEXT", "where to ask; not a person's name",
	    OPT_TEXT(struct add_args, contact) },
	{ "supersedes", "FPR",
	    "the agency's key so far, in whose place this one comes",
	    OPT_TEXT(struct add_args, supersedes) },
	{ "approved-from", "TIME",
	    "from when on it is approved, as 2026-01-02T03:04:05Z; now if not "
	    "given, or as it was",
	    OPT_TEXT(struct add_args, approved_from) },
	{ "approved-until", "TIME",
	    "until when, likewise, or never; never if not given, or as it was",
	    OPT_TEXT(struct add_args, approved_until) },
	{ 0 },
};

static void
say_pinned(const struct command_call *call, const struct directory *d,
    const struct card *c)
{
	char words[AGENCY_ROLES_BYTES];

	agency_roles(words, directory_find_agency(d, c->agency)->roles);
	say_text(call->say, "agency", "Agency", c->agency);
	say_text(call->say, "name", "Name", c->name);
	say_text(call->say, "fingerprint", "Fingerprint", c->fingerprint);
	say_text(call->say, "roles", "Roles", words);
	say_flag(call->say, "pinned", "Pinned", !call->dry_run);
}

static int
add(const struct command_call *call, const struct directory_pin *pin,
    struct why *w)
{
	const struct add_args *args = call->args;
	struct store store = { 0 };
	int rc;

	if (call->dry_run) {
		rc = store_open(&store, args->store, STORE_LOOK, NULL, w);
		if (rc == 0)
			rc = directory_pin(&store.directory, pin, w);
	} else {
		rc = store_open(&store, args->store, STORE_WRITE,
		    &call->passphrase, w);
		if (rc == 0)
			rc = store_pin(&store, pin, call->actor, w);
	}
	if (rc == 0 &&
	    !agency_say_revoked(call->say, &store.directory,
		pin->card->fingerprint))
		say_pinned(call, &store.directory, pin->card);
	store_close(&store);
	return rc;
}

static int
take_time(const char *option, const char *text, int64_t *out_s, struct why *w)
{
	if (text == NULL || (text_time_parse(text, out_s) && *out_s > 0))
		return 0;
	return why_set(w, WHY_USAGE,
	    "%s: \"%.32s\" is no time such as 2026-01-02T03:04:05Z", option,
	    text);
}

/* What the words on the command line mean. */
static int
take_words(const struct add_args *args, struct directory_pin *pin,
    struct why *w)
{
	if (agency_take_roles(args->roles, &pin->roles, w) != 0)
		return -1;
	if (args->kind != NULL &&
	    (pin->kind = directory_kind_parse(args->kind)) == DIRECTORY_KINDS)
		return why_set(w, WHY_USAGE,
		    "--kind: \"%.64s\" is no kind of "
		    "agency",
		    args->kind);
	if (args->approved_until != NULL &&
	    strcmp(args->approved_until, "never") == 0)
		pin->approved_until_s = DIRECTORY_NEVER;
	else if (take_time("--approved-until", args->approved_until,
		     &pin->approved_until_s, w) != 0)
		return -1;
	return take_time("--approved-from", args->approved_from,
	    &pin->approved_from_s, w);
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct add_args *args = call->args;
	struct card card = { 0 };
	struct directory_pin pin = {
		.card = &card,
		.kind = DIRECTORY_KINDS,
		.force_code = args->force_code,
		.contact = args->contact,
		.supersedes = args->supersedes,
		.now_s = time(NULL),
	};
	int rc = -1;

	if (take_words(args, &pin, w) != 0)
		return -1;
	if (agency_read_card(args->card, &card, w) == 0 &&
	    agency_confirm(args->card, &card, args->fingerprint, w) == 0)
		rc = add(call, &pin, w);
	card_clear(&card);
	return rc;
}

const struct command cmd_agency_add = {
	.name = "agency add",
	.summary = "Pin another agency by its card and fingerprint",
	.about =
	    "Who could exchange the card could also exchange a key, so the "
	    "fingerprint must come by another way than the card: give it, or "
	    "compare it when asked. Of an agency that is pinned already what "
	    "is given changes, and the rest stays; another key under its id is "
	    "refused. If the card of a pinned key came with its revocation, "
	    "that is noted as \"agency key --revoked now\" would, and nothing "
	    "else.",
	.options = options,
	.args_bytes = sizeof(struct add_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR | COMMAND_DRY_RUN,
	.run = run,
};
