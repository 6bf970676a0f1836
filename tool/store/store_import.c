#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tool/store/journal.h"
#include "tool/store/store_directory_inside.h"

/* Signed by the one it names? */
static int
check_named(const struct directory *d, const char *signer, struct why *w)
{
	if (strcmp(d->issuer.fingerprint, signer) == 0)
		return 0;
	return why_set(w, WHY_DIRECTORY_ISSUER,
	    "signed with key %s, while it names %s with key %s as its issuer",
	    signer, d->issuer.agency, d->issuer.fingerprint);
}

/* What only the keyring knows of the key that signed, and when it did. Source:
 * directory.txt, 4.3; signature.txt, 3.
 */
static int
check_ended(const struct directory *d, const struct session_verdict *v,
    enum why_reason ended, struct why *w)
{
	if (v->created_s > time(NULL) + SESSION_CLOCK_SLACK_S)
		return why_set(w, WHY_FUTURE,
		    "its signature is of a time that is yet to come");
	if (ended == WHY_SIGNER_REVOKED)
		return why_set(w, WHY_DIRECTORY_ISSUER,
		    "key %s of %s issues no more: it is revoked",
		    v->fingerprint, d->issuer.agency);
	if (ended == WHY_SIGNER_EXPIRED &&
	    (v->key_expires_s == 0 || v->key_expires_s <= d->issued_s ||
		v->key_expires_s <= v->created_s))
		return why_set(w, WHY_DIRECTORY_ISSUER,
		    "key %s of %s issues no more: it has expired",
		    v->fingerprint, d->issuer.agency);
	return 0;
}

/* Is it signed by the one that it names? One who may issue has signed: that is
 * asked before the text is read. */
static int
check_maker(struct store *s, const struct bytes *text,
    const struct bytes *signature, struct directory *fresh, struct signers *all,
    struct why *w)
{
	const struct signers_one *by =
	    store_directory_signature(s, text, signature, all, w);
	const struct signers_one *named;

	if (by == NULL || directory_parse(fresh, text->data, text->len, w) != 0)
		return -1;
	named = signers_right(all, fresh->issuer.fingerprint);
	if (named != NULL && store_directory_issuer(s, named))
		by = named;
	if (check_named(fresh, by->verdict.fingerprint, w) != 0)
		return -1;
	return check_ended(fresh, &by->verdict, by->gpg, w);
}

static int
check(struct store *s, const struct bytes *text, const struct bytes *signature,
    struct directory *fresh, struct signers *all, struct why *w)
{
	struct bytes held = { 0 };
	struct bytes held_signature = { 0 };
	int rc = -1;

	*fresh = (struct directory){ 0 };
	if (store_keeps_directory(s))
		return why_set(w, WHY_USAGE,
		    "this store keeps its directory itself: no authority was "
		    "pinned when it was made");
	if (store_sound_directory(s, w) != 0)
		return -1;
	if (check_maker(s, text, signature, fresh, all, w) != 0)
		goto out;
	if (fresh->issued_s > time(NULL) + SESSION_CLOCK_SLACK_S) {
		why_set(w, WHY_FUTURE,
		    "it was issued at a time that is yet to come");
		goto out;
	}
	if (s->directory.version > 0 &&
	    store_directory_text(s, LEDGER_DIRECTORY_LAST, &held,
		&held_signature, w) != 0)
		goto out;
	rc = directory_follows(&s->directory, &held, fresh, text, w);
out:
	bytes_clear(&held);
	bytes_clear(&held_signature);
	if (rc != 0)
		directory_clear(fresh);
	return rc;
}

int
store_check_directory(struct store *s, const struct bytes *text,
    const struct bytes *signature, struct directory *fresh, struct why *w)
{
	struct signers all;

	return check(s, text, signature, fresh, &all, w);
}

/* The same, and enough have signed, by the policy and the directory that are
 * held. */
static int
check_whole(struct store *s, const struct bytes *text,
    const struct bytes *signature, struct directory *fresh, struct why *w)
{
	struct signers_needs needs = { .statement = QUORUM_DIRECTORY };
	struct signers all;

	needs.needs = store_needs(s, &needs.n);
	if (check(s, text, signature, fresh, &all, w) != 0)
		return -1;
	if (signers_enough(&all, &needs, fresh->issuer.agency, NULL, w) == 0)
		return 0;
	directory_clear(fresh);
	return -1;
}

/* Keys that are new here, or not as they were. */
static int
import_keys(struct store *s, const struct directory *fresh, struct why *w)
{
	for (size_t i = 0; i < fresh->n; i++) {
		const struct directory_agency *a = &fresh->agencies[i];

		for (size_t j = 0; j < a->n_keys; j++) {
			const struct directory_key *k = &a->keys[j];
			const struct directory_key *was = NULL;

			(void)directory_find_key(&s->directory, k->fingerprint,
			    &was);
			if (was != NULL && was->key.len == k->key.len &&
			    memcmp(was->key.data, k->key.data, k->key.len) == 0)
				continue;
			if (session_import(&s->session, &k->key, k->fingerprint,
				w) != 0)
				return why_in(w, "agency %s", a->agency);
		}
	}
	return 0;
}

int
store_take_directory(struct store *s, const struct bytes *text,
    const struct bytes *signature, const char *actor, struct why *w)
{
	struct event e = store_directory_event("directory-import",
	    s->issuer.agency, s->issuer.fingerprint, actor);
	const struct seal_party issuer = s->issuer;
	struct directory fresh;

	if (check_whole(s, text, signature, &fresh, w) != 0)
		return store_event_refused(s, &e, w);
	if (import_keys(s, &fresh, w) != 0 ||
	    ledger_begin(&s->ledger, w) != 0) {
		directory_clear(&fresh);
		return store_event_refused(s, &e, w);
	}
	directory_clear(&s->directory);
	s->directory = fresh;
	s->issuer = fresh.issuer;
	event_add_count(&e, "agencies", fresh.n);
	if (ledger_set(&s->ledger, "issuer_fingerprint", s->issuer.fingerprint,
		w) != 0 ||
	    store_directory_put(s, text, signature, &e, w) != 0 ||
	    ledger_commit(&s->ledger, w) != 0) {
		struct why ignored = { 0 };

		ledger_rollback(&s->ledger);
		s->issuer = issuer;
		directory_clear(&s->directory);
		(void)store_load_directory(s, &ignored);
		return -1;
	}
	return store_directory_told(s, w);
}
