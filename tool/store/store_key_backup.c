#include "tool/store/store_key.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "keys/file.h"
#include "tool/store/journal.h"
#include "tool/store/store_own.h"
#include "tool/store/store_pending.h"
#include "tool/store/store_policy.h"
#include "tool/store/store_trial.h"

/* --- export --- */

static int
fill(struct store *s, struct backup *b, struct why *w)
{
	char path[STORE_PATH_BYTES];

	(void)snprintf(b->agency, sizeof b->agency, "%s", s->agency);
	(void)snprintf(b->name, sizeof b->name, "%s", s->name);
	(void)snprintf(b->fingerprint, sizeof b->fingerprint, "%s",
	    s->fingerprint);
	b->created_s = time(NULL);
	b->protected = s->protected;
	if (store_path(s, STORE_SECRET, path, w) != 0 ||
	    file_read(path, BACKUP_SECRET_MAX_BYTES, &b->secret, w) != 0)
		return -1;
	return session_export_secret(&s->session, s->fingerprint, &b->key, w);
}

/* What is written is read and restored before it has a name. */
static int
prove(struct store *s, const struct bytes *text, struct why *w)
{
	struct backup again;
	struct why fault = { 0 };
	int rc;

	rc = backup_parse(&again, text->data, text->len, &fault);
	if (rc == 0)
		rc = store_trial_backup(s, &again, &fault);
	backup_clear(&again);
	if (rc == 0)
		return 0;
	return why_set(w, fault.reason == WHY_BACKUP ? WHY_GPG : fault.reason,
	    "the backup cannot be restored: %s", fault.text);
}

static int
write_out(struct store *s, const char *output, const struct bytes *text,
    struct event *e, struct why *w)
{
	bool made = false;

	if (ledger_begin(&s->ledger, w) != 0)
		return -1;
	if (journal_append(&s->ledger, e, w) == 0 &&
	    file_create(output, text->data, text->len, w) == 0) {
		made = true;
		if (ledger_commit(&s->ledger, w) == 0)
			return journal_checkpoint(&s->ledger, &s->session,
			    s->fingerprint, w);
	}
	ledger_rollback(&s->ledger);
	if (made)
		store_key_take_back(output, w);
	return -1;
}

void
store_key_take_back(const char *output, struct why *w)
{
	if (unlink(output) != 0 && errno != ENOENT)
		why_in(w, "%s is left behind, with the key: remove it", output);
}

int
store_key_check_clear(const struct store *s, bool unprotected, struct why *w)
{
	if (!s->protected && !unprotected)
		return why_set(w, WHY_USAGE,
		    "the store has no passphrase, so whoever gets the backup "
		    "has the key: give --unprotected to have it so");
	if (s->protected && unprotected)
		return why_set(w, WHY_USAGE,
		    "the store has a passphrase, and its backup has the same: "
		    "leave out --unprotected");
	return 0;
}

int
store_key_backup(struct store *s, bool unprotected, struct bytes *text,
    struct why *w)
{
	struct backup b = { 0 };
	int rc = -1;

	if (store_key_check_clear(s, unprotected, w) != 0)
		return -1;
	if (fill(s, &b, w) == 0 && backup_write(&b, text, w) == 0)
		rc = prove(s, text, w);
	backup_clear(&b);
	return rc;
}

int
store_key_export(struct store *s, const char *output, bool unprotected,
    const char *actor, struct why *w)
{
	struct event e = { .act = "key-export", .outcome = "done" };
	struct bytes text = { 0 };
	struct stat st;
	int rc = -1;

	if (lstat(output, &st) == 0)
		return why_set(w, WHY_USAGE, "%s is there already", output);
	(void)snprintf(e.actor, sizeof e.actor, "%s", actor);
	event_add_count(&e, "protected", s->protected ? 1 : 0);
	if (store_key_backup(s, unprotected, &text, w) == 0)
		rc = write_out(s, output, &text, &e, w);
	bytes_wipe(&text);
	return rc;
}

/* --- import --- */

/* It is of this store, and no other. */
int
store_key_whose(const struct store *s, const struct backup *b, struct why *w)
{
	if (strcmp(b->agency, s->agency) != 0)
		return why_set(w, WHY_BACKUP,
		    "it is of agency %s, and this store of agency %s",
		    b->agency, s->agency);
	if (strcmp(b->fingerprint, s->fingerprint) != 0)
		return why_set(w, WHY_BACKUP,
		    "it is of key %s, and this store's key is %s",
		    b->fingerprint, s->fingerprint);
	if (b->protected != s->protected)
		return why_set(w, WHY_BACKUP,
		    "its key has %s passphrase, and the store has %s",
		    b->protected ? "a" : "no", s->protected ? "one" : "none");
	return 0;
}

/* Of the key in force, or of one that was: what was sealed for it is to open.
 */
static int
check_import(const struct store *s, const struct backup *b, struct why *w)
{
	if (strcmp(b->agency, s->agency) == 0 && b->protected == s->protected &&
	    store_own_key(s, b->fingerprint))
		return 0;
	return store_key_whose(s, b, w);
}

static int
find_missing_key(struct store *s, const char *fingerprint, bool *missing,
    struct why *w)
{
	struct session_own own;
	struct why fault = { 0 };

	*missing = true;
	if (session_own(&s->session, fingerprint, &own, &fault) != 0)
		return fault.reason == WHY_SIGNER_UNKNOWN
		    ? 0
		    : why_set(w, fault.reason, "%s", fault.text);
	*missing = false;
	for (size_t i = 0; i < own.n; i++) {
		if (own.parts[i].place != SESSION_HERE &&
		    !(i == 0 && session_is_offline(&own)))
			*missing = true;
	}
	return 0;
}

/* One that is there must be that of the backup. */
static int
find_missing_secret(const struct store *s, const char *path,
    const struct backup *b, bool *missing, struct why *w)
{
	struct bytes there = { 0 };
	struct stat st;
	int rc = 0;

	*missing = lstat(path, &st) != 0 && errno == ENOENT;
	/* under another key it is another text of the same secret */
	if (*missing || strcmp(b->fingerprint, s->fingerprint) != 0)
		return 0;
	if (file_read(path, BACKUP_SECRET_MAX_BYTES, &there, w) != 0)
		return -1;
	if (there.len != b->secret.len ||
	    memcmp(there.data, b->secret.data, there.len) != 0)
		rc =
		    why_set(w, WHY_STORE, "%s is not that of the backup", path);
	bytes_clear(&there);
	return rc;
}

static int
put_back(struct store *s, const struct backup *b, const char *path,
    const struct store_key_mended *m, struct event *e, struct why *w)
{
	uint64_t number = (m->key ? STORE_KEY_MENDED_KEY : 0) |
	    (m->secret ? STORE_KEY_MENDED_SECRET : 0);
	bool made = false;

	if (store_pending_begin(s, e->act, number, w) != 0 ||
	    ledger_begin(&s->ledger, w) != 0)
		return -1;
	if (journal_append(&s->ledger, e, w) != 0 ||
	    (m->key &&
		session_import_secret(&s->session, &b->key, b->fingerprint,
		    w) != 0))
		goto fail;
	if (m->secret &&
	    file_create(path, b->secret.data, b->secret.len, w) != 0)
		goto fail;
	made = m->secret;
	if (store_pending_end(s, w) != 0 || ledger_commit(&s->ledger, w) != 0)
		goto fail;
	return journal_checkpoint(&s->ledger, &s->session, s->fingerprint, w);
fail:
	ledger_rollback(&s->ledger);
	if (made)
		(void)unlink(path);
	store_pending_drop(s);
	return -1;
}

/* A keyring that was lost had the keys of other agencies too: the directory has
 * them. */
static int
bring_back_others(struct store *s, size_t *out, struct why *w)
{
	for (size_t i = 0; i < s->directory.n; i++) {
		const struct directory_agency *a = &s->directory.agencies[i];

		for (size_t j = 0; j < a->n_keys; j++) {
			const struct directory_key *k = &a->keys[j];
			struct session_key_info key;
			struct why fault = { 0 };

			if (session_key(&s->session, k->fingerprint, &key,
				&fault) == 0)
				continue;
			if (fault.reason != WHY_SIGNER_UNKNOWN)
				return why_set(w, fault.reason, "%s",
				    fault.text);
			if (session_import(&s->session, &k->key, k->fingerprint,
				w) != 0)
				return why_in(w, "agency %s", a->agency);
			(*out)++;
		}
	}
	return 0;
}

int
store_key_import(struct store *s, const struct backup *b, const char *actor,
    struct store_key_mended *out, struct why *w)
{
	struct event e = { .act = "key-import", .outcome = "done" };
	char path[STORE_PATH_BYTES];

	*out = (struct store_key_mended){ 0 };
	if (check_import(s, b, w) != 0 ||
	    (b->protected &&
		store_policy_passphrase(&s->ledger, s->passphrase, w) != 0) ||
	    store_path(s, STORE_SECRET, path, w) != 0 ||
	    find_missing_key(s, b->fingerprint, &out->key, w) != 0 ||
	    find_missing_secret(s, path, b, &out->secret, w) != 0)
		return -1;
	if (!out->key && !out->secret)
		return why_set(w, WHY_USAGE,
		    "nothing is missing: the store has its key");
	if (store_trial_backup(s, b, w) != 0)
		return -1;
	(void)snprintf(e.actor, sizeof e.actor, "%s", actor);
	event_add_count(&e, "key", out->key ? 1 : 0);
	event_add_count(&e, "secret", out->secret ? 1 : 0);
	if (put_back(s, b, path, out, &e, w) != 0)
		return -1;
	return bring_back_others(s, &out->others, w);
}
