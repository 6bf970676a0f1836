#include <string.h>

#include "keys/token.h"
#include "tool/cmd/agency.h"
#include "tool/cmd/cmd.h"
#include "tool/cmd/valid.h"
#include "tool/store/store.h"
#include "tool/store/store_policy.h"

#define EXPIRE_DEFAULT "3y"
#define TOKEN_PROGRAM  "/usr/lib/gnupg/scdaemon"

struct init_args {
	const char *store;
	const char *agency;
	const char *name;
	const char *person;
	const char *expire;
	unsigned key;
	struct opt_number retention_months;
	struct opt_number passphrase_min;
	bool no_passphrase;
	bool token;
	const char *token_program;
	const char *token_sign;
	const char *token_decrypt;
	const char *authority;
	const char *authority_fingerprint;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct init_args, store) },
	{ "agency", "ID", "this agency's id: letters a-z, digits, hyphens",
	    OPT_TEXT(struct init_args, agency), .required = true },
	{ "name", "NAME", "its full name, for people",
	    OPT_TEXT(struct init_args, name), .required = true },
	{ "person", "ID",
	    "make the store of one person of the agency, with a key of that "
	    "person's own: a staff number or a made-up word, never a name",
	    OPT_TEXT(struct init_args, person) },
	{ "key", "ed25519|rsa3072", "kind of key pair; ed25519 if not given",
	    OPT_CHOICE(struct init_args, key) },
	{ "expire", "TIME",
	    "when the key expires: 3y, 18m, 90d or never; 3y if not given",
	    OPT_TEXT(struct init_args, expire) },
	{ "no-passphrase", NULL, "do not protect the secret key",
	    OPT_FLAG(struct init_args, no_passphrase) },
	{ "passphrase-min", "N",
	    "bytes that the passphrase has at least, here and when a backup "
	    "is put back; 12 if not given",
	    OPT_NUMBER(struct init_args, passphrase_min),
	    .min = STORE_POLICY_PASSPHRASE_LEAST,
	    .max = STORE_POLICY_PASSPHRASE_MOST },
	{ "token", NULL,
	    "the key pair is on a smartcard or token that is plugged in",
	    OPT_FLAG(struct init_args, token) },
	{ "token-program", "PATH",
	    "program that speaks to it; GnuPG's scdaemon if not given",
	    OPT_TEXT(struct init_args, token_program) },
	{ "token-sign", "KEY",
	    "the key on it that signs: id or keygrip; " TOKEN_OPENPGP_SIGN
	    " if not given",
	    OPT_TEXT(struct init_args, token_sign) },
	{ "token-decrypt", "KEY",
	    "the key on it that decrypts; " TOKEN_OPENPGP_DECRYPT
	    " if not given",
	    OPT_TEXT(struct init_args, token_decrypt) },
	{ "authority", "CARD",
	    "card of the authority whose directory this store imports; "
	    "without one the store keeps its own",
	    OPT_TEXT(struct init_args, authority) },
	{ "authority-fingerprint", "FPR",
	    "the authority's full fingerprint, got another way",
	    OPT_TEXT(struct init_args, authority_fingerprint) },
	{ "retention-months", "N",
	    "months for which what was deleted is kept out; 12 if not given",
	    OPT_NUMBER(struct init_args, retention_months), .min = 1,
	    .max = STORE_RETENTION_MONTHS_MAX },
	{ 0 },
};

/* The authority's key is the right one when a person says so. */
static int
take_authority(const struct init_args *args, struct card *c, struct why *w)
{
	if (args->authority == NULL)
		return args->authority_fingerprint == NULL
		    ? 0
		    : why_set(w, WHY_USAGE,
			  "--authority-fingerprint without --authority");
	if (agency_read_card(args->authority, c, w) != 0)
		return -1;
	if (c->person[0] != '\0')
		return why_set(w, WHY_CARD,
		    "%s: the card is that of person %s of agency %s, not of "
		    "the agency itself",
		    args->authority, c->person, c->agency);
	return agency_confirm(args->authority, c, args->authority_fingerprint,
	    w);
}

/* What goes together, and how the token is spoken to. */
static int
take_token(const struct init_args *args, struct store_token *t, struct why *w)
{
	if (!args->token)
		return args->token_program == NULL &&
			args->token_sign == NULL && args->token_decrypt == NULL
		    ? 0
		    : why_set(w, WHY_USAGE, "an option of --token without it");
	if (args->no_passphrase || args->key != 0)
		return why_set(w, WHY_USAGE,
		    "--token with --no-passphrase or --key makes no sense");
	t->program =
	    args->token_program != NULL ? args->token_program : TOKEN_PROGRAM;
	if (strlen(t->program) >= STORE_PATH_BYTES)
		return why_set(w, WHY_USAGE, "--token-program: too long");
	t->sign =
	    args->token_sign != NULL ? args->token_sign : TOKEN_OPENPGP_SIGN;
	t->decrypt = args->token_decrypt != NULL ? args->token_decrypt
						 : TOKEN_OPENPGP_DECRYPT;
	return 0;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct init_args *args = call->args;
	struct card authority = { 0 };
	struct ask_source secret = call->passphrase;
	struct store_token token = { 0 };
	struct store_new n = {
		.path = args->store,
		.agency = args->agency,
		.name = args->name,
		.person = args->person,
		.actor = call->actor,
		.passphrase = args->no_passphrase ? NULL : &secret,
		.kind = args->key == 0 ? SESSION_ED25519 : SESSION_RSA3072,
		.retention_months = args->retention_months.given
		    ? (unsigned)args->retention_months.value
		    : STORE_RETENTION_MONTHS,
		.passphrase_min = args->passphrase_min.given
		    ? (unsigned)args->passphrase_min.value
		    : 0,
		.authority = args->authority == NULL ? NULL : &authority,
		.token = args->token ? &token : NULL,
	};
	char fingerprint[CARD_PRINT_HEX];
	int rc = -1;

	if (args->no_passphrase &&
	    (call->passphrase.file != NULL || call->passphrase.fd.given))
		return why_set(w, WHY_USAGE,
		    "--no-passphrase with a passphrase makes no sense");
	if (args->passphrase_min.given && (args->no_passphrase || args->token))
		return why_set(w, WHY_USAGE,
		    "--passphrase-min: there is no passphrase");
	if (take_token(args, &token, w) != 0)
		return -1;
	secret.pin = args->token;
	if (valid_parse("--expire",
		args->expire != NULL ? args->expire : EXPIRE_DEFAULT,
		&n.valid_s, w) == 0 &&
	    take_authority(args, &authority, w) == 0)
		rc = store_create(&n, fingerprint, w);
	if (rc == 0 && n.authority != NULL)
		say_text(call->say, "authority", "Authority", authority.agency);
	card_clear(&authority);
	if (rc != 0)
		return -1;
	say_text(call->say, "store", "Store", args->store);
	say_text(call->say, "agency", "Agency", args->agency);
	say_text(call->say, "name", "Name", args->name);
	if (args->person != NULL)
		say_text(call->say, "person", "Person", args->person);
	say_text(call->say, "fingerprint", "Fingerprint", fingerprint);
	say_note(call->say,
	    args->person == NULL
		? "Give your card (sealbag agency card) to the agencies you "
		  "exchange data with,"
		: "Give your card (sealbag agency card) to whoever issues the "
		  "directory,");
	say_note(call->say,
	    "and this fingerprint by another way: by telephone, or on paper.");
	return 0;
}

const struct command cmd_init = {
	.name = "init",
	.summary = "Make a store and this agency's key pair",
	.about =
	    "The store is a folder that must not exist yet, or be empty. It "
	    "holds the key pair, the agencies you know, what you received, "
	    "and the custody log.\n"
	    "Officers who sign beside the agency have each a store of their "
	    "own (--person, and the agency's card as --authority, or that of "
	    "who issues its directory). Its card goes into the directory with "
	    "\"agency add-key\".\n"
	    "The secret key is protected by a passphrase, asked for at the "
	    "terminal unless a file, a descriptor or a credential gives it.\n"
	    "With --token the secret keys are made elsewhere and stay on the "
	    "token; what is asked for is its PIN.",
	.options = options,
	.args_bytes = sizeof(struct init_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR,
	.run = run,
};
