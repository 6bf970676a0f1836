#include "tool/store/store.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tool/store/journal.h"

int
store_card(struct store *s, struct card *c, struct why *w)
{
	*c = (struct card){ 0 };
	(void)snprintf(c->agency, sizeof c->agency, "%s", s->agency);
	(void)snprintf(c->name, sizeof c->name, "%s", s->name);
	(void)snprintf(c->fingerprint, sizeof c->fingerprint, "%s",
	    s->fingerprint);
	if (session_export(&s->session, s->fingerprint, &c->key, w) == 0)
		return 0;
	directory_doubt(&s->directory, s->fingerprint, w);
	return -1;
}

/*
 * The new directory and its event become true together: the file is written
 * while the transaction is open, and written back should the commit fail.
 */
static int
save(struct store *s, struct event *e, const char *path,
    const struct directory *old, struct why *w)
{
	struct why ignored = { 0 };

	if (ledger_begin(&s->ledger, w) != 0)
		return -1;
	if (journal_append(&s->ledger, e, w) != 0 ||
	    directory_save(&s->directory, path, w) != 0) {
		ledger_rollback(&s->ledger);
		return -1;
	}
	if (ledger_commit(&s->ledger, w) != 0) {
		ledger_rollback(&s->ledger);
		(void)directory_save(old, path, &ignored);
		return -1;
	}
	return 0;
}

static struct event
agency_event(const char *act, const char *agency, const char *fingerprint,
    const char *actor)
{
	struct event e = { .outcome = "done" };

	(void)snprintf(e.act, sizeof e.act, "%s", act);
	(void)snprintf(e.actor, sizeof e.actor, "%s", actor);
	(void)snprintf(e.other, sizeof e.other, "%s", agency);
	(void)snprintf(e.other_print, sizeof e.other_print, "%s", fingerprint);
	return e;
}

static int
check_key(struct store *s, const char *fingerprint, struct why *w)
{
	struct session_key_info key;

	if (session_key(&s->session, fingerprint, &key, w) != 0) {
		directory_doubt(&s->directory, fingerprint, w);
		return -1;
	}
	if (key.revoked)
		return why_set(w, WHY_CARD, "key %s is revoked", fingerprint);
	if (key.expired)
		return why_set(w, WHY_CARD, "key %s has expired", fingerprint);
	if (key.weak || !key.can_sign || !key.can_encrypt)
		return why_set(w, WHY_CARD, "key %s %s", fingerprint,
		    key.weak	       ? "is weak"
			: key.can_sign ? "cannot encrypt"
				       : "cannot sign");
	return 0;
}

/* Pin a card (roles) or, without one, unpin; save and log it, or leave all as
 * it was. */
static int
change(struct store *s, const struct card *c, unsigned roles, struct event *e,
    struct why *w)
{
	struct directory old = { 0 };
	char path[STORE_PATH_BYTES];
	int rc = -1;

	if (store_path(s, STORE_DIRECTORY, path, w) != 0 ||
	    directory_load(&old, path, w) != 0)
		return -1;
	if (c != NULL)
		rc = directory_pin(&s->directory, c, roles, time(NULL), w);
	else
		rc = directory_unpin(&s->directory, e->other, w);
	if (rc == 0 && c != NULL)
		rc = session_import(&s->session, &c->key, c->fingerprint, w);
	if (rc == 0 && c != NULL)
		rc = check_key(s, c->fingerprint, w);
	if (rc == 0)
		rc = save(s, e, path, &old, w);
	if (rc != 0) {
		directory_clear(&s->directory);
		s->directory = old;
		return -1;
	}
	directory_clear(&old);
	return journal_checkpoint(&s->ledger, &s->session, s->fingerprint, w);
}

int
store_pin(struct store *s, const struct card *c, unsigned roles,
    const char *actor, struct why *w)
{
	struct event e =
	    agency_event("agency-add", c->agency, c->fingerprint, actor);

	return change(s, c, roles, &e, w);
}

int
store_unpin(struct store *s, const char *agency, const char *actor,
    struct why *w)
{
	const struct directory_entry *entry =
	    directory_find_agency(&s->directory, agency);
	struct event e = agency_event("agency-unpin", agency,
	    entry == NULL ? "" : entry->fingerprint, actor);

	return change(s, NULL, 0, &e, w);
}
