#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keys/file.h"
#include "tool/cmd/cmd.h"
#include "tool/cmd/cosigned.h"
#include "tool/cmd/event_show.h"
#include "tool/cmd/trust.h"
#include "tool/flow/cosign.h"
#include "tool/flow/prove.h"
#include "tool/flow/trusted.h"
#include "tool/store/journal.h"
#include "tool/store/store.h"
#include "tool/store/store_own.h"
#include "tool/store/store_stamp.h"

#define HEAD_MAX_BYTES 4096

struct log_args {
	const char *path;
	const char *checkpoint;
	struct opt_list signers;
	const char *store;
};

static const struct opt options[] = {
	{ "PATH", NULL, NULL, OPT_OPERAND(struct log_args, path) },
	{ "checkpoint", "FILE",
	    "hold the log also against an earlier checkpoint, whose signature "
	    "is in FILE.sig",
	    OPT_TEXT(struct log_args, checkpoint) },
	{ "signer", "CARD",
	    "of a proof: card of the agency whose log it is; all that is "
	    "trusted then",
	    OPT_LIST(struct log_args, signers) },
	{ "store", "STORE",
	    "of a proof: trust the agencies that this store has pinned, and "
	    "hold it against the heads that it has seen",
	    OPT_TEXT(struct log_args, store) },
	{ 0 },
};

/* What became of the key since does not matter: it was kept for that long. */
static bool
is_kept(enum why_reason fault, const struct session_verdict *v)
{
	return v->matches &&
	    (fault == WHY_SIGNER_REVOKED ||
		(fault == WHY_SIGNER_EXPIRED &&
		    v->created_s < v->key_expires_s));
}

/* The signature over a checkpoint is this agency's. */
static int
check_signature(struct store *s, const char *path, const struct bytes *text,
    struct why *w)
{
	char sig_path[STORE_PATH_BYTES];
	struct bytes sig = { 0 };
	struct session_verdict v = { 0 };
	struct why fault = { 0 };
	struct session_signed m = { .data = text->data, .len = text->len };
	const struct journal_self self = store_own_self(s);
	int n = snprintf(sig_path, sizeof sig_path, "%s.sig", path);
	int rc = -1;

	if (n < 0 || (size_t)n >= sizeof sig_path)
		return why_set(w, WHY_USAGE, "%s: the path is too long", path);
	if (file_read(sig_path, SESSION_SIGNATURE_MAX_BYTES, &sig, w) != 0)
		goto out;
	m.signature = sig.data;
	m.signature_len = sig.len;
	if (session_verify(&s->session, &m, &v, &fault) != 0 &&
	    !is_kept(fault.reason, &v)) {
		bool no;

		directory_doubt(&s->directory, v.signer, &fault);
		no = why_exit(fault.reason) == WHY_EXIT_NO;
		why_set(w, no ? WHY_CHECKPOINT : fault.reason, "%s: %s",
		    sig_path, fault.text);
		goto out;
	}
	if (!journal_own(&self, v.fingerprint)) {
		why_set(w, WHY_CHECKPOINT, "%s: signed by %s, not by %s",
		    sig_path, v.fingerprint, s->fingerprint);
		goto out;
	}
	rc = 0;
out:
	bytes_clear(&sig);
	return rc;
}

/* The directory that the store goes by is the newest that the log tells of: one
 * that was taken out of the ledger would bring back what it had ended. */
static int
check_directory(const struct store *s, const struct journal_report *r,
    struct why *w)
{
	uint64_t logged = r->directory;

	/* the first one of a store that keeps it came with the store */
	if (logged == 0 && store_keeps_directory(s))
		logged = 1;
	if (s->directory.version == logged)
		return 0;
	return why_set(w, WHY_DIRECTORY_ROLLBACK,
	    "the ledger holds version %" PRIu64
	    " of the directory, the log tells of version %" PRIu64,
	    s->directory.version, logged);
}

/* Likewise the policy. */
static int
check_policy(const struct store *s, const struct journal_report *r,
    struct why *w)
{
	if (s->policy.line.version == r->policy)
		return 0;
	return why_set(w, WHY_POLICY_ROLLBACK,
	    "the ledger holds version %" PRIu64
	    " of the policy, the log tells of version %" PRIu64,
	    s->policy.line.version, r->policy);
}

static int
read_checkpoint(struct store *s, const char *path, struct event_head *head,
    struct why *w)
{
	struct bytes text = { 0 };
	int rc = -1;

	if (file_read(path, HEAD_MAX_BYTES, &text, w) != 0)
		goto out;
	if (event_head_parse(head, text.data, text.len, w) != 0) {
		why_in(w, "%s", path);
		goto out;
	}
	rc = check_signature(s, path, &text, w);
out:
	bytes_clear(&text);
	return rc;
}

/* What timestamps stand for. */
struct stamped {
	uint64_t n;
	uint64_t size; /* of the newest checkpoint that has one */
	int64_t time_s;
};

static int
add_stamp(void *self, const struct store_stamp *stamp, struct why *w)
{
	struct stamped *all = self;

	if (stamp->row->response == NULL)
		return 0;
	if (stamp->why.reason != WHY_NONE)
		return why_set(w, stamp->why.reason,
		    "timestamp %" PRIu64 ": %s", stamp->row->row,
		    stamp->why.text);
	all->n++;
	if (!stamp->row->of_seal && stamp->row->size >= all->size) {
		all->size = stamp->row->size;
		all->time_s = stamp->token.time_s;
	}
	return 0;
}

static int
add_cosigned(void *self, const struct prove_cosigned *c, struct why *w)
{
	return bytes_add(self, c, sizeof *c, w);
}

static void
say_stamped(struct say *say, const struct stamped *all)
{
	say_number(say, "timestamps", "Timestamps", all->n);
	if (all->size == 0)
		return;
	say_number(say, "stamped_to", "Stamped to", all->size);
	say_time(say, "stamped_at", "at", all->time_s);
}

static int
verify(const struct command_call *call, struct store *s, struct why *w)
{
	const struct log_args *args = call->args;
	const struct journal_self self = store_own_self(s);
	struct journal_report r = { 0 };
	struct stamped stamped = { 0 };
	struct bytes cosigned = { 0 };
	struct event_head known;
	const struct event_head *against = NULL;
	int rc = -1;

	if (args->checkpoint != NULL) {
		if (read_checkpoint(s, args->checkpoint, &known, w) != 0)
			return -1;
		against = &known;
	}
	if (journal_verify(&s->ledger, &s->session, &self, against, &r, w) !=
		0 ||
	    check_directory(s, &r, w) != 0 || check_policy(s, &r, w) != 0 ||
	    store_stamp_each(s, &(struct ledger_stamp_which){ 0 }, NULL,
		add_stamp, &stamped, w) != 0 ||
	    cosign_each(s, add_cosigned, &cosigned, w) != 0)
		goto out;
	say_text(call->say, "agency", "Agency", s->agency);
	say_number(call->say, "events", "Events", r.events);
	say_number(call->say, "checkpoints", "Checkpoints", r.checkpoints);
	say_number(call->say, "signed_to", "Signed to", r.signed_to);
	say_stamped(call->say, &stamped);
	if (against != NULL) {
		say_number(call->say, "against", "Held against", known.size);
		say_time(call->say, "against_time", "of", known.time_s);
	}
	say_hex(call->say, "root", "Root", r.head.root, sizeof r.head.root);
	cosigned_say(call->say,
	    (const struct prove_cosigned *)(const void *)cosigned.data,
	    cosigned.len / sizeof(struct prove_cosigned));
	say_verdict(call->say, "VERIFIED");
	rc = 0;
out:
	bytes_clear(&cosigned);
	return rc;
}

/* --- a proof --- */

/* When an event was there already, as a witness says. */
static void
say_existed(struct say *s, const struct prove_checked *r, uint64_t sequence)
{
	const struct prove_cosigned *c = prove_existed(r, sequence);
	char time[TEXT_TIME_BYTES];

	if (c == NULL)
		return;
	text_time_format(time, c->said.time_s);
	say_note(s, "       existed at %s, says %s", time, c->decision.agency);
}

static int
say_proof(struct say *s, const struct prove_checked *r, bool by_card,
    struct why *w)
{
	const struct event_proof *p = &r->proof;
	int rc = 0;

	say_verdict(s, "VERIFIED");
	say_text(s, "agency", "Agency", r->decision.agency);
	say_text(s, "origin", "Log", p->head.origin);
	say_number(s, "size", "Events in it", p->head.size);
	say_hex(s, "root", "Root", p->head.root, sizeof p->head.root);
	say_time(s, "time", "Of", p->head.time_s);
	say_text(s, "fingerprint", "Signed by", r->decision.fingerprint);
	trust_say(s, &r->decision, by_card);
	say_text(s, "bundle", p->bundle[0] == '\0' ? NULL : "Bundle",
	    p->bundle);
	if (p->accounted) {
		say_text(s, "with", "Account for", p->account.other);
		say_number(s, "begin", "From event", p->account.from);
		say_flag(s, "whole", "Whole", p->account.whole);
	}
	say_number(s, "heads", "Earlier heads", p->n_heads);
	if (r->kept.size > 0) {
		say_number(s, "against", "Held against", r->kept.size);
		say_time(s, "against_time", "of", r->kept.time_s);
	}
	say_number(s, "seen", by_card ? NULL : "Heads seen here", r->seen);
	say_number(s, "unproven", r->unproven == 0 ? NULL : "Not spoken of",
	    r->unproven);
	cosigned_say(s, r->cosigned, p->n_cosigned);
	say_list_begin(s, "events", NULL, NULL, 0);
	for (size_t i = 0; i < p->n_events && rc == 0; i++) {
		rc = event_show(s, &p->events[i].event, w);
		say_existed(s, r, p->events[i].event.sequence);
	}
	say_list_end(s, "no events");
	if (p->accounted && p->account.whole)
		say_note(s, "These are all events from that one on.");
	else if (p->accounted)
		say_note(s,
		    "That these are all dealings with agency %s is the signed "
		    "word of agency %s.",
		    p->account.other, p->account.maker.agency);
	if (p->bundle[0] != '\0')
		say_note(s,
		    "Each of these events stands in that log. Whether they "
		    "are all of the bundle, only the whole log shows.");
	return rc;
}

static int
run_proof(const struct command_call *call, struct why *w)
{
	const struct log_args *args = call->args;
	struct trusted trusted = { 0 };
	struct prove_checked r = { 0 };
	struct prove_ask ask = {
		.path = args->path,
		.kept = args->checkpoint,
	};
	int rc;

	rc = trusted_open(&trusted, args->store, args->signers.items,
	    args->signers.n, w);
	ask.session = trusted.session;
	ask.directory = trusted.directory;
	if (trusted.by_store)
		ask.ledger = &trusted.store.ledger;
	if (rc == 0)
		rc = prove_check(&r, &ask, w);
	if (rc == 0)
		rc = say_proof(call->say, &r, args->store == NULL, w);
	prove_clear(&r);
	trusted_close(&trusted);
	return rc;
}

static int
run(const struct command_call *call, struct why *w)
{
	const struct log_args *args = call->args;
	struct store store = { 0 };
	struct stat st;
	int rc = -1;

	if (stat(args->path, &st) == 0 && S_ISREG(st.st_mode))
		return run_proof(call, w);
	if (args->signers.n > 0 || args->store != NULL)
		return why_set(w, WHY_USAGE,
		    "--signer and --store are for a proof, and %s is none",
		    args->path);
	if (store_open(&store, args->path, STORE_READ, NULL, w) == 0)
		rc = verify(call, &store, w);
	store_close(&store);
	return rc;
}

const struct command cmd_log_verify = {
	.name = "log verify",
	.summary = "Check the custody log, or a proof from another's",
	.about =
	    "PATH is a store, or a file that \"log prove\" wrote.\n"
	    "Of a store every event, the tree over them, and every signed "
	    "checkpoint are checked, and what witnesses cosigned (log "
	    "cosigned). What the log alone cannot show, the loss "
	    "of all that came after its last checkpoint here, an earlier "
	    "checkpoint kept elsewhere does.\n"
	    "Of a proof the signed head of the log, and that each event and "
	    "each earlier head belongs to it. With --store also that no head "
	    "that this agency's seals told before is of another log: a log "
	    "that was written anew is refused as log-forked.",
	.options = options,
	.args_bytes = sizeof(struct log_args),
	.needs = COMMAND_VERDICT,
	.run = run,
};
