#include "tool/store/store_rotate.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "keys/secret.h"
#include "keys/session_own.h"
#include "tool/stop.h"
#include "tool/store/journal.h"
#include "tool/store/staging.h"
#include "tool/store/store_directory_inside.h"
#include "tool/store/store_offline.h"
#include "tool/store/store_own.h"

#define SETTING	   "key_next"
#define NEW_SECRET STAGING_QUARANTINE "/secret.gpg"

int
store_rotate_waiting(struct store *s, char out[CARD_PRINT_HEX], struct why *w)
{
	bool found = false;

	if (ledger_get(&s->ledger, SETTING, out, CARD_PRINT_HEX, &found, w) !=
	    0)
		return -1;
	if (!found)
		out[0] = '\0';
	return 0;
}

/* Both secret parts are here: else it cannot take over. */
static int
check_here(struct store *s, const char *fingerprint, struct why *w)
{
	struct session_own own;

	if (session_own(&s->session, fingerprint, &own, w) != 0)
		return -1;
	for (size_t i = 0; i < own.n; i++) {
		if (own.parts[i].place != SESSION_HERE &&
		    !(i == 0 && session_is_offline(&own)))
			return why_set(w, WHY_NO_KEY,
			    "the secret part of %s is not here",
			    own.parts[i].fingerprint);
	}
	return 0;
}

/* The old primary key signs nothing here: its subkey does. Who changes the key
 * has to have it all the same, and not just the use of the store. */
static int
check_primary(struct store *s, const struct backup *primary, struct why *w)
{
	if (store_offline_check(s, primary, w) != 0)
		return -1;
	return primary == NULL ? 0 : store_trial_backup(s, primary, w);
}

/* --- the new key --- */

static int
make(struct store *s, const struct store_rotate *how,
    char fingerprint[CARD_PRINT_HEX], struct why *w)
{
	struct session_new_key key = {
		.kind = how->kind,
		.valid_s = how->valid_s,
	};
	char uid[STORE_UID_BYTES];
	struct event e;

	store_uid(s, uid);
	key.uid = uid;
	if (session_make_key(&s->session, &key, fingerprint, w) != 0 ||
	    stop_check(w) != 0)
		return -1;
	e = store_directory_event("key-new", s->agency, fingerprint,
	    how->actor);
	if (ledger_begin(&s->ledger, w) != 0)
		return -1;
	if (ledger_set(&s->ledger, SETTING, fingerprint, w) != 0 ||
	    journal_append(&s->ledger, &e, w) != 0 ||
	    ledger_commit(&s->ledger, w) != 0) {
		ledger_rollback(&s->ledger);
		return -1;
	}
	return 0;
}

/* One that waits is taken, unless the keyring has lost it. */
static int
make_or_take(struct store *s, const struct store_rotate *how,
    struct store_rotated *out, struct why *w)
{
	struct why fault = { 0 };

	if (store_rotate_waiting(s, out->after, w) != 0)
		return -1;
	out->waited =
	    out->after[0] != '\0' && check_here(s, out->after, &fault) == 0;
	if (out->waited || fault.reason == WHY_NONE ||
	    fault.reason == WHY_NO_KEY || fault.reason == WHY_SIGNER_UNKNOWN)
		return out->waited ? 0 : make(s, how, out->after, w);
	return why_set(w, fault.reason, "%s", fault.text);
}

/* --- it takes over --- */

/* The tombstones' secret, sealed for the new key, takes its place with the
 * commit. Either key opens either until then. */
static int
reseal(struct store *s, const char *fingerprint, struct why *w)
{
	char from[STORE_PATH_BYTES];
	char to[STORE_PATH_BYTES];

	if (store_path(s, STORE_SECRET, from, w) != 0 ||
	    store_path(s, NEW_SECRET, to, w) != 0)
		return -1;
	return secret_reseal(&s->session, from, fingerprint, to, w);
}

/* In the open transaction: all that names the key in force. The log keeps the
 * name that it has. */
static int
put_settings(struct store *s, const char *before, const char *after,
    struct why *w)
{
	struct event_head head;

	if (journal_origin(&s->ledger, before, &head, w) != 0 ||
	    ledger_set(&s->ledger, JOURNAL_ORIGIN, strchr(head.origin, '/') + 1,
		w) != 0 ||
	    ledger_set(&s->ledger, "fingerprint", after, w) != 0 ||
	    ledger_set(&s->ledger, SETTING, "", w) != 0)
		return -1;
	return ledger_swap_put(&s->ledger, NEW_SECRET, STORE_SECRET, w);
}

/* The version that lists the new key is the old one's last, the one that says
 * what became of the old one is the new one's first. */
static int
put_versions(struct store *s, const struct store_rotated *r, const char *actor,
    struct why *w)
{
	struct event listed =
	    store_directory_event("key-listed", s->agency, r->after, actor);
	struct event turned =
	    store_directory_event("key-rotate", s->agency, r->after, actor);

	if (store_directory_next(s, &listed, w) != 0 ||
	    directory_end_key(&s->directory, r->before, DIRECTORY_SUPERSEDED,
		time(NULL), w) != 0)
		return -1;
	memcpy(s->fingerprint, r->after, sizeof s->fingerprint);
	memcpy(s->issuer.fingerprint, r->after, sizeof s->issuer.fingerprint);
	s->directory.issuer = s->issuer;
	if (store_directory_next(s, &turned, w) != 0)
		return -1;
	return ledger_set(&s->ledger, "issuer_fingerprint", r->after, w);
}

/* It may do what the old one may. */
static int
add_key(struct store *s, const char *fingerprint, struct why *w)
{
	struct directory_more more = { .person = "", .now_s = time(NULL) };
	const struct directory_key *old = NULL;
	struct session_key_info key;
	struct card card = { 0 };
	int rc = -1;

	if (directory_find_key(&s->directory, s->fingerprint, &old) == NULL)
		return why_set(w, WHY_STORE,
		    "%s: the directory lacks this agency's own key", s->path);
	if (store_directory_fit(s, fingerprint, &key, w) == 0 &&
	    store_own_card(s, fingerprint, &card, w) == 0) {
		more.card = &card;
		more.roles = old->roles;
		rc = directory_add_key(&s->directory, &more, w);
	}
	if (rc == 0)
		directory_valid_from(&s->directory, fingerprint, key.created_s);
	card_clear(&card);
	return rc;
}

/* After a commit nothing is taken back: the swap is done now or at the next
 * start. */
static int
finish(struct store *s, struct why *w)
{
	if (store_swaps(s, w) != 0)
		return -1;
	return store_directory_told(s, w);
}

static int
turn_kept(struct store *s, const struct store_rotated *r, const char *actor,
    struct why *w)
{
	const struct seal_party issuer = s->issuer;
	struct why ignored = { 0 };

	if (add_key(s, r->after, w) == 0 && reseal(s, r->after, w) == 0 &&
	    stop_check(w) == 0 && ledger_begin(&s->ledger, w) == 0) {
		if (put_versions(s, r, actor, w) == 0 &&
		    put_settings(s, r->before, r->after, w) == 0 &&
		    ledger_commit(&s->ledger, w) == 0)
			return finish(s, w);
		ledger_rollback(&s->ledger);
	}
	memcpy(s->fingerprint, r->before, sizeof s->fingerprint);
	s->issuer = issuer;
	directory_clear(&s->directory);
	(void)store_load_directory(s, &ignored);
	return -1;
}

int
store_rotate(struct store *s, const struct store_rotate *how,
    struct store_rotated *out, struct why *w)
{
	*out = (struct store_rotated){ .in_force = store_keeps_directory(s) };
	memcpy(out->before, s->fingerprint, sizeof out->before);
	if (store_sound_directory(s, w) != 0 ||
	    check_primary(s, how->primary, w) != 0 ||
	    make_or_take(s, how, out, w) != 0)
		return -1;
	if (!out->in_force)
		return journal_checkpoint(&s->ledger, &s->session,
		    s->fingerprint, w);
	if (turn_kept(s, out, how->actor, w) != 0)
		return -1;
	out->listed = s->directory.version - 1;
	return 0;
}

/* --- where the directory is imported --- */

static int
check_listed(const struct store *s, const char *fingerprint, struct why *w)
{
	const struct directory_key *key = NULL;
	const struct directory_agency *a =
	    directory_find_key(&s->directory, fingerprint, &key);
	int64_t now_s = time(NULL);

	if (store_keeps_directory(s))
		return why_set(w, WHY_USAGE,
		    "this store keeps its directory itself: key rotate is all "
		    "that it needs");
	if (strcmp(s->fingerprint, fingerprint) == 0)
		return why_set(w, WHY_USAGE, "key %s is in force already",
		    fingerprint);
	if (a == NULL || strcmp(a->agency, s->agency) != 0 ||
	    strcmp(key->person, s->person) != 0)
		return why_set(w, WHY_SIGNER_NOT_PINNED,
		    "version %" PRIu64 " of the directory of %s does not list "
		    "key %s for this agency",
		    s->directory.version, s->issuer.agency, fingerprint);
	if (key->valid_from_s <= now_s && now_s < key->valid_until_s &&
	    now_s < key->superseded_s && now_s < key->revoked_s &&
	    now_s < key->compromised_s &&
	    (key->use == (DIRECTORY_SIGN | DIRECTORY_ENCRYPT) ||
		s->person[0] != '\0'))
		return 0;
	return why_set(w, WHY_SIGNER_NOT_PINNED,
	    "key %s does not count now, or not for both acts, in version "
	    "%" PRIu64 " of the directory of %s",
	    fingerprint, s->directory.version, s->issuer.agency);
}

int
store_rotate_use(struct store *s, const char *fingerprint, const char *actor,
    struct why *w)
{
	char before[CARD_PRINT_HEX];
	struct session_key_info key;
	struct event e;

	memcpy(before, s->fingerprint, sizeof before);
	e = store_directory_event("key-rotate", s->agency, fingerprint, actor);
	event_add_count(&e, "directory_version", s->directory.version);
	if (store_sound_directory(s, w) != 0 ||
	    check_listed(s, fingerprint, w) != 0 ||
	    store_directory_fit(s, fingerprint, &key, w) != 0 ||
	    check_here(s, fingerprint, w) != 0 ||
	    reseal(s, fingerprint, w) != 0 || stop_check(w) != 0 ||
	    ledger_begin(&s->ledger, w) != 0)
		return -1;
	if (put_settings(s, before, fingerprint, w) != 0 ||
	    journal_append(&s->ledger, &e, w) != 0 ||
	    ledger_commit(&s->ledger, w) != 0) {
		ledger_rollback(&s->ledger);
		return -1;
	}
	memcpy(s->fingerprint, fingerprint, sizeof s->fingerprint);
	return finish(s, w);
}
