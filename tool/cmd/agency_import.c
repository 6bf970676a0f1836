#include "tool/cmd/agency.h"
#include "tool/cmd/cmd.h"
#include "tool/cmd/offered.h"
#include "tool/store/store_rules.h"

/* Keys that are new, and weaker than the policy wants:
 * told, since a directory that is refused could not revoke what it revokes.
 * Source: policy.txt, 12. */
static void
say_below(struct say *say, struct store *s, const struct directory *before)
{
	static const struct say_column columns[] = {
		{ "agency", "BELOW THE FLOOR", 20 },
		{ "message", "WHY", 0 },
	};

	say_list_begin(say, "below_floor", NULL, columns, 2);
	for (size_t i = 0; i < s->directory.n; i++) {
		const struct directory_agency *a = &s->directory.agencies[i];

		for (size_t j = 0; j < a->n_keys; j++) {
			const char *print = a->keys[j].fingerprint;
			struct session_key_info key;
			struct why why = { 0 };

			if (directory_find_key(before, print, NULL) != NULL ||
			    session_key(&s->session, print, &key, &why) != 0 ||
			    store_rules_key(s, &key, print, WHY_CARD, &why) ==
				0)
				continue;
			say_row_begin(say);
			say_text(say, "agency", NULL, a->agency);
			say_text(say, "key", NULL, print);
			say_text(say, "message", NULL, why.text);
			say_row_end(say);
		}
	}
	say_list_end(say, "no new key is below the floor of the policy");
}

/* Shown only once it is taken, so that a fault is all that is said. */
static int
take(const struct command_call *call, struct store *s, const struct bytes *text,
    const struct bytes *signature, struct why *w)
{
	struct directory before = { 0 };
	struct bytes held = { 0 };
	struct bytes held_signature = { 0 };
	int rc = -1;

	if (s->directory.version > 0 &&
	    (store_directory_text(s, LEDGER_DIRECTORY_LAST, &held,
		 &held_signature, w) != 0 ||
		directory_parse(&before, held.data, held.len, w) != 0))
		goto out;
	if (store_take_directory(s, text, signature, call->actor, w) != 0)
		goto out;
	say_text(call->say, "issuer", "Issuer", s->issuer.agency);
	say_number(call->say, "version", "Version", s->directory.version);
	say_time(call->say, "issued", "Issued", s->directory.issued_s);
	(void)agency_say_changes(call->say, &before, &s->directory);
	if (s->policy.line.version > 0)
		say_below(call->say, s, &before);
	rc = 0;
out:
	bytes_clear(&held);
	bytes_clear(&held_signature);
	directory_clear(&before);
	return rc;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct offered o = { STORE_WRITE, DIRECTORY_MAX_BYTES, take };

	return offered_run(call, &o, w);
}

const struct command cmd_agency_import = {
	.name = "agency import",
	.summary = "Take a newer version of the authority's directory",
	.about =
	    "FILE and FILE.sig come from the authority whose key was pinned "
	    "when the store was made (init --authority). An older version, one "
	    "of another issuer, and one that does not come from the version "
	    "that is held are refused. See first what it changes: \"agency "
	    "diff\".",
	.options = offered_options,
	.args_bytes = sizeof(struct offered_args),
	.needs = COMMAND_SECRET | COMMAND_ACTOR | COMMAND_VERDICT,
	.run = run,
};
