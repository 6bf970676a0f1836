#include "tool/flow/prove.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "keys/file.h"
#include "tool/store/ledger_head.h"

#define SIG_PATH_BYTES 4097

/* The head is signed by the agency itself, whose decision is out. */
static int
check_signature(const struct prove_ask *ask, const struct session_signed *what,
    const char *name, struct decision *out, struct why *w)
{
	const struct signers_ask by = {
		.session = ask->session,
		.directory = ask->directory,
		.data = *what,
		.now_s = time(NULL),
		.logged_s = DIRECTORY_NEVER,
	};
	struct signers signers;

	if (signers_check(&signers, &by, w) != 0 ||
	    signers_any(&signers, &by, DECISION_ANY_ROLE, out, w) != 0)
		return why_in(w, "%s", name);
	if (signers.n > 1 || out->person[0] != '\0')
		return why_set(w, WHY_CHECKPOINT,
		    "%s: not signed by the agency's own key alone", name);
	return 0;
}

static int
check_checkpoint(struct prove_checked *out, const struct prove_ask *ask,
    struct why *w)
{
	const struct event_proof *p = &out->proof;
	const struct session_signed what = {
		.data = p->checkpoint,
		.len = p->checkpoint_len,
		.signature = p->signature,
		.signature_len = p->signature_len,
	};
	char in_force[SEAL_PRINT_HEX];

	if (check_signature(ask, &what, "checkpoint", &out->decision, w) != 0 ||
	    event_proof_check(p, in_force, w) != 0)
		return -1;
	if (strcmp(out->decision.fingerprint, in_force) == 0)
		return 0;
	return why_set(w, WHY_CHECKPOINT,
	    "checkpoint: signed by %s, while %s was in force",
	    out->decision.fingerprint, in_force);
}

/* Who signed the checkpoint says what the events are. */
static int
check_account(const struct prove_checked *out, const struct prove_ask *ask,
    struct why *w)
{
	const struct event_proof *p = &out->proof;
	const struct session_signed what = {
		.data = p->account_text,
		.len = p->account_len,
		.signature = p->account_signature,
		.signature_len = p->account_signature_len,
	};
	const struct seal_party *maker = &p->account.maker;
	struct decision by;

	if (!p->accounted)
		return 0;
	if (check_signature(ask, &what, "account.json", &by, w) != 0)
		return -1;
	if (strcmp(by.fingerprint, out->decision.fingerprint) == 0 &&
	    strcmp(maker->fingerprint, by.fingerprint) == 0 &&
	    strcmp(maker->agency, by.agency) == 0)
		return 0;
	return why_set(w, WHY_SIGNER_MISMATCH,
	    "the account names agency %s with key %s, and is signed by %s "
	    "with %s",
	    maker->agency, maker->fingerprint, by.agency, by.fingerprint);
}

/* --- a checkpoint that was kept elsewhere --- */

static int
read_kept(struct prove_checked *out, const struct prove_ask *ask, struct why *w)
{
	char path[SIG_PATH_BYTES];
	struct bytes text = { 0 };
	struct bytes signature = { 0 };
	struct session_signed what;
	struct decision by;
	int n = snprintf(path, sizeof path, "%s.sig", ask->kept);
	int rc = -1;

	if (n < 0 || (size_t)n >= sizeof path)
		return why_set(w, WHY_USAGE, "the path is too long");
	if (file_read(ask->kept, EVENT_PROOF_CHECKPOINT_MAX, &text, w) != 0 ||
	    file_read(path, EVENT_PROOF_SIGNATURE_MAX, &signature, w) != 0 ||
	    event_head_parse(&out->kept, text.data, text.len, w) != 0)
		goto out;
	what = (struct session_signed){ text.data, text.len, signature.data,
		signature.len };
	if (check_signature(ask, &what, "checkpoint", &by, w) != 0)
		goto out;
	if (strcmp(by.agency, out->decision.agency) != 0 ||
	    strcmp(out->kept.origin, out->proof.head.origin) != 0) {
		why_set(w, WHY_CHECKPOINT, "is of the log of %s, not of %s",
		    out->kept.origin, out->proof.head.origin);
		goto out;
	}
	rc = 0;
out:
	bytes_clear(&text);
	bytes_clear(&signature);
	return rc;
}

static int
check_kept(struct prove_checked *out, const struct prove_ask *ask,
    struct why *w)
{
	bool known = false;

	if (ask->kept == NULL)
		return 0;
	if (read_kept(out, ask, w) != 0)
		return why_in(w, "%s", ask->kept);
	if (event_proof_holds(&out->proof, out->kept.size, out->kept.root,
		&known, w) != 0)
		return -1;
	if (known)
		return 0;
	return why_set(w, WHY_LOG_PROOF,
	    "the proof does not tell how the log grew from %" PRIu64
	    " events: ask for one that does (log prove --from %" PRIu64 ")",
	    out->kept.size, out->kept.size);
}

/* --- heads that were seen before --- */

static int
hold(void *self, uint64_t size, const uint8_t *root, const uint8_t *bundle,
    struct why *w)
{
	struct prove_checked *out = self;
	bool known = false;

	(void)bundle;
	if (event_proof_holds(&out->proof, size, root, &known, w) != 0)
		return -1;
	out->seen++;
	out->unproven += !known;
	return 0;
}

static int
check_seen(struct prove_checked *out, const struct prove_ask *ask,
    struct why *w)
{
	const struct directory_agency *a;

	if (ask->ledger == NULL)
		return 0;
	a = directory_find_agency(ask->directory, out->decision.agency);
	for (size_t i = 0; a != NULL && i < a->n_keys; i++) {
		if (ledger_witness_each(ask->ledger, a->keys[i].fingerprint,
			hold, out, w) != 0)
			return -1;
	}
	return 0;
}

/* --- what witnesses signed --- */

static int
judge_cosigned(struct prove_checked *out, const struct prove_ask *ask,
    int64_t logged_s, struct why *w)
{
	for (size_t i = 0; i < out->proof.n_cosigned; i++) {
		const struct event_proof_cosigned *c = &out->proof.cosigned[i];
		const struct prove_cosigned_ask one = {
			.session = ask->session,
			.directory = ask->directory,
			.data = { c->text, c->len, c->signature,
			    c->signature_len },
			.owner = out->decision.agency,
			.logged_s = logged_s,
		};

		if (prove_cosigned(&out->cosigned[i], &one, w) != 0)
			return why_in(w, "%s: cosignature %zu", ask->path,
			    i + 1);
	}
	return 0;
}

const struct prove_cosigned *
prove_existed(const struct prove_checked *r, uint64_t sequence)
{
	const struct prove_cosigned *best = NULL;

	for (size_t i = 0; i < r->proof.n_cosigned; i++) {
		const struct prove_cosigned *c = &r->cosigned[i];

		if (c->why.reason == WHY_NONE && c->said.head.size > sequence &&
		    (best == NULL || c->said.time_s < best->said.time_s))
			best = c;
	}
	return best;
}

int
prove_check(struct prove_checked *out, const struct prove_ask *ask,
    struct why *w)
{
	*out = (struct prove_checked){ 0 };
	if (file_read(ask->path, EVENT_PROOF_MAX_BYTES, &out->file, w) != 0)
		return -1;
	if (event_proof_parse(&out->proof, out->file.data, out->file.len, w) !=
		0 ||
	    check_checkpoint(out, ask, w) != 0 ||
	    check_account(out, ask, w) != 0)
		return why_in(w, "%s", ask->path);
	if (check_kept(out, ask, w) != 0 || check_seen(out, ask, w) != 0)
		return -1;
	return judge_cosigned(out, ask, DIRECTORY_NEVER, w);
}

/* Right, and by the agency's own key that was in force, whatever became of
 * that. */
static int
check_right(struct prove_checked *out, const struct prove_ask *ask,
    struct why *w)
{
	const struct event_proof *p = &out->proof;
	const struct signers_ask by = {
		.session = ask->session,
		.directory = ask->directory,
		.data = { p->checkpoint, p->checkpoint_len, p->signature,
		    p->signature_len },
		.now_s = time(NULL),
		.logged_s = DIRECTORY_NEVER,
	};
	const struct directory_agency *a;
	const struct directory_key *key;
	struct decision *d = &out->decision;
	struct signers signers;

	if (event_proof_check(p, d->fingerprint, w) != 0 ||
	    signers_check(&signers, &by, w) != 0)
		return -1;
	a = directory_find_key(ask->directory, d->fingerprint, &key);
	if (a == NULL || key->person[0] != '\0' || signers.n > 1 ||
	    signers_right(&signers, d->fingerprint) == NULL)
		return why_set(w, WHY_CHECKPOINT,
		    "checkpoint: not signed by the key alone that was in "
		    "force, %s, of an agency that is known here",
		    d->fingerprint);
	(void)snprintf(d->agency, sizeof d->agency, "%s", a->agency);
	return 0;
}

int
prove_check_shown(struct prove_checked *out, const struct prove_ask *ask,
    const struct bytes *file, int64_t logged_s, struct why *w)
{
	*out = (struct prove_checked){ 0 };
	if (bytes_add(&out->file, file->data, file->len, w) != 0 ||
	    event_proof_parse(&out->proof, out->file.data, out->file.len, w) !=
		0 ||
	    check_right(out, ask, w) != 0 || check_seen(out, ask, w) != 0)
		return -1;
	return judge_cosigned(out, ask, logged_s, w);
}

void
prove_clear(struct prove_checked *out)
{
	event_proof_clear(&out->proof);
	bytes_clear(&out->file);
}
