#include "tool/flow/approve.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "formats/frame.h"
#include "formats/sort_of.h"
#include "keys/file.h"
#include "tool/flow/replace.h"
#include "tool/flow/signatures.h"
#include "tool/store/journal.h"

/* What each kind of statement asks of its maker. */
static const struct {
	enum directory_role role;
	enum quorum_statement statement;
	size_t max_bytes;
} rules[APPROVAL_KINDS] = {
	[APPROVAL_SEAL] = { DIRECTORY_SEAL, QUORUM_SEAL, SEAL_JSON_MAX },
	[APPROVAL_DIRECTORY] = { DIRECTORY_ADMINISTER, QUORUM_DIRECTORY,
	    DIRECTORY_MAX_BYTES },
	[APPROVAL_POLICY] = { DIRECTORY_ADMINISTER, QUORUM_POLICY,
	    POLICY_MAX_BYTES },
	[APPROVAL_CERTIFICATE] = { DIRECTORY_ANSWER, QUORUM_CERTIFICATE,
	    CERTIFICATE_JSON_MAX },
};

void
approve_begin(struct approve *a)
{
	*a = (struct approve){ .opening = { .fd = -1 } };
}

void
approve_end(struct approve *a)
{
	bytes_clear(&a->file);
	bytes_clear(&a->statement);
	bytes_clear(&a->signatures);
	seal_clear(&a->seal);
	directory_clear(&a->directory);
	policy_clear(&a->policy);
	certificate_clear(&a->certificate);
	opening_close(&a->opening);
	approve_begin(a);
}

static int
parse_statement(struct approve *a, struct why *w)
{
	const struct bytes *s = &a->statement;

	a->kind = approval_kind_of(s->data, s->len);
	if (a->kind < APPROVAL_KINDS && s->len > rules[a->kind].max_bytes)
		return why_set(w, WHY_LIMIT,
		    "the statement has more than %zu bytes",
		    rules[a->kind].max_bytes);
	switch (a->kind) {
	case APPROVAL_SEAL:
		if (seal_parse(&a->seal, s->data, s->len, w) != 0)
			return -1;
		a->maker = a->seal.sender;
		return 0;
	case APPROVAL_DIRECTORY:
		if (directory_parse(&a->directory, s->data, s->len, w) != 0)
			return -1;
		a->maker = a->directory.issuer;
		return 0;
	case APPROVAL_POLICY:
		if (policy_parse(&a->policy, s->data, s->len, w) != 0)
			return -1;
		a->maker = a->policy.line.issuer;
		return 0;
	case APPROVAL_CERTIFICATE:
		if (certificate_parse(&a->certificate, s->data, s->len, w) != 0)
			return -1;
		a->maker = a->certificate.answerer;
		return 0;
	default:
		return why_set(w, WHY_APPROVAL,
		    "a statement of a kind that is not approved here");
	}
}

/* Both texts are in memory: look at them. */
static int
settle(struct approve *a, struct why *w)
{
	hash_digest_of(a->statement.data, a->statement.len, a->digest);
	if (parse_statement(a, w) != 0)
		return -1;
	return signature_parse_file(&a->parsed, a->signatures.data,
	    a->signatures.len, w);
}

static int
open_document(struct approve *a, const char *path, struct why *w)
{
	char beside[STORE_PATH_BYTES];
	const char *sort;
	int n = snprintf(beside, sizeof beside, "%s.sig", path);

	if (n < 0 || (size_t)n >= sizeof beside)
		return why_set(w, WHY_USAGE, "%s: the path is too long", path);
	if (file_read(path, APPROVAL_STATEMENT_MAX, &a->statement, w) != 0)
		return -1;
	/* A document says what it is; all else was meant to be a bundle. */
	if (approval_kind_of(a->statement.data, a->statement.len) ==
	    APPROVAL_KINDS) {
		sort = sort_of(a->statement.data, a->statement.len);
		if (sort != NULL)
			return why_set(w, WHY_NOT_A_BUNDLE,
			    "%s, which is not what belongs here", sort);
		return why_set(w, WHY_NOT_A_BUNDLE,
		    "neither a bundle nor a document that is signed");
	}
	return file_read(beside, SIGNATURE_FILE_MAX_BYTES, &a->signatures, w);
}

int
approve_open(struct approve *a, const char *path, struct why *w)
{
	struct why fault = { 0 };

	if (opening_open(&a->opening, path, &fault) == 0) {
		a->bundle = true;
		if (bytes_add(&a->statement, a->opening.seal_text.data,
			a->opening.seal_text.len, w) != 0 ||
		    bytes_add(&a->signatures, a->opening.signature.data,
			a->opening.signature.len, w) != 0)
			return -1;
	} else if (fault.reason != WHY_NOT_A_BUNDLE) {
		return why_set(w, fault.reason, "%s: %s", path, fault.text);
	} else if (open_document(a, path, w) != 0) {
		return why_in(w, "%s", path);
	}
	return settle(a, w) == 0 ? 0 : why_in(w, "%s", path);
}

int
approve_read(struct approve *a, const char *path, struct why *w)
{
	struct approval parts;

	if (file_read(path, APPROVAL_MAX_BYTES, &a->file, w) != 0)
		return -1;
	if (approval_parse(&parts, a->file.data, a->file.len, w) != 0)
		return why_in(w, "%s", path);
	if (bytes_add(&a->statement, parts.statement, parts.statement_len, w) !=
		0 ||
	    bytes_add(&a->signatures, parts.signatures, parts.signatures_len,
		w) != 0)
		return -1;
	return settle(a, w) == 0 ? 0 : why_in(w, "%s", path);
}

/* --- who signed --- */

static struct signers_ask
ask_of(const struct approve *a, struct store *s)
{
	return (struct signers_ask){
		.session = &s->session,
		.directory = &s->directory,
		.data = {
			.data = a->statement.data,
			.len = a->statement.len,
			.signature = a->signatures.data,
			.signature_len = a->signatures.len,
		},
		.now_s = time(NULL),
		.logged_s = DIRECTORY_NEVER,
	};
}

static int
check_maker(const struct approve *a, const struct signers_ask *ask,
    struct why *w)
{
	enum directory_role role = rules[a->kind].role;
	const struct signers_one *one =
	    signers_find(&a->signers, a->maker.fingerprint);
	struct decision d;

	if (signers_any(&a->signers, ask, role, &d, w) != 0)
		return -1;
	if (one == NULL)
		return why_set(w, WHY_SIGNER_MISMATCH,
		    "its maker %s with key %s has not signed it",
		    a->maker.agency, a->maker.fingerprint);
	if (signers_decide(one, ask, role, &d, w) != 0)
		return -1;
	if (strcmp(d.agency, a->maker.agency) == 0)
		return 0;
	return why_set(w, WHY_SIGNER_MISMATCH,
	    "signed by agency %s under the name %s", d.agency, a->maker.agency);
}

int
approve_check(struct approve *a, struct store *s, struct why *w)
{
	const struct signers_ask ask = ask_of(a, s);
	struct signers_needs needs = {
		.statement = rules[a->kind].statement,
	};

	if (store_sound_directory(s, w) != 0 ||
	    signers_check(&a->signers, &ask, w) != 0 ||
	    check_maker(a, &ask, w) != 0)
		return -1;
	/* what will be asked of a seal that is received */
	if (a->kind == APPROVAL_SEAL &&
	    chain_floor(&a->signers, &s->policy, &a->maker, w) != 0)
		return -1;
	needs.needs = store_needs(s, &needs.n);
	why_clear(&a->awaits);
	(void)signers_enough(&a->signers, &needs, a->maker.agency, &a->missing,
	    &a->awaits);
	return 0;
}

/* --- files --- */

static int
compose(const struct approve *a, struct bytes *out, struct why *w)
{
	const struct approval parts = {
		.statement = a->statement.data,
		.statement_len = a->statement.len,
		.signatures = a->signatures.data,
		.signatures_len = a->signatures.len,
	};

	return approval_write(&parts, out, w);
}

int
approve_take(const struct approve *a, const char *output, struct why *w)
{
	struct bytes out = { 0 };
	int rc = compose(a, &out, w);

	if (rc == 0)
		rc = file_create(output, out.data, out.len, w);
	bytes_clear(&out);
	return rc;
}

static struct event
event_of(const struct approve *a, const char *act, const char *actor)
{
	struct event e = { .outcome = "done" };

	(void)snprintf(e.act, sizeof e.act, "%s", act);
	(void)snprintf(e.actor, sizeof e.actor, "%s", actor);
	(void)snprintf(e.other, sizeof e.other, "%s", a->maker.agency);
	(void)snprintf(e.other_print, sizeof e.other_print, "%s",
	    a->maker.fingerprint);
	if (a->kind == APPROVAL_SEAL) {
		bytes_to_hex(e.bundle, a->seal.id, sizeof a->seal.id);
		bytes_to_hex(e.seal, a->digest, sizeof a->digest);
	} else if (a->kind == APPROVAL_POLICY) {
		policy_refer(&a->policy, e.policy);
	} else if (a->kind == APPROVAL_CERTIFICATE) {
		bytes_to_hex(e.order, a->certificate.order,
		    sizeof a->certificate.order);
	} else {
		event_add_count(&e, "directory_version", a->directory.version);
	}
	event_add_count(&e, "signatures", a->parsed.n);
	return e;
}

/* The ledger knows who signed a bundle that was made here. */
static int
note_signed(const struct approve *a, struct ledger *l, struct why *w)
{
	const struct ledger_signed of = { a->seal.id, LEDGER_SENT };
	struct signatures signatures;
	struct ledger_bundle row;
	bool found;

	if (a->kind != APPROVAL_SEAL || !a->bundle)
		return 0;
	if (ledger_bundle_get(l, of.bundle, of.direction, &row, &found, w) != 0)
		return -1;
	if (!found || memcmp(row.seal_digest, a->digest, sizeof a->digest) != 0)
		return 0;
	signatures_of(&signatures, &a->signers);
	return signatures_put(&signatures, l, &of, a->seal.n_earlier, w);
}

/* The event is committed when all is on the disk but the name, as with a
 * bundle that is packed. */
static int
commit(const struct approve *a, struct replace *r, struct store *s,
    struct event *e, struct why *w)
{
	struct ledger *l = &s->ledger;

	if (replace_ready(r, w) != 0 || ledger_begin(l, w) != 0)
		return -1;
	if (note_signed(a, l, w) != 0 || journal_append(l, e, w) != 0 ||
	    ledger_commit(l, w) != 0) {
		ledger_rollback(l);
		return -1;
	}
	if (replace_close(r, true, w) != 0)
		return -1;
	return journal_checkpoint(l, &s->session, s->fingerprint, w);
}

/* Take over what is merged, and look at it as at anything that is read. */
static int
join(struct approve *a, struct store *s, const struct signature_file *more,
    struct why *w)
{
	struct bytes merged = { 0 };

	if (signature_merge(&a->parsed, more, &merged, w) != 0) {
		bytes_clear(&merged);
		return -1;
	}
	bytes_clear(&a->signatures);
	a->signatures = merged;
	if (signature_parse_file(&a->parsed, merged.data, merged.len, w) != 0)
		return -1;
	return approve_check(a, s, w);
}

static int
write_approval(const struct approve *a, struct replace *r, struct why *w)
{
	struct bytes out = { 0 };
	int rc = compose(a, &out, w);

	if (rc == 0)
		rc = replace_write(r, out.data, out.len, w);
	bytes_clear(&out);
	return rc;
}

int
approve_sign(struct approve *a, struct store *s, const char *path,
    const char *actor, struct why *w)
{
	const struct session_signed data = {
		.data = a->statement.data,
		.len = a->statement.len,
	};
	struct bytes signature = { 0 };
	struct signature_file own;
	struct replace r = { .fd = -1 };
	struct event e;
	int rc = -1;

	if (signers_find(&a->signers, s->fingerprint) != NULL)
		return why_set(w, WHY_USAGE,
		    "this store's key has signed it already");
	if (session_sign(&s->session, s->fingerprint, &data, &signature, w) !=
		0 ||
	    signature_parse_file(&own, signature.data, signature.len, w) != 0 ||
	    join(a, s, &own, w) != 0)
		goto out;
	e = event_of(a, "approve-sign", actor);
	if (replace_open(&r, path, w) == 0 && write_approval(a, &r, w) == 0)
		rc = commit(a, &r, s, &e, w);
out:
	(void)replace_close(&r, false, NULL);
	bytes_clear(&signature);
	return rc;
}

/* Everything of the bundle but its last member. */
static int
write_bundle(const struct approve *a, struct replace *r, struct why *w)
{
	static const uint8_t zeros[2 * FRAME_BLOCK_BYTES];
	const struct frame *f = &a->opening.frame;
	uint8_t header[FRAME_BLOCK_BYTES];

	frame_header(header, "seal.json.sig", a->signatures.len, f->time_s);
	if (replace_copy(r, a->opening.fd,
		f->signature.offset - FRAME_BLOCK_BYTES, w) != 0 ||
	    replace_write(r, header, sizeof header, w) != 0 ||
	    replace_write(r, a->signatures.data, a->signatures.len, w) != 0 ||
	    replace_write(r, zeros, frame_padding(a->signatures.len), w) != 0)
		return -1;
	return replace_write(r, zeros, sizeof zeros, w);
}

/* Those that come in must count; what is there is there. */
static int
check_new(const struct approve *a, const struct signature_file *before,
    struct why *w)
{
	for (size_t i = 0; i < a->parsed.n; i++) {
		const struct why *why = &a->signers.all[i].why;
		bool was = false;

		for (size_t j = 0; j < before->n; j++)
			was |= memcmp(before->all[j].issuer,
				   a->parsed.all[i].issuer,
				   SIGNATURE_PRINT_BYTES) == 0;
		if (!was && why->reason != WHY_NONE)
			return why_set(w, why->reason, "%s", why->text);
	}
	return 0;
}

int
approve_add(struct approve *a, struct store *s, const char *path,
    const struct approve *from, const char *actor, unsigned *added,
    struct why *w)
{
	char target[STORE_PATH_BYTES];
	const struct signature_file before = a->parsed;
	struct replace r = { .fd = -1 };
	struct event e;
	int rc = -1;

	if (a->statement.len != from->statement.len ||
	    memcmp(a->digest, from->digest, sizeof a->digest) != 0)
		return why_set(w, WHY_APPROVAL,
		    "what was approved is another statement than that of %s",
		    path);
	if (join(a, s, &from->parsed, w) != 0 || check_new(a, &before, w) != 0)
		return -1;
	*added = (unsigned)(a->parsed.n - before.n);
	if (*added == 0)
		return why_set(w, WHY_USAGE,
		    "%s has all of these signatures already", path);
	e = event_of(a, "approve-add", actor);
	event_add_count(&e, "added", *added);
	(void)snprintf(target, sizeof target, "%s%s", path,
	    a->bundle ? "" : ".sig");
	if (replace_open(&r, target, w) == 0 &&
	    (a->bundle ? write_bundle(a, &r, w)
		       : replace_write(&r, a->signatures.data,
			     a->signatures.len, w)) == 0)
		rc = commit(a, &r, s, &e, w);
	(void)replace_close(&r, false, NULL);
	return rc;
}
