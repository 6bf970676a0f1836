#include <time.h>

#include "tool/cmd/cmd.h"
#include "tool/cmd/leftout.h"
#include "tool/cmd/signed.h"
#include "tool/cmd/trust.h"
#include "tool/flow/opening.h"
#include "tool/store/store.h"

struct inspect_args {
	const char *file;
	const char *store;
};

static const struct opt options[] = {
	{ "FILE", NULL, NULL, OPT_OPERAND(struct inspect_args, file) },
	{ "store", "STORE",
	    "check the signatures by this store's directory, and hold them "
	    "against its policy",
	    OPT_TEXT(struct inspect_args, store) },
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
	say_number(s, "log_size", "Sender's log", seal->log_size);
	say_hex(s, "log_root", NULL, seal->log_root, sizeof seal->log_root);
}

/* Who signed, as a store knows them. */
static int
check_signers(struct opening *o, struct store *s, struct why *w)
{
	struct opening_trust by = {
		.session = &s->session,
		.directory = &s->directory,
		.now_s = time(NULL),
	};

	if (store_sound_directory(s, w) != 0 ||
	    opening_known(o, &s->ledger, &by.logged_s, w) != 0)
		return -1;
	/* what was received is not asked again */
	if (by.logged_s != DIRECTORY_NEVER)
		return opening_signers(o, &by, w) != 0
		    ? -1
		    : chain_recall(&o->chain, &s->ledger,
			  &(struct ledger_signed){ o->chain.links[0].id,
			      LEDGER_RECEIVED },
			  w);
	by.policy = &s->policy;
	by.needs = store_needs(s, &by.n_needs);
	return opening_signers(o, &by, w);
}

static int
say_signatures(const struct command_call *call, struct opening *o,
    struct why *w)
{
	const struct inspect_args *args = call->args;
	struct store store = { 0 };
	struct say *s = call->say;
	int rc = -1;

	say_flag(s, "signatures_checked", NULL, args->store != NULL);
	if (args->store == NULL)
		return signed_say_opening(s, o, w);
	if (store_open(&store, args->store, STORE_READ, NULL, w) == 0 &&
	    check_signers(o, &store, w) == 0) {
		signed_say_chain(s, &o->chain, &o->signers);
		rc = leftout_say_known(s, &store.ledger, o->seal.id,
		    o->seal_digest, w);
	}
	store_close(&store);
	return rc;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct inspect_args *args = call->args;
	struct say *s = call->say;
	struct opening o = { .fd = -1 };
	int rc = -1;

	if (opening_open(&o, args->file, w) != 0 || opening_inspect(&o, w) != 0)
		goto out;
	say_text(s, "file", "File", args->file);
	say_size(s, "bytes", "Size", o.frame.file_bytes);
	say_hex(s, "bundle", "Bundle", o.seal.id, sizeof o.seal.id);
	say_number(s, "sequence", "Number", o.seal.sequence);
	say_time(s, "created", "Created", o.seal.created_s);
	say_text(s, "marking", "Marking", o.seal.marking);
	say_parties(s, &o.seal);
	say_totals(s, &o.seal);
	say_hex(s, "seal_digest", NULL, o.seal_digest, sizeof o.seal_digest);
	say_flag(s, "checked", NULL, false);
	rc = say_signatures(call, &o, w);
	if (rc == 0 && args->store == NULL)
		say_note(s,
		    "Nothing of this was checked: \"sealbag verify\" does.");
	else if (rc == 0)
		say_note(s,
		    "Nothing but the signatures was checked: \"sealbag "
		    "verify\" does.");
out:
	opening_close(&o);
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
		 "sent or received also what was left out before sealing.",
	.options = options,
	.args_bytes = sizeof(struct inspect_args),
	.run = run,
};
