#include "tool/store/store_offline.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "keys/file.h"
#include "tool/stop.h"
#include "tool/store/journal.h"
#include "tool/store/store_directory_inside.h"
#include "tool/store/store_pending.h"

#define SECRET_FILE STORE_GNUPG "/" STORE_OFFLINE_PART

int
store_offline_check(struct store *s, const struct backup *primary,
    struct why *w)
{
	struct session_own own;
	bool offline;

	if (session_own(&s->session, s->fingerprint, &own, w) != 0)
		return -1;
	offline = session_is_offline(&own);
	if (offline && primary == NULL)
		return why_set(w, WHY_NO_KEY,
		    "the primary key is offline: bring the file that \"key "
		    "offline\" or \"key new\" wrote, and give it with "
		    "--primary");
	if (!offline && primary != NULL)
		return why_set(w, WHY_USAGE,
		    "--primary: the primary key is not offline");
	return primary == NULL ? 0 : store_key_whose(s, primary, w);
}

/* --- one that is brought --- */

/* From the one home to the other, as it is now. */
static int
carry(struct session *from, struct session *to, const char *fingerprint,
    struct why *w)
{
	struct bytes key = { 0 };
	int rc = session_export(from, fingerprint, &key, w);

	if (rc == 0)
		rc = session_import(to, &key, fingerprint, w);
	bytes_clear(&key);
	return rc;
}

int
store_offline_bring(struct store *s, const struct backup *primary,
    struct store_trial *out, struct why *w)
{
	if (store_trial_open(s, primary, out, w) != 0)
		return -1;
	if (carry(&s->session, &out->session, s->fingerprint, w) == 0)
		return 0;
	store_trial_close(s, out);
	return -1;
}

int
store_offline_take(struct store *s, struct store_trial *brought, struct why *w)
{
	return carry(&brought->session, &s->session, s->fingerprint, w);
}

/* --- one that goes --- */

/* What is made of the key before anything changes. */
struct going {
	struct bytes backup; /* text */
	struct bytes public; /* with the subkey that signs */
	struct backup parsed;
	bool unprotected;
	char path[STORE_PATH_BYTES]; /* of the primary key's secret part */
};

static int
check(struct store *s, const char *output, struct going *g, struct why *w)
{
	struct session_own own;
	struct stat st;

	if (lstat(output, &st) == 0)
		return why_set(w, WHY_USAGE, "%s is there already", output);
	if (session_own(&s->session, s->fingerprint, &own, w) != 0)
		return -1;
	if (session_is_offline(&own))
		return why_set(w, WHY_USAGE,
		    "the primary key is offline already");
	if (own.parts[0].place == SESSION_CARD)
		return why_set(w, WHY_USAGE,
		    "the keys of this store are on a token: none is in the "
		    "store that could leave it");
	(void)snprintf(g->path, sizeof g->path, SECRET_FILE,
	    own.parts[0].keygrip);
	if (faccessat(s->fd, g->path, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
		return 0;
	return why_errno(w, "%s/%s", s->path, g->path);
}

/* In a home of its own, so that the store's key signs until the end with its
 * primary key: others do not know the subkey yet. */
static int
prepare_in(struct store *s, struct store_trial *t, struct going *g,
    struct why *w)
{
	struct session_own own;

	if (session_own(&t->session, s->fingerprint, &own, w) != 0 ||
	    (!session_has_signer(&own) &&
		session_add_signer(&t->session, s->fingerprint, w) != 0) ||
	    session_export(&t->session, s->fingerprint, &g->public, w) != 0)
		return -1;
	g->parsed.key.len = 0;
	return session_export_secret(&t->session, s->fingerprint,
	    &g->parsed.key, w);
}

static int
prepare(struct store *s, struct going *g, struct why *w)
{
	struct bytes first = { 0 };
	struct store_trial t;
	int rc = -1;

	if (store_key_backup(s, g->unprotected, &first, w) == 0 &&
	    backup_parse(&g->parsed, first.data, first.len, w) == 0 &&
	    store_trial_open(s, &g->parsed, &t, w) == 0) {
		rc = prepare_in(s, &t, g, w);
		store_trial_close(s, &t);
	}
	if (rc == 0)
		rc = backup_write(&g->parsed, &g->backup, w);
	if (rc == 0)
		rc = store_trial_backup(s, &g->parsed, w);
	bytes_wipe(&first);
	return rc;
}

/* In the open transaction. The directory is signed before the subkey comes. */
static int
put(struct store *s, struct going *g, struct event *e, struct why *w)
{
	if (store_keeps_directory(s)) {
		if (directory_renew_key(&s->directory, s->fingerprint,
			&g->public, w) != 0 ||
		    store_directory_next(s, e, w) != 0)
			return -1;
	} else if (journal_append(&s->ledger, e, w) != 0) {
		return -1;
	}
	if (session_import_secret(&s->session, &g->parsed.key, s->fingerprint,
		w) != 0 ||
	    store_pending_end(s, w) != 0)
		return -1;
	return ledger_swap_put(&s->ledger, g->path, "", w);
}

/* gpg's word that it is gone is wanted too. */
static int
check_gone(struct store *s, struct why *w)
{
	struct session_own own;

	if (session_own(&s->session, s->fingerprint, &own, w) != 0)
		return -1;
	if (session_is_offline(&own) && session_has_signer(&own))
		return 0;
	return why_set(w, WHY_GPG, "the primary key is still in the store");
}

static int
go(struct store *s, struct going *g, const char *output, struct event *e,
    struct why *w)
{
	struct why ignored = { 0 };
	bool made = false;

	if (store_pending_begin(s, e->act, 0, w) != 0)
		return -1;
	if (ledger_begin(&s->ledger, w) == 0 &&
	    file_create(output, g->backup.data, g->backup.len, w) == 0) {
		made = true;
		if (put(s, g, e, w) == 0 && ledger_commit(&s->ledger, w) == 0)
			return 0;
	}
	ledger_rollback(&s->ledger);
	directory_clear(&s->directory);
	(void)store_load_directory(s, &ignored);
	store_pending_drop(s);
	if (made)
		store_key_take_back(output, w);
	return -1;
}

int
store_offline(struct store *s, const char *output, bool unprotected,
    const char *actor, struct why *w)
{
	struct event e = { .act = "key-offline", .outcome = "done" };
	struct going g = { .unprotected = unprotected };
	int rc = -1;

	(void)snprintf(e.actor, sizeof e.actor, "%s", actor);
	event_add_count(&e, "protected", s->protected ? 1 : 0);
	if (check(s, output, &g, w) == 0 && prepare(s, &g, w) == 0 &&
	    stop_check(w) == 0 && go(s, &g, output, &e, w) == 0)
		rc = store_swaps(s, w);
	backup_clear(&g.parsed);
	bytes_wipe(&g.backup);
	bytes_clear(&g.public);
	if (rc != 0 || check_gone(s, w) != 0)
		return -1;
	return store_directory_told(s, w);
}
