#include <time.h>

#include "tool/cmd/cmd.h"
#include "tool/cmd/coded.h"
#include "tool/cmd/inside.h"
#include "tool/cmd/leftout.h"
#include "tool/cmd/signed.h"
#include "tool/cmd/trust.h"
#include "tool/flow/opening.h"
#include "tool/store/store.h"

struct inspect_args {
	const char *file;
	const char *store;
	bool contents;
	const char *html;
};

static const struct opt options[] = {
	{ "FILE", NULL, NULL, OPT_OPERAND(struct inspect_args, file) },
	{ "store", "STORE",
	    "check the signatures by this store's directory, and hold them "
	    "against its policy",
	    OPT_TEXT(struct inspect_args, store) },
	{ "contents", NULL,
	    "open the contents with the store's key: purpose, authority, "
	    "quality of the reads",
	    OPT_FLAG(struct inspect_args, contents) },
	{ "html", "FILE",
	    "with --contents: also write the quality of the reads as a page "
	    "for people; a new file",
	    OPT_TEXT(struct inspect_args, html) },
	{ 0 },
};

static const struct say_column earlier_columns[] = {
	{ "agency", "SEALED BEFORE BY", 16 },
	{ "bundle", "AS BUNDLE", 32 },
	{ "fingerprint", "FINGERPRINT", 0 },
};

static void
say_parties(struct say *s, const struct seal *seal)
{
	say_group_begin(s, "sender", "Sender");
	say_text(s, "agency", "Agency", seal->sender.agency);
	say_text(s, "fingerprint", "Fingerprint", seal->sender.fingerprint);
	say_group_end(s);
	trust_say_readers(s, seal);
	say_list_begin(s, "earlier", NULL, earlier_columns,
	    sizeof earlier_columns / sizeof earlier_columns[0]);
	for (size_t i = 0; i < seal->n_earlier; i++) {
		const struct seal_earlier *one = &seal->earlier[i];

		say_row_begin(s);
		say_text(s, "agency", NULL, one->sender.agency);
		say_hex(s, "bundle", NULL, one->id, sizeof one->id);
		say_text(s, "fingerprint", NULL, one->sender.fingerprint);
		say_hex(s, "seal_digest", NULL, one->digest,
		    sizeof one->digest);
		say_row_end(s);
	}
	say_list_end(s, "Not forwarded.");
}

static void
say_totals(struct say *s, const struct seal *seal)
{
	uint64_t sealed = 0;
	uint64_t plain = 0;
	uint64_t records = 0;

	for (uint64_t i = 0; i < seal->n_segments; i++) {
		sealed += seal->segments[i].sealed.bytes;
		plain += seal->segments[i].plain_max;
		records += seal->segments[i].records;
	}
	say_number(s, "segments", "Segments", seal->n_segments);
	say_number(s, "records", "Records", records);
	say_size(s, "sealed_bytes", "Sealed", sealed);
	say_size(s, "plain_bytes_max", "Plain, at most", plain);
	say_number(s, "log_size", "Sender's log", seal->log.size);
	say_hex(s, "log_root", NULL, seal->log.root, sizeof seal->log.root);
}

/* Who signed, as a store knows them. */
static int
check_signers(struct opening *o, struct store *s, struct why *w)
{
	struct since since;
	struct opening_trust by = {
		.session = &s->session,
		.directory = &s->directory,
		.now_s = time(NULL),
		.since = &since,
	};
	int rc = -1;

	if (since_open(&since, s, NULL, w) != 0 ||
	    store_sound_directory(s, w) != 0 ||
	    opening_known(o, &s->ledger, &by.logged_s, w) != 0)
		goto out;
	if (by.logged_s == DIRECTORY_NEVER) {
		by.policy = &s->policy;
		by.needs = store_needs(s, &by.n_needs);
	}
	rc = opening_signers(o, &by, w);
	/* what was received is not asked again */
	if (rc == 0 && by.logged_s != DIRECTORY_NEVER)
		rc = chain_recall(&o->chain, &s->ledger,
		    &(struct ledger_signed){ o->chain.links[0].id,
			LEDGER_RECEIVED },
		    w);
out:
	since_close(&since);
	return rc;
}

static int
say_signatures(struct say *s, struct opening *o, struct store *store,
    struct why *w)
{
	say_flag(s, "signatures_checked", NULL, store != NULL);
	if (store == NULL)
		return signed_say_opening(s, o, w);
	if (check_signers(o, store, w) != 0)
		return -1;
	signed_say_chain(s, &o->chain, &o->signers);
	return 0;
}

static void
say_seal(struct say *s, const struct inspect_args *args,
    const struct opening *o)
{
	say_text(s, "file", "File", args->file);
	say_size(s, "bytes", "Size", o->frame.file_bytes);
	say_hex(s, "bundle", "Bundle", o->seal.id, sizeof o->seal.id);
	say_number(s, "sequence", "Number", o->seal.sequence);
	say_time(s, "created", "Created", o->seal.created_s);
	say_text(s, "marking", "Marking", o->seal.marking);
	say_parties(s, &o->seal);
	say_totals(s, &o->seal);
	say_hex(s, "seal_digest", NULL, o->seal_digest, sizeof o->seal_digest);
	coded_say(s, o->seal_digest);
	say_flag(s, "checked", NULL, false);
}

static int
inspect(const struct command_call *call, struct opening *o, struct store *store,
    struct why *w)
{
	const struct inspect_args *args = call->args;
	struct say *s = call->say;

	say_seal(s, args, o);
	if (say_signatures(s, o, store, w) != 0)
		return -1;
	if (args->contents)
		return inside_say(s,
		    &(struct inside_ask){ .path = args->file,
			.store = store,
			.digest = o->seal_digest,
			.html = args->html },
		    w);
	if (store != NULL &&
	    leftout_say_known(s, &store->ledger, o->seal.id, o->seal_digest,
		w) != 0)
		return -1;
	say_note(s,
	    store == NULL
		? "Nothing of this was checked: \"sealbag verify\" does."
		: "Nothing but the signatures was checked: \"sealbag verify\" "
		  "does.");
	return 0;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct inspect_args *args = call->args;
	struct opening o = { .fd = -1 };
	struct store store = { 0 };
	int rc = -1;

	if (args->contents && args->store == NULL)
		return why_set(w, WHY_USAGE,
		    "--contents: say by --store whose key opens them");
	if (args->html != NULL && !args->contents)
		return why_set(w, WHY_USAGE, "--html: it goes with --contents");
	if (opening_open(&o, args->file, w) == 0 &&
	    opening_inspect(&o, w) == 0 &&
	    (args->store == NULL ||
		store_open(&store, args->store, STORE_READ,
		    args->contents ? &call->passphrase : NULL, w) == 0))
		rc = inspect(call, &o, args->store == NULL ? NULL : &store, w);
	opening_close(&o);
	store_close(&store);
	return rc;
}

const struct command cmd_inspect = {
	.name = "inspect",
	.summary = "Show the seal of a bundle, without any key",
	.about = "What the bundle says of itself: who sealed it, for whom, "
		 "when, how much, and which keys signed. Anybody can write "
		 "that: \"verify\" checks it. With --store the signatures are "
		 "checked, and it says whose they are, whether they count, and "
		 "what the store's policy asks for; of a bundle that the store "
		 "sent or received also what was left out before sealing.\n"
		 "With --contents too the bundle is checked as far as its "
		 "segments, which stay closed, and it says what the sender "
		 "told of them: purpose, reference, authority, when the reads "
		 "were captured and the first of them expires, what was left "
		 "out, and the whole quality statement.",
	.options = options,
	.args_bytes = sizeof(struct inspect_args),
	.needs = COMMAND_SECRET,
	.run = run,
};
