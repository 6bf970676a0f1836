#include <stdio.h>
#include <string.h>
#include <time.h>

#include "keys/session_own.h"
#include "tool/store/journal.h"
#include "tool/store/store_directory_inside.h"
#include "tool/store/store_pending.h"
#include "tool/store/store_rules.h"

bool
store_keeps_directory(const struct store *s)
{
	return strcmp(s->issuer.fingerprint, s->fingerprint) == 0;
}

/* May this key have issued a directory: the issuer's, or another one that the
 * version that is held lists for the same agency? */
static bool
may_issue(const struct store *s, const char *fingerprint)
{
	const struct directory_key *key = NULL;
	const struct directory_agency *a =
	    directory_find_key(&s->directory, fingerprint, &key);

	return strcmp(s->issuer.fingerprint, fingerprint) == 0 ||
	    (a != NULL && strcmp(a->agency, s->issuer.agency) == 0 &&
		directory_key_issues(a, key));
}

bool
store_directory_issuer(const struct store *s, const struct signers_one *one)
{
	return one->verdict.matches && may_issue(s, one->verdict.fingerprint);
}

/* None was made by one who may issue: why. */
static void
explain_none(const struct store *s, const struct signers *all, struct why *w)
{
	const struct signers_one *right = signers_right(all, NULL);

	for (size_t i = 0; i < all->n; i++) {
		const struct session_verdict *v = &all->all[i].verdict;

		if (!v->matches &&
		    strcmp(v->signer, s->issuer.fingerprint) == 0) {
			why_set(w, WHY_GPG,
			    "gpg does not find the issuer's key %s", v->signer);
			return;
		}
	}
	if (right == NULL)
		why_set(w, all->all[0].why.reason, "%s", all->all[0].why.text);
	else
		why_set(w, WHY_DIRECTORY_ISSUER,
		    "signed with key %s, where %s with key %s is the authority",
		    right->verdict.fingerprint, s->issuer.agency,
		    s->issuer.fingerprint);
}

/* What became of the key since is for who takes another version to ask. */
const struct signers_one *
store_directory_signature(struct store *s, const struct bytes *text,
    const struct bytes *signature, struct signers *all, struct why *w)
{
	const struct signers_ask ask = {
		.session = &s->session,
		.directory = &s->directory,
		.data = { .data = text->data,
		    .len = text->len,
		    .signature = signature->data,
		    .signature_len = signature->len },
		.now_s = time(NULL),
		.logged_s = DIRECTORY_NEVER,
	};

	if (signers_check(all, &ask, w) != 0)
		return NULL;
	for (size_t i = 0; i < all->n; i++) {
		if (store_directory_issuer(s, &all->all[i]))
			return &all->all[i];
	}
	explain_none(s, all, w);
	return NULL;
}

/* What is wrong with what we keep ourselves is no verdict. */
static int
own_fault(const struct store *s, const struct why *fault, struct why *w)
{
	return why_set(w,
	    why_exit(fault->reason) == WHY_EXIT_NO ? WHY_STORE : fault->reason,
	    "%s: the directory: %s", s->path, fault->text);
}

int
store_sound_directory(const struct store *s, struct why *w)
{
	if (s->unsound.reason == WHY_NONE)
		return 0;
	return why_set(w, s->unsound.reason, "%s: the directory: %s", s->path,
	    s->unsound.text);
}

/* What the others know of the own key decides which part of it signs. */
int
store_directory_listed(struct store *s, struct why *w)
{
	const struct directory_key *key = NULL;

	if (!s->session_open)
		return 0;
	(void)directory_find_key(&s->directory, s->fingerprint, &key);
	return session_listed(&s->session, key == NULL ? NULL : &key->key, w);
}

/* A wrong signature is a fault; that gpg has no verdict is for whoever wants to
 * rest on the directory, and for the log, which must be open for that. */
static int
check_held(struct store *s, const struct bytes *text,
    const struct bytes *signature, struct why *fault)
{
	struct signers all;

	if (s->mode == STORE_LOOK || s->mode == STORE_MEND ||
	    store_directory_signature(s, text, signature, &all, fault) != NULL)
		return 0;
	if (why_exit(fault->reason) == WHY_EXIT_NO)
		return -1;
	s->unsound = *fault;
	why_clear(fault);
	return 0;
}

int
store_load_directory(struct store *s, struct why *w)
{
	struct bytes text = { 0 };
	struct bytes signature = { 0 };
	struct why fault = { 0 };
	bool found = false;
	int rc;

	s->unsound = (struct why){ 0 };
	s->directory = (struct directory){ .issuer = s->issuer };
	rc = ledger_directory_get(&s->ledger, LEDGER_DIRECTORY_LAST, &text,
	    &signature, &found, w);
	if (rc != 0 || (!found && !store_keeps_directory(s)))
		goto out;
	rc = -1;
	if (!found)
		why_set(w, WHY_STORE, "%s: the directory is missing", s->path);
	else if (check_held(s, &text, &signature, &fault) != 0 ||
	    directory_parse(&s->directory, text.data, text.len, &fault) != 0)
		own_fault(s, &fault, w);
	else if (strcmp(s->directory.issuer.fingerprint,
		     s->issuer.fingerprint) != 0)
		why_set(w, WHY_STORE, "%s: the directory is another issuer's",
		    s->path);
	else
		rc = store_directory_listed(s, w);
out:
	bytes_clear(&text);
	bytes_clear(&signature);
	return rc;
}

int
store_directory_text(struct store *s, uint64_t version, struct bytes *text,
    struct bytes *signature, struct why *w)
{
	bool found = false;

	if (ledger_directory_get(&s->ledger, version, text, signature, &found,
		w) != 0)
		return -1;
	return found ? 0
		     : why_set(w, WHY_USAGE,
			   "this store has no such version of a directory");
}

/* --- a new version --- */

/* In the open transaction: text, signature and event of the version that is in
 * memory. */
int
store_directory_put(struct store *s, const struct bytes *text,
    const struct bytes *signature, struct event *e, struct why *w)
{
	(void)snprintf(e->issuer, sizeof e->issuer, "%s",
	    s->directory.issuer.fingerprint);
	event_add_count(e, "directory_version", s->directory.version);
	if (ledger_directory_put(&s->ledger, s->directory.version, text,
		signature, w) != 0)
		return -1;
	return journal_append(&s->ledger, e, w);
}

static int
sign_and_put(struct store *s, struct event *e, struct why *w)
{
	struct session_signed what = { 0 };
	struct bytes signature = { 0 };
	struct bytes text = { 0 };
	int rc = -1;

	if (directory_write(&s->directory, &text, w) != 0)
		goto out;
	if (text.len > DIRECTORY_MAX_BYTES) {
		why_set(w, WHY_LIMIT, "the directory has more than %zu bytes",
		    DIRECTORY_MAX_BYTES);
		goto out;
	}
	what.data = text.data;
	what.len = text.len;
	if (session_sign(&s->session, s->fingerprint, &what, &signature, w) ==
	    0)
		rc = store_directory_put(s, &text, &signature, e, w);
out:
	bytes_clear(&text);
	bytes_clear(&signature);
	return rc;
}

int
store_put_directory(struct store *s, struct event *e, struct why *w)
{
	struct session_key_info key;
	struct card self;
	int rc = -1;

	/* one that is imported comes later */
	if (!store_keeps_directory(s))
		return journal_append(&s->ledger, e, w);
	if (store_card(s, &self, w) == 0 &&
	    session_key(&s->session, s->fingerprint, &key, w) == 0 &&
	    directory_found(&s->directory, &self, key.created_s, time(NULL),
		w) == 0)
		rc = sign_and_put(s, e, w);
	card_clear(&self);
	return rc;
}

struct event
store_directory_event(const char *act, const char *agency,
    const char *fingerprint, const char *actor)
{
	struct event e = { .outcome = "done" };

	(void)snprintf(e.act, sizeof e.act, "%s", act);
	(void)snprintf(e.actor, sizeof e.actor, "%s", actor);
	(void)snprintf(e.other, sizeof e.other, "%s", agency);
	(void)snprintf(e.other_print, sizeof e.other_print, "%s", fingerprint);
	return e;
}

int
store_directory_next(struct store *s, struct event *e, struct why *w)
{
	struct bytes held = { 0 };
	struct bytes signature = { 0 };
	int rc = -1;

	if (store_directory_text(s, LEDGER_DIRECTORY_LAST, &held, &signature,
		w) == 0 &&
	    directory_next(&s->directory, &held, time(NULL), w) == 0)
		rc = sign_and_put(s, e, w);
	bytes_clear(&held);
	bytes_clear(&signature);
	return rc;
}

int
store_directory_commit(struct store *s, int done, struct event *e,
    struct why *w)
{
	struct why ignored = { 0 };
	int rc = -1;

	if (done == 0 && ledger_begin(&s->ledger, w) == 0) {
		if (store_directory_next(s, e, w) == 0 &&
		    store_pending_end(s, w) == 0 &&
		    ledger_commit(&s->ledger, w) == 0)
			rc = 0;
		else
			ledger_rollback(&s->ledger);
	}
	if (rc == 0)
		return store_directory_told(s, w);
	directory_clear(&s->directory);
	(void)store_load_directory(s, &ignored);
	return -1;
}

int
store_directory_told(struct store *s, struct why *w)
{
	if (store_directory_listed(s, w) != 0)
		return -1;
	return journal_checkpoint(&s->ledger, &s->session, s->fingerprint, w);
}

int
store_directory_kept(const struct store *s, struct why *w)
{
	if (store_keeps_directory(s))
		return store_sound_directory(s, w);
	return why_set(w, WHY_USAGE,
	    "the directory of this store is imported from %s: agency import "
	    "changes it",
	    s->issuer.agency);
}

int
store_directory_fit(struct store *s, const char *fingerprint,
    struct session_key_info *key, struct why *w)
{
	const struct directory_key *k = NULL;
	bool signs_only;

	if (session_key(&s->session, fingerprint, key, w) != 0) {
		directory_doubt(&s->directory, fingerprint, w);
		return -1;
	}
	if (key->revoked)
		return why_set(w, WHY_CARD, "key %s is revoked", fingerprint);
	if (key->expired)
		return why_set(w, WHY_CARD, "key %s has expired", fingerprint);
	(void)directory_find_key(&s->directory, fingerprint, &k);
	signs_only = k != NULL && k->person[0] != '\0';
	if (key->weak || !key->can_sign || (!key->can_encrypt && !signs_only))
		return why_set(w, WHY_CARD, "key %s %s", fingerprint,
		    key->weak		? "is weak"
			: key->can_sign ? "cannot encrypt"
					: "cannot sign");
	return 0;
}
