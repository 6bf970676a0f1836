#include <sys/stat.h>

#include "tool/cmd/cmd.h"
#include "tool/cmd/output.h"
#include "tool/cmd/primary.h"
#include "tool/cmd/valid.h"
#include "tool/store/store_own.h"
#include "tool/store/store_rotate.h"

#define EXPIRE_DEFAULT "3y"

struct rotate_args {
	const char *store;
	const char *output;
	const char *expire;
	const char *primary;
	unsigned key;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct rotate_args, store) },
	{ "output", "CARD", "write the card of the new key",
	    OPT_TEXT(struct rotate_args, output), .required = true },
	{ "key", "ed25519|rsa3072", "kind of key pair; ed25519 if not given",
	    OPT_CHOICE(struct rotate_args, key) },
	{ "expire", "TIME",
	    "when the key expires: 3y, 18m, 90d or never; 3y if not given",
	    OPT_TEXT(struct rotate_args, expire) },
	{ "primary", "FILE", PRIMARY_HELP,
	    OPT_TEXT(struct rotate_args, primary) },
	{ 0 },
};

static int
write_card(struct store *s, const char *fingerprint, const char *output,
    struct why *w)
{
	struct bytes text = { 0 };
	struct card card = { 0 };
	int rc = -1;

	if (store_own_card(s, fingerprint, &card, w) == 0 &&
	    card_write(&card, &text, w) == 0)
		rc = cmd_output(output, text.data, text.len, w);
	card_clear(&card);
	bytes_clear(&text);
	return rc == 0 ? 0 : why_in(w, "the key is made, but its card");
}

static void
say_rotated(struct say *s, const struct store *store,
    const struct store_rotated *r)
{
	say_text(s, "agency", "Agency", store->agency);
	say_text(s, "before", "Key so far", r->before);
	say_text(s, "fingerprint", "New key", r->after);
	say_flag(s, "waited", NULL, r->waited);
	say_flag(s, "in_force", "In force", r->in_force);
	if (r->waited)
		say_note(s, "An earlier call had made it.");
	if (r->in_force) {
		say_number(s, "listed", "Listed by version", r->listed);
		say_number(s, "version", "Takes over with", r->listed + 1);
		say_note(s,
		    "Who imports this directory takes both versions, in this "
		    "order (agency publish --version).");
	} else {
		say_note(s,
		    "It is used once the authority's directory lists it: hand "
		    "over the card,");
		say_note(s,
		    "take the new version (agency import), then: sealbag key "
		    "use STORE %s",
		    r->after);
	}
	say_note(s,
	    "Tell its fingerprint by another way than the card, and back it "
	    "up: sealbag key export.");
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct rotate_args *args = call->args;
	struct store_rotate how = {
		.kind = args->key == 0 ? SESSION_ED25519 : SESSION_RSA3072,
		.actor = call->actor,
	};
	struct store_rotated r;
	struct backup primary = { 0 };
	struct store store = { 0 };
	struct stat st;
	int rc = -1;

	if (valid_parse("--expire",
		args->expire != NULL ? args->expire : EXPIRE_DEFAULT,
		&how.valid_s, w) != 0)
		return -1;
	if (lstat(args->output, &st) == 0)
		return why_set(w, WHY_USAGE, "%s is there already",
		    args->output);
	if (primary_take(args->primary, &primary, &how.primary, w) == 0 &&
	    store_open(&store, args->store, STORE_WRITE, &call->passphrase,
		w) == 0 &&
	    store_rotate(&store, &how, &r, w) == 0 &&
	    write_card(&store, r.after, args->output, w) == 0) {
		say_rotated(call->say, &store, &r);
		say_text(call->say, "output", "Written to", args->output);
		rc = 0;
	}
	backup_clear(&primary);
	store_close(&store);
	return rc;
}

const struct command cmd_key_rotate = {
	.name = "key rotate",
	.summary = "Let a new key take the place of this agency's key",
	.about =
	    "Where the directory is kept here, two versions of it are made: "
	    "the old key lists the new one, the new key says that the old one "
	    "is superseded. Where it is imported, the new key waits for \"key "
	    "use\". The old key stays in the store: what was sealed for it "
	    "still opens. The custody log goes on.",
	.options = options,
	.args_bytes = sizeof(struct rotate_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR,
	.run = run,
};
