#include "tool/flow/receive.h"

#include <inttypes.h>

#include "tool/cmd/authority.h"
#include "tool/cmd/cmd.h"
#include "tool/cmd/coded.h"
#include "tool/cmd/jobs.h"
#include "tool/cmd/leftout.h"
#include "tool/cmd/output.h"
#include "tool/cmd/quality_show.h"
#include "tool/cmd/signed.h"
#include "tool/cmd/tools.h"
#include "tool/cmd/trust.h"
#include "tool/flow/receipts.h"

struct receive_args {
	const char *store;
	const char *file;
	bool escrow;
	bool despite_log;
	const char *receipt;
	const char *check_code;
	struct opt_list timestamps;
	struct opt_list proofs;
	struct opt_number jobs;
};

static const struct opt options[] = {
	{ "STORE", NULL, NULL, OPT_OPERAND(struct receive_args, store) },
	{ "FILE", NULL, NULL, OPT_OPERAND(struct receive_args, file) },
	{ "escrow", NULL, "take it though it is sealed to us as escrow only",
	    OPT_FLAG(struct receive_args, escrow) },
	{ "despite-log", NULL,
	    "take it though the sender's custody log is not the one that was "
	    "seen before; the log here tells of it",
	    OPT_FLAG(struct receive_args, despite_log) },
	{ "receipt", "FILE",
	    "make a receipt for the sender, and its signature in FILE.sig",
	    OPT_TEXT(struct receive_args, receipt) },
	CODED_OPTION(struct receive_args),
	{ "timestamp", "FILE",
	    "an authority's token over its signatures, by which they count "
	    "from that time on; it is kept; again for more",
	    OPT_LIST(struct receive_args, timestamps) },
	{ "proof", "FILE",
	    "a proof of the sender's log (log prove), by which its signature "
	    "counts from when a witness had cosigned that; it is kept; again "
	    "for more",
	    OPT_LIST(struct receive_args, proofs) },
	JOBS_OPTION(struct receive_args),
	{ 0 },
};

static void
say_deletions(struct say *s, const struct receive_result *r)
{
	say_number(s, "orders", "Orders", r->orders);
	if (r->orders > 0) {
		say_number(s, "targets", "Targets in them", r->targets);
		say_number(s, "absent", "Targets not found", r->absent);
		say_number(s, "unread", NULL, r->unread);
	}
	if (r->expire_days > 0) {
		say_number(s, "expire_days", "Days to keep", r->expire_days);
		say_number(s, "expired_reads", "Reads past them",
		    r->expired_reads);
		say_number(s, "expired_files", "Files of those",
		    r->expired_files);
	}
	if (r->orders + r->kept_out_reads + r->kept_out_files > 0 ||
	    r->expire_days > 0) {
		say_number(s, "deleted_reads", "Reads deleted",
		    r->deleted_reads);
		say_number(s, "deleted_files", "Files deleted",
		    r->deleted_files);
		say_number(s, "kept_out_reads", "Reads kept out",
		    r->kept_out_reads);
		say_number(s, "kept_out_files", "Files kept out",
		    r->kept_out_files);
		say_number(s, "held_reads", "Reads held", r->held_reads);
		say_number(s, "held_files", "Files held", r->held_files);
	}
	if (r->orders > 0) {
		say_number(s, "earlier_bundles", "Earlier bundles",
		    r->earlier_bundles);
		say_number(s, "earlier_reads", "  reads deleted",
		    r->earlier_reads);
		say_number(s, "earlier_files", "  files deleted",
		    r->earlier_files);
		say_number(s, "earlier_held", "  held", r->earlier_held);
		say_number(s, "restricted", "Named to be restricted",
		    r->restricted);
		say_number(s, "earlier_whole", "  deleted whole",
		    r->earlier_whole);
		say_number(s, "earlier_missing", "  taken away",
		    r->earlier_missing);
		say_number(s, "earlier_failed", "  not reached",
		    r->earlier_failed);
	}
}

static const struct say_column answer_columns[] = {
	{ "order", "ORDER", 32 },
	{ "kind", "KIND", 8 },
	{ "answer", "ANSWER", 11 },
	{ "absent", "NOT FOUND", 9 },
	{ "held", "HELD", 8 },
	{ "named", "NAMED", 8 },
	{ "deleted_reads", "READS", 8 },
	{ "deleted_files", "FILES", 8 },
	{ "deleted_bundles", "BUNDLES", 7 },
};

static const char *
answer_word(const struct receive_answer *a)
{
	if (a->over)
		return "over";
	if (a->before)
		return "done before";
	return a->late ? "done late" : "done";
}

/* Which rows stand for others. */
static void
say_rectified(struct say *s, const struct receive_answer *a)
{
	if (a->act != ORDER_RECTIFY)
		return;
	say_text(s, "then", NULL, order_act_name(a->does));
	say_number(s, "corrected_reads", NULL, a->corrected);
	say_number(s, "lost_reads", NULL, a->lost);
}

/* What it says of records that stay. */
static void
say_marked(struct say *s, const struct receive_answer *a)
{
	say_number(s, "named", NULL, a->marked_reads + a->marked_files);
	if (a->does == ORDER_DELETE)
		return;
	say_number(s, "named_reads", NULL, a->marked_reads);
	say_number(s, "named_files", NULL, a->marked_files);
	say_number(s, "named_bundles", NULL, a->marked_bundles);
	say_number(s, "overruled", NULL, a->overruled);
	say_number(s, a->does == ORDER_RESTRICT ? "superseded" : "ended", NULL,
	    a->settled);
}

static void
say_answers(struct say *s, const struct receive_result *r)
{
	say_list_begin(s, "answers", NULL, answer_columns,
	    sizeof answer_columns / sizeof answer_columns[0]);
	for (uint64_t i = 0; i < r->orders; i++) {
		const struct receive_answer *a = &r->answers[i];

		say_row_begin(s);
		say_hex(s, "order", NULL, a->order, sizeof a->order);
		say_text(s, "kind", NULL, order_act_name(a->act));
		say_rectified(s, a);
		say_text(s, "answer", NULL, answer_word(a));
		say_number(s, "targets", NULL, a->targets);
		say_number(s, "absent", NULL, a->absent);
		say_number(s, "held", NULL, a->held);
		say_number(s, "deleted_reads", NULL, a->reads);
		say_number(s, "deleted_files", NULL, a->files);
		say_number(s, "deleted_bundles", NULL, a->bundles);
		say_marked(s, a);
		say_row_end(s);
	}
	say_list_end(s, "no orders");
	for (uint64_t i = 0; i < r->orders; i++)
		if (r->answers[i].lost > 0)
			say_note(s,
			    "WARNING: %" PRIu64 " reads that stand for others "
			    "by an order to rectify did not stay: an older "
			    "deletion, another order or their age took them.",
			    r->answers[i].lost);
}

/* The sender's custody log, next to what was seen of it before. */
static void
say_log(struct say *s, const struct witness *log)
{
	say_text(s, "log", "Sender's log", witness_name(log->finding));
	say_number(s, "log_seen", NULL, log->size);
	if (log->finding > WITNESS_UNPROVED)
		say_note(s,
		    "WARNING: the sender's log is not the one that was seen "
		    "before.");
	if (log->finding == WITNESS_UNPROVED)
		say_note(s,
		    "WARNING: whether the sender's log goes on from the %llu "
		    "events seen before is not shown: ask for \"log prove "
		    "--from %llu\".",
		    (unsigned long long)log->size,
		    (unsigned long long)log->size);
}

/* Does the sealed file have, or name, what is deleted here? */
static bool
holds_deleted(const struct receive_result *r)
{
	for (uint64_t i = 0; i < r->orders; i++)
		if (r->answers[i].does == ORDER_DELETE)
			return true;
	return r->expired_reads + r->kept_out_reads + r->kept_out_files > 0;
}

static void
say_result(struct say *s, const struct store *store,
    const struct receive_result *r, bool dry_run)
{
	char id[SEAL_ID_HEX];

	bytes_to_hex(id, r->id, sizeof r->id);
	say_verdict(s, "VERIFIED");
	say_text(s, "bundle", "Bundle", id);
	say_text(s, "sender", "Sender", r->sender);
	say_text(s, "fingerprint", "Fingerprint", r->fingerprint);
	trust_say(s, &r->decision, false);
	trust_say_chain(s, &r->chain);
	signed_say_chain(s, &r->chain, &r->signers);
	say_log(s, &r->log);
	if (r->timestamps > 0)
		say_number(s, "timestamps", "Timestamps kept", r->timestamps);
	say_time(s, "created", "Created", r->created_s);
	say_text(s, "marking", "Marking", r->marking);
	authority_say(s, &r->contents);
	say_size(s, "payload_bytes", "Payload", r->bytes);
	say_number(s, "files", "Files", r->files);
	say_number(s, "reads", "Reads", r->reads);
	say_number(s, "records", "Records checked", r->records);
	say_number(s, "segments", NULL, r->segments);
	say_number(s, "members", NULL, r->members);
	say_hex(s, "seal_digest", "Seal digest", r->seal_digest,
	    sizeof r->seal_digest);
	coded_say(s, r->seal_digest);
	leftout_say(s, &r->contents.minimised);
	leftout_say_sources(s, &r->contents.sources);
	say_deletions(s, r);
	if (r->orders > 0)
		say_answers(s, r);
	tools_say(s, false);
	say_flag(s, "released", NULL, !dry_run);
	if (dry_run)
		say_note(s, "Nothing was released and nothing deleted.");
	else
		say_note(s, "Released to %s/%s/%s", store->path, STORE_RECEIVED,
		    id);
	if (r->unread > 0)
		say_note(s,
		    "WARNING: %llu reads stay whose time or place cannot be "
		    "read: no area and no \"before\" selects them.",
		    (unsigned long long)r->unread);
	if (r->earlier_failed > 0) {
		say_text(s, "earlier_reason", NULL,
		    why_name(r->earlier_why.reason));
		say_text(s, "earlier_message", NULL, r->earlier_why.text);
		say_note(s, "WARNING: not carried out everywhere: %s",
		    r->earlier_why.text);
	}
	if (!dry_run && holds_deleted(r))
		say_note(s,
		    "The sealed file still holds what was deleted: "
		    "destroy it, and every copy.");
}

/* The bundle is received, whatever comes of this. */
static int
make_receipt(const struct command_call *call, struct store *store,
    const uint8_t id[SEAL_ID_BYTES], struct why *w)
{
	const struct receive_args *args = call->args;
	struct bytes text = { 0 };
	struct bytes signature = { 0 };
	int rc = 0;

	if (args->receipt == NULL || call->dry_run)
		return 0;
	rc = receipts_make(store, id, call->actor, &text, &signature, w);
	if (rc == 0)
		rc = cmd_output_signed(args->receipt, &text, &signature, w);
	if (rc == 0)
		say_text(call->say, "receipt", "Receipt", args->receipt);
	bytes_clear(&text);
	bytes_clear(&signature);
	return rc == 0
	    ? 0
	    : why_in(w,
		  "the bundle was received, but its receipt was not made");
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct receive_args *args = call->args;
	struct progress progress;
	struct receive_options o = {
		.path = args->file,
		.actor = call->actor,
		.check_code = args->check_code,
		.jobs = jobs_of(&args->jobs),
		.escrow = args->escrow,
		.despite_log = args->despite_log,
		.dry_run = call->dry_run,
		.given = { .tokens = args->timestamps.items,
		    .n_tokens = args->timestamps.n,
		    .proofs = args->proofs.items,
		    .n_proofs = args->proofs.n },
		.progress = &progress,
	};
	struct store store = { 0 };
	struct receive_result r;
	int rc;

	if (coded_given(args->check_code, w) != 0 ||
	    (args->receipt != NULL && cmd_output_free(args->receipt, w) != 0) ||
	    store_open(&store, args->store, STORE_WRITE, &call->passphrase,
		w) != 0)
		return -1;
	progress_open(&progress, "receive", 0, call->quiet);
	rc = receive(&store, &o, &r, w);
	progress_close(&progress);
	if (rc == 0)
		say_result(call->say, &store, &r, call->dry_run);
	if (rc == 0)
		rc = quality_show_text(call->say, &r.contents.quality, w);
	if (rc == 0)
		rc = make_receipt(call, &store, r.id, w);
	receive_result_clear(&r);
	store_close(&store);
	return rc;
}

const struct command cmd_receive = {
	.name = "receive",
	.summary = "Check a bundle and release it into the store",
	.about =
	    "Everything is checked first: signature, sender, recipients, every "
	    "segment, every record, names, manifests. Then all of it is "
	    "released as a BagIt bag below received/, or nothing.\n"
	    "Orders that it carries are carried out: what is to be deleted is "
	    "not written from this bundle, and is removed from earlier ones "
	    "of the same agency; what was deleted once does not come back. "
	    "What is restricted stays, and is withheld from others.\n"
	    "Reads past the days of their category are kept out, or the bundle "
	    "is refused, as the store's policy says.",
	.options = options,
	.args_bytes = sizeof(struct receive_args),
	.needs =
	    COMMAND_SECRET | COMMAND_ACTOR | COMMAND_DRY_RUN | COMMAND_VERDICT,
	.run = run,
};
