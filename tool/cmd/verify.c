#include "tool/flow/verify.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "formats/checkcode.h"
#include "tool/cmd/authority.h"
#include "tool/cmd/cmd.h"
#include "tool/cmd/coded.h"
#include "tool/cmd/exhibit_show.h"
#include "tool/cmd/jobs.h"
#include "tool/cmd/leftout.h"
#include "tool/cmd/quality_show.h"
#include "tool/cmd/released_path.h"
#include "tool/cmd/signed.h"
#include "tool/cmd/tools.h"
#include "tool/cmd/trust.h"
#include "tool/flow/check.h"

struct verify_args {
	const char *path;
	struct opt_list signers;
	const char *store;
	const char *check_code;
	struct opt_list timestamps;
	struct opt_list authorities;
	struct opt_list proofs;
	const char *parent;
	struct opt_number jobs;
};

static const struct opt options[] = {
	{ "PATH", NULL, NULL, OPT_OPERAND(struct verify_args, path) },
	{ "signer", "CARD",
	    "card of the agency that sealed it, and again of each that sealed "
	    "it before, or that made the exhibit; all that is trusted then",
	    OPT_LIST(struct verify_args, signers) },
	{ "store", "STORE",
	    "trust the agencies that this store has pinned, open with its key",
	    OPT_TEXT(struct verify_args, store) },
	CODED_OPTION(struct verify_args),
	{ "timestamp", "FILE",
	    "an authority's token over its signatures, by which they count "
	    "from that time on; again for more",
	    OPT_LIST(struct verify_args, timestamps) },
	{ "proof", "FILE",
	    "a proof of the sender's log (log prove), by which its signature "
	    "counts from when a witness had cosigned that; again for more",
	    OPT_LIST(struct verify_args, proofs) },
	{ "authority", "CERTIFICATE",
	    "with --signer: trust this one for timestamps, or whoever is below "
	    "it; again for more",
	    OPT_LIST(struct verify_args, authorities) },
	{ "parent", "FILE",
	    "exhibit that this one was derived from: check it too, and that "
	    "nothing else is shown",
	    OPT_TEXT(struct verify_args, parent) },
	JOBS_OPTION(struct verify_args),
	{ 0 },
};

static void
say_bundle(struct say *s, const struct verify_result *r, bool by_card)
{
	const struct seal *seal = &r->seal;

	say_verdict(s, "VERIFIED");
	say_hex(s, "bundle", "Bundle", seal->id, sizeof seal->id);
	say_text(s, "sender", "Sender", r->decision.agency);
	say_text(s, "sender_name", "Name", r->decision.name);
	say_text(s, "fingerprint", "Fingerprint", seal->sender.fingerprint);
	say_time(s, "signed", "Signed", r->decision.claimed_s);
	trust_say(s, &r->decision, by_card);
	trust_say_chain(s, &r->chain);
	signed_say_chain(s, &r->chain, &r->signers);
	say_text(s, "marking", "Marking", seal->marking);
	say_size(s, "bytes", "Size", r->bytes);
	say_number(s, "segments", "Segments", seal->n_segments);
	say_number(s, "records", "Records", r->records);
	say_hex(s, "seal_digest", "Seal digest", r->seal_digest,
	    sizeof r->seal_digest);
	coded_say(s, r->seal_digest);
	tools_say(s, false);
	if (r->depth == VERIFY_OPENED) {
		say_text(s, "checked", NULL, "everything");
		say_size(s, "payload_bytes", "Payload", r->payload_bytes);
		say_number(s, "files", "Files", r->files);
		say_number(s, "reads", "Reads", r->reads);
		say_number(s, "members", NULL, r->members);
		say_number(s, "orders", "Orders", r->orders);
		say_number(s, "targets", NULL, r->targets);
		authority_say(s, &r->contents);
		leftout_say(s, &r->contents.minimised);
		leftout_say_sources(s, &r->contents.sources);
		say_note(s,
		    "Checked: signature, every sealed byte, every "
		    "record, names, manifests.");
	} else {
		say_text(s, "checked", NULL, "sealed");
		say_note(s,
		    "Checked: signature and every sealed byte. What is "
		    "inside was not opened: that takes a recipient's "
		    "key (--store).");
	}
}

static struct since_given
given(const struct verify_args *args)
{
	return (struct since_given){
		.tokens = args->timestamps.items,
		.n_tokens = args->timestamps.n,
		.authorities = args->authorities.items,
		.n_authorities = args->authorities.n,
		.proofs = args->proofs.items,
		.n_proofs = args->proofs.n,
	};
}

static int
run_bundle(const struct command_call *call, struct store *store, struct why *w)
{
	const struct verify_args *args = call->args;
	struct progress progress;
	const struct verify_options o = {
		.path = args->path,
		.signers = args->signers.items,
		.n_signers = args->signers.n,
		.store = store,
		.check_code = args->check_code,
		.given = given(args),
		.jobs = jobs_of(&args->jobs),
		.progress = &progress,
	};
	struct verify_result r;
	int rc;

	progress_open(&progress, "verify", 0, call->quiet);
	rc = verify_bundle(&o, &r, w);
	progress_close(&progress);
	if (rc == 0)
		say_bundle(call->say, &r, store == NULL);
	if (rc == 0)
		rc = quality_show_text(call->say, &r.contents.quality, w);
	verify_result_clear(&r);
	return rc;
}

static int
check_exhibit(const struct command_call *call, struct store *store,
    const char *path, struct exhibit_check *r, struct why *w)
{
	const struct verify_args *args = call->args;
	struct progress progress;
	const struct exhibit_check_options o = {
		.path = path,
		.signers = args->signers.items,
		.n_signers = args->signers.n,
		.store = store,
		.given = given(args),
		.progress = &progress,
	};
	int rc;

	progress_open(&progress, "verify", 0, call->quiet);
	rc = exhibit_check_run(&o, r, w);
	progress_close(&progress);
	return rc;
}

static int
run_exhibit(const struct command_call *call, struct store *store, struct why *w)
{
	const struct verify_args *args = call->args;
	struct exhibit_check r = { 0 };
	struct exhibit_check parent = { 0 };
	int rc = check_exhibit(call, store, args->path, &r, w);

	if (rc == 0 && args->parent != NULL) {
		rc = check_exhibit(call, store, args->parent, &parent, w);
		if (rc != 0)
			why_in(w, "%s", args->parent);
		else
			rc = exhibit_check_parent(&r, &parent, w);
	}
	if (rc == 0)
		exhibit_show_check(call->say, &r,
		    args->parent == NULL ? NULL : &parent, store == NULL);
	exhibit_check_clear(&r);
	exhibit_check_clear(&parent);
	return rc;
}

/* A file says itself which of the two it is. */
static int
run_file(const struct command_call *call, struct store *store, struct why *w)
{
	const struct verify_args *args = call->args;

	bool exhibit;

	if (exhibit_check_is(args->path, &exhibit, w) != 0)
		return -1;
	if (!exhibit && args->parent != NULL)
		return why_set(w, WHY_USAGE,
		    "--parent is for an exhibit, and %s is none", args->path);
	if (!exhibit)
		return run_bundle(call, store, w);
	if (args->check_code != NULL)
		return why_set(w, WHY_USAGE,
		    "--check-code: an exhibit has none");
	return run_exhibit(call, store, w);
}

static void
say_causes(struct say *s, const struct check_result *r)
{
	say_list_begin(s, "deletions", NULL, NULL, 0);
	for (size_t i = 0; i < r->n_causes; i++) {
		const struct check_cause *c = &r->causes[i];
		char order[33];

		bytes_to_hex(order, c->order, sizeof c->order);
		say_row_begin(s);
		say_text(s, "order", NULL,
		    c->tombstone || c->expired ? "" : order);
		say_text(s, "ground", NULL, c->ground);
		say_text(s, "reference", NULL, c->reference);
		say_number(s, "records", NULL, c->records);
		say_flag(s, "expired", NULL, c->expired);
		say_row_end(s);
		if (c->tombstone)
			say_note(s,
			    "%" PRIu64 " records kept out, deleted before "
			    "under earlier orders",
			    c->records);
		else if (c->expired)
			say_note(s,
			    "%" PRIu64
			    " records deleted as past their retention",
			    c->records);
		else
			say_note(s,
			    "%" PRIu64
			    " records deleted under order %s (%s%s%s)",
			    c->records, order, c->ground,
			    c->reference[0] == '\0' ? "" : ", ", c->reference);
	}
	say_list_end(s, "Nothing was deleted.");
}

static void
say_released(struct say *s, const struct check_result *r)
{
	const struct ledger_bundle *b = &r->bundle;

	say_verdict(s, "VERIFIED");
	say_hex(s, "bundle", "Bundle", b->id, sizeof b->id);
	say_text(s, "sender", "Sender", b->other.agency);
	say_text(s, "fingerprint", "Fingerprint", b->other.fingerprint);
	say_time(s, "signed", "Signed", r->decision.claimed_s);
	say_time(s, "received", "Received", b->entered_s);
	trust_say(s, &r->decision, false);
	trust_say_chain(s, &r->chain);
	signed_say_chain(s, &r->chain, &r->signers);
	say_size(s, "payload_bytes", "Payload", r->bytes);
	say_number(s, "records", "Records sealed", b->records);
	say_number(s, "deleted_records", "Records deleted",
	    b->deleted_records - r->replaced);
	say_number(s, "reads", "Reads sealed", b->reads);
	say_number(s, "deleted_reads", "Reads deleted", b->deleted_reads);
	say_number(s, "replaced_records", NULL, r->replaced);
	say_number(s, "held", "Held", r->held);
	say_number(s, "held_due", "Due, held once", r->held_due);
	say_number(s, "restricted_records", "Records restricted",
	    r->restricted);
	say_number(s, "rectified_records",
	    r->rectified == 0 ? NULL : "Of these, put right", r->rectified);
	coded_say(s, b->seal_digest);
	leftout_say(s, &r->told.minimised);
	leftout_say_sources(s, &r->told.sources);
	tools_say(s, false);
	say_text(s, "checked", NULL, "everything");
	say_causes(s, r);
	say_note(s,
	    "Everything else matches the sender's seal, byte for byte.");
}

static int
run_released(const struct command_call *call, const char *folder,
    const uint8_t id[SEAL_ID_BYTES], struct why *w)
{
	const struct verify_args *args = call->args;
	struct progress progress;
	struct store store = { 0 };
	struct check_result r;
	int rc;

	if (store_open(&store, folder, STORE_READ, NULL, w) != 0)
		return -1;
	progress_open(&progress, "verify", 0, call->quiet);
	rc = check_released(&store, id, jobs_of(&args->jobs), &progress, &r, w);
	progress_close(&progress);
	if (rc == 0)
		rc = checkcode_compare(args->check_code, r.bundle.seal_digest,
		    w);
	if (rc == 0)
		say_released(call->say, &r);
	check_result_clear(&r);
	store_close(&store);
	return rc;
}

/* Which options go with what. */
static int
check_args(const struct verify_args *args, bool released, struct why *w)
{
	if (args->timestamps.n + args->authorities.n + args->proofs.n > 0 &&
	    released)
		return why_set(w, WHY_USAGE,
		    "what was released has the timestamps that its store "
		    "keeps: see \"timestamp attach\"");
	if (args->authorities.n > 0 && args->store != NULL)
		return why_set(w, WHY_USAGE,
		    "--authority goes with --signer: a store has its own "
		    "(timestamp pin)");
	if (!released && (args->signers.n == 0) == (args->store == NULL))
		return why_set(w, WHY_USAGE,
		    "say whom to trust: --signer CARD or --store STORE");
	return 0;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct verify_args *args = call->args;
	char folder[STORE_PATH_BYTES];
	uint8_t id[SEAL_ID_BYTES];
	struct store store = { 0 };
	struct stat st;
	int rc;

	if (coded_given(args->check_code, w) != 0)
		return -1;
	if (stat(args->path, &st) != 0)
		return why_errno(w, "cannot open %s", args->path);
	if (check_args(args, S_ISDIR(st.st_mode), w) != 0)
		return -1;
	if (S_ISDIR(st.st_mode)) {
		if (!released_path(args->path, folder, id))
			return why_set(w, WHY_USAGE,
			    "%s is no STORE/received/BUNDLE", args->path);
		return run_released(call, folder, id, w);
	}
	if (args->store == NULL)
		return run_file(call, NULL, w);
	if (store_open(&store, args->store, STORE_READ, &call->passphrase, w) !=
	    0)
		return -1;
	rc = run_file(call, &store, w);
	store_close(&store);
	return rc;
}

const struct command cmd_verify = {
	.name = "verify",
	.summary = "Check a bundle, what was released, or an exhibit",
	.about =
	    "PATH is a bundle, STORE/received/BUNDLE or an exhibit. Nothing is "
	    "written.\n"
	    "A bundle is checked against the agencies whose cards are given "
	    "(--signer: signature and every sealed byte), or against those "
	    "that a store has pinned (--store: also everything inside, if its "
	    "key opens it).\n"
	    "A released bundle is held against the sender's original seal: "
	    "what was deleted is counted, with the order it went by, and "
	    "everything else must be there, byte for byte.\n"
	    "An exhibit is held against the sender's original seal, which is "
	    "in it; neither the bundle nor the store that it is from are "
	    "needed. The signature of who made it is checked where their "
	    "card is given or their agency pinned; else that is said. One that "
	    "was derived from another says so; with --parent that one is "
	    "checked too, and that everything is shown there.",
	.options = options,
	.args_bytes = sizeof(struct verify_args),
	.needs = COMMAND_SECRET | COMMAND_VERDICT,
	.run = run,
};
