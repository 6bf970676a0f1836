#include <time.h>

#include "tool/store/store_directory_inside.h"
#include "tool/store/store_own.h"
#include "tool/store/store_rules.h"

int
store_card(struct store *s, struct card *c, struct why *w)
{
	return store_own_card(s, s->fingerprint, c, w);
}

/* The keyring has taken the revocation of a known key: the directory says so
 * too, and nothing else of what was asked is done. */
static int
take_revocation(struct store *s, const struct card *c, const char *actor,
    struct why *w)
{
	struct event e = store_directory_event("key-revoked", c->agency,
	    c->fingerprint, actor);
	int rc;

	directory_clear(&s->directory);
	rc = store_load_directory(s, w);
	if (rc == 0)
		rc = directory_renew_key(&s->directory, c->fingerprint, &c->key,
		    w);
	if (rc == 0)
		rc = directory_end_key(&s->directory, c->fingerprint,
		    DIRECTORY_REVOKED, time(NULL), w);
	return store_directory_commit(s, rc, &e, w);
}

/* done: what the change of the directory said; known: the key was in it. */
static int
take_card(struct store *s, const struct card *c, bool known, int done,
    struct event *e, struct why *w)
{
	struct session_key_info key;
	struct why ignored = { 0 };

	if (done == 0)
		done = session_import(&s->session, &c->key, c->fingerprint, w);
	if (done == 0 && known &&
	    session_key(&s->session, c->fingerprint, &key, &ignored) == 0 &&
	    key.revoked)
		return take_revocation(s, c, e->actor, w);
	if (done == 0)
		done = store_directory_fit(s, c->fingerprint, &key, w);
	if (done == 0)
		done = store_rules_key(s, &key, "the key", WHY_CARD, w);
	store_rules_name(s, e);
	if (done == 0)
		directory_valid_from(&s->directory, c->fingerprint,
		    key.created_s);
	return store_directory_commit(s, done, e, w);
}

static bool
knows_key(const struct store *s, const struct card *c)
{
	return directory_find_key(&s->directory, c->fingerprint, NULL) != NULL;
}

int
store_pin(struct store *s, const struct directory_pin *pin, const char *actor,
    struct why *w)
{
	const struct card *c = pin->card;
	struct event e = store_directory_event("agency-add", c->agency,
	    c->fingerprint, actor);
	bool known = knows_key(s, c);

	if (store_directory_kept(s, w) != 0)
		return -1;
	return take_card(s, c, known, directory_pin(&s->directory, pin, w), &e,
	    w);
}

int
store_add_key(struct store *s, const struct directory_more *more,
    const char *actor, struct why *w)
{
	const struct card *c = more->card;
	struct event e = store_directory_event("agency-key-add", c->agency,
	    c->fingerprint, actor);
	bool known = knows_key(s, c);

	if (store_directory_kept(s, w) != 0)
		return -1;
	return take_card(s, c, known, directory_add_key(&s->directory, more, w),
	    &e, w);
}

int
store_set_key(struct store *s, const char *fingerprint, const char *person,
    unsigned roles, const char *actor, struct why *w)
{
	const struct directory_agency *a =
	    directory_find_key(&s->directory, fingerprint, NULL);
	struct event e = store_directory_event("agency-key-set",
	    a == NULL ? "" : a->agency, fingerprint, actor);

	if (store_directory_kept(s, w) != 0)
		return -1;
	return store_directory_commit(s,
	    directory_set_key(&s->directory, fingerprint, person, roles, w), &e,
	    w);
}

int
store_withdraw(struct store *s, const char *agency,
    enum directory_status status, const char *actor, struct why *w)
{
	const struct directory_agency *a =
	    directory_find_agency(&s->directory, agency);
	struct event e = store_directory_event(
	    status == DIRECTORY_SUSPENDED ? "agency-suspend" : "agency-unpin",
	    agency, a == NULL ? "" : a->keys[a->n_keys - 1].fingerprint, actor);

	if (store_directory_kept(s, w) != 0)
		return -1;
	return store_directory_commit(s,
	    directory_withdraw(&s->directory, agency, status, w), &e, w);
}

int
store_end_key(struct store *s, const char *fingerprint, enum directory_end how,
    int64_t since_s, const char *actor, struct why *w)
{
	static const char *const acts[] = {
		[DIRECTORY_SUPERSEDED] = "key-superseded",
		[DIRECTORY_REVOKED] = "key-revoked",
		[DIRECTORY_COMPROMISED] = "key-compromised",
	};
	const struct directory_agency *a =
	    directory_find_key(&s->directory, fingerprint, NULL);
	struct event e = store_directory_event(acts[how],
	    a == NULL ? "" : a->agency, fingerprint, actor);

	if (store_directory_kept(s, w) != 0)
		return -1;
	return store_directory_commit(s,
	    directory_end_key(&s->directory, fingerprint, how, since_s, w), &e,
	    w);
}

int
store_renew_key(struct store *s, struct event *e, struct why *w)
{
	struct bytes key = { 0 };
	int rc;

	if (!store_keeps_directory(s))
		return store_event(s, e, w);
	rc = session_export(&s->session, s->fingerprint, &key, w);
	if (rc == 0)
		rc =
		    directory_renew_key(&s->directory, s->fingerprint, &key, w);
	bytes_clear(&key);
	return store_directory_commit(s, rc, e, w);
}
