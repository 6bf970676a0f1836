#include <sys/stat.h>

#include "tool/cmd/cmd.h"
#include "tool/cmd/output.h"
#include "tool/cmd/primary.h"
#include "tool/cmd/valid.h"
#include "tool/store/store_new.h"
#include "tool/store/store_own.h"

struct new_args {
	const char *store;
	const char *output;
	const char *expire;
	const char *primary;
	const char *backup;
	bool unprotected;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct new_args, store) },
	{ "output", "CARD", "write the card that has the new subkeys",
	    OPT_TEXT(struct new_args, output) },
	{ "expire", "TIME",
	    "when they expire: 3y, 18m or 90d; with the primary key if not "
	    "given",
	    OPT_TEXT(struct new_args, expire) },
	{ "primary", "FILE", PRIMARY_HELP, OPT_TEXT(struct new_args, primary) },
	{ "backup", "FILE",
	    "write a backup of the whole key; needed with --primary",
	    OPT_TEXT(struct new_args, backup) },
	{ "unprotected", NULL,
	    "of a store without a passphrase: write the backup in the clear",
	    OPT_FLAG(struct new_args, unprotected) },
	{ 0 },
};

static int
write_card(struct store *s, const char *output, struct why *w)
{
	struct bytes text = { 0 };
	struct card card = { 0 };
	int rc = -1;

	if (store_card(s, &card, w) == 0 && card_write(&card, &text, w) == 0)
		rc = cmd_output(output, text.data, text.len, w);
	card_clear(&card);
	bytes_clear(&text);
	return rc == 0 ? 0 : why_in(w, "the subkeys are made, but the card");
}

static void
say_made(struct say *s, const struct store *store,
    const struct store_new_made *m)
{
	say_text(s, "agency", "Agency", store->agency);
	say_text(s, "fingerprint", "Fingerprint", store->fingerprint);
	say_text(s, "signer", "Signs", m->signer);
	say_text(s, "decrypter", "Decrypts", m->decrypter);
	if (m->expires_s == 0)
		say_text(s, "expires", "Expires", "never");
	else
		say_time(s, "expires", "Expires", m->expires_s);
	say_flag(s, "in_force", "In force", m->in_force);
	if (m->in_force) {
		say_number(s, "version", "Directory version",
		    store->directory.version);
		say_note(s,
		    "The others know the new subkeys when they import this "
		    "version, or take your new card (agency card).");
	} else {
		say_note(s,
		    "Hand the new card (agency card) to %s: the old subkey "
		    "signs until its directory has the new one, and you have "
		    "imported that (agency import).",
		    store->issuer.agency);
	}
}

static int
check_free(const char *path, struct why *w)
{
	struct stat st;

	if (path == NULL || lstat(path, &st) != 0)
		return 0;
	return why_set(w, WHY_USAGE, "%s is there already", path);
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct new_args *args = call->args;
	struct store_new_pair how = {
		.backup = args->backup,
		.unprotected = args->unprotected,
		.actor = call->actor,
	};
	struct store_new_made made;
	struct backup primary = { 0 };
	struct store store = { 0 };
	int rc = -1;

	if ((args->expire != NULL &&
		valid_parse("--expire", args->expire, &how.valid_s, w) != 0) ||
	    check_free(args->output, w) != 0)
		return -1;
	if (primary_take(args->primary, &primary, &how.primary, w) == 0 &&
	    store_open(&store, args->store, STORE_WRITE, &call->passphrase,
		w) == 0 &&
	    store_new(&store, &how, &made, w) == 0 &&
	    (args->output == NULL ||
		write_card(&store, args->output, w) == 0)) {
		say_made(call->say, &store, &made);
		if (args->output != NULL)
			say_text(call->say, "output", "Card written to",
			    args->output);
		if (args->backup != NULL)
			say_text(call->say, "backup", "Backup written to",
			    args->backup);
		else
			say_note(call->say,
			    "Earlier backups lack them: sealbag key export.");
		rc = 0;
	}
	backup_clear(&primary);
	store_close(&store);
	return rc;
}

const struct command cmd_key_new = {
	.name = "key new",
	.summary = "Make new subkeys, to sign and to decrypt, under this key",
	.about =
	    "The fingerprint stays, and so do the old subkeys: what was sealed "
	    "for them opens, what they signed verifies. Others seal for the "
	    "newest. Where the directory is kept here, its next version has "
	    "them; where it is imported, the new subkey signs once the "
	    "authority's directory has it. For another primary key see \"key "
	    "rotate\". An officer's key is no subkey, but a certificate of its "
	    "own: \"init --person\" makes it.",
	.options = options,
	.args_bytes = sizeof(struct new_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR,
	.run = run,
};
