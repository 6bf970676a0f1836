#include <string.h>
#include <sys/stat.h>

#include "keys/file.h"
#include "tool/cmd/cmd.h"
#include "tool/cmd/primary.h"
#include "tool/store/store_key.h"

struct revoke_args {
	const char *store;
	const char *reason;
	const char *output;
	const char *primary;
	bool yes;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct revoke_args, store) },
	{ "reason", "superseded|compromised|retired",
	    "another key takes its place; somebody else may have it; or it is "
	    "not used any more",
	    OPT_TEXT(struct revoke_args, reason), .required = true },
	{ "output", "CARD", "write the card that tells the others",
	    OPT_TEXT(struct revoke_args, output) },
	{ "primary", "FILE", PRIMARY_HELP,
	    OPT_TEXT(struct revoke_args, primary) },
	{ "yes", NULL, "do not ask", OPT_FLAG(struct revoke_args, yes) },
	{ 0 },
};

static const struct {
	const char *word;
	enum session_revocation reason;
} reasons[] = {
	{ "superseded", SESSION_SUPERSEDED },
	{ "compromised", SESSION_COMPROMISED },
	{ "retired", SESSION_RETIRED },
};

static int
parse_reason(const char *word, enum session_revocation *out, struct why *w)
{
	for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
		*out = reasons[i].reason;
		if (strcmp(word, reasons[i].word) == 0)
			return 0;
	}
	return why_set(w, WHY_USAGE,
	    "--reason: \"%.32s\" is none of superseded, compromised and "
	    "retired",
	    word);
}

/* All that can be refused is, before what cannot be undone. */
static int
check(const struct revoke_args *args, struct why *w)
{
	struct stat st;

	if (args->output != NULL && lstat(args->output, &st) == 0)
		return why_set(w, WHY_USAGE, "%s is there already",
		    args->output);
	if (args->yes)
		return 0;
	return ask_sure(
	    "A key that is revoked never signs again, and nobody takes a new "
	    "bundle of it. This cannot be undone.",
	    "--yes", w);
}

static int
write_card(struct store *s, const char *output, struct why *w)
{
	struct bytes text = { 0 };
	struct card card = { 0 };
	int rc = -1;

	if (store_card(s, &card, w) == 0 && card_write(&card, &text, w) == 0)
		rc = file_create(output, text.data, text.len, w);
	card_clear(&card);
	bytes_clear(&text);
	return rc == 0 ? 0 : why_in(w, "the key is revoked, but its card");
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct revoke_args *args = call->args;
	struct say *s = call->say;
	enum session_revocation reason;
	struct store_key_by by = { .actor = call->actor };
	struct backup primary = { 0 };
	struct store store = { 0 };
	int rc = -1;

	if (parse_reason(args->reason, &reason, w) != 0 || check(args, w) != 0)
		return -1;
	if (primary_take(args->primary, &primary, &by.primary, w) != 0 ||
	    store_open(&store, args->store, STORE_WRITE, &call->passphrase,
		w) != 0 ||
	    store_key_revoke(&store, reason, &by, w) != 0)
		goto out;
	say_text(s, "agency", "Agency", store.agency);
	say_text(s, "fingerprint", "Fingerprint", store.fingerprint);
	say_text(s, "revoked_as", "Revoked as", args->reason);
	if (args->output != NULL) {
		if (write_card(&store, args->output, w) != 0)
			goto out;
		say_text(s, "output", "Written to", args->output);
	}
	say_note(s,
	    "The others trust the key until they are shown the revoked card");
	say_note(s,
	    "(agency card, then their agency add) or unpin this agency: tell "
	    "them at once.");
	rc = 0;
out:
	backup_clear(&primary);
	store_close(&store);
	return rc;
}

const struct command cmd_key_revoke = {
	.name = "key revoke",
	.summary = "Revoke this agency's key, for good",
	.about =
	    "The key signs nothing from then on: nothing is packed, and the "
	    "custody log goes on without checkpoints. What was sealed for it "
	    "can still be received. The card that tells the others is written "
	    "with --output, or by \"agency card\".",
	.options = options,
	.args_bytes = sizeof(struct revoke_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR,
	.run = run,
};
