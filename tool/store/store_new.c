#include "tool/store/store_new.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keys/file.h"
#include "keys/secret.h"
#include "tool/stop.h"
#include "tool/store/journal.h"
#include "tool/store/store_directory_inside.h"
#include "tool/store/store_offline.h"

#define RING		"pubring.kbx" /* of GnuPG */
#define RING_MAX_BYTES	((size_t)1 << 30)
#define PART_MAX_BYTES	65536
#define NEW_RING	STAGING_QUARANTINE "/new-ring"
#define NEW_SECRET	STAGING_QUARANTINE "/new-secret"
#define NEW_PART	STAGING_QUARANTINE "/new-part-%zu"
#define NEW_PARTS	2
#define PART_PATH_BYTES 128

/* What is made of the key before anything changes. All of it lies in the
 * quarantine, and takes its place with the commit. */
struct made {
	struct backup whole; /* with the primary key */
	struct bytes text;   /* of it */
	struct bytes public;
	struct session_part parts[NEW_PARTS]; /* signs, decrypts */
};

/* --- in a home of its own --- */

static int
copy_file(const char *from, const char *to, size_t max_bytes, struct why *w)
{
	struct bytes data = { 0 };
	int rc = -1;

	if (file_read(from, max_bytes, &data, w) == 0)
		rc = file_write(to, data.data, data.len, w);
	bytes_wipe(&data);
	return rc;
}

/* The path of a part's secret file in a home of this store. */
static int
part_path(const struct store *s, const char *home, const char *grip,
    char out[STORE_PATH_BYTES], struct why *w)
{
	char name[PART_PATH_BYTES];

	(void)snprintf(name, sizeof name, "%s/" STORE_OFFLINE_PART, home, grip);
	return store_path(s, name, out, w);
}

/* What was brought may be older than the last pair. */
static int
bring_parts(struct store *s, struct store_trial *t, struct why *w)
{
	struct session_own here;
	struct session_own there;

	if (session_own(&s->session, s->fingerprint, &here, w) != 0 ||
	    session_own(&t->session, s->fingerprint, &there, w) != 0)
		return -1;
	for (size_t i = 0; i < here.n && i < there.n; i++) {
		const char *grip = here.parts[i].keygrip;
		char from[STORE_PATH_BYTES];
		char to[STORE_PATH_BYTES];

		if (here.parts[i].place != SESSION_HERE ||
		    there.parts[i].place == SESSION_HERE)
			continue;
		if (part_path(s, STORE_GNUPG, grip, from, w) != 0 ||
		    part_path(s, STORE_TRIAL_HOME, grip, to, w) != 0 ||
		    copy_file(from, to, PART_MAX_BYTES, w) != 0)
			return -1;
	}
	return 0;
}

static bool
was_there(const struct session_own *own, const struct session_part *part)
{
	for (size_t i = 0; i < own->n; i++) {
		if (strcmp(own->parts[i].fingerprint, part->fingerprint) == 0)
			return true;
	}
	return false;
}

/* gpg's word that they are there is not enough. */
static int
find_pair(const struct session_own *before, const struct session_own *after,
    struct made *m, struct why *w)
{
	for (size_t i = 0; i < after->n; i++) {
		const struct session_part *p = &after->parts[i];

		if (!was_there(before, p) && p->place == SESSION_HERE)
			m->parts[p->sign ? 0 : 1] = *p;
	}
	if (after->n == before->n + NEW_PARTS && m->parts[0].sign &&
	    m->parts[1].encrypt)
		return 0;
	return why_set(w, WHY_GPG, "gpg did not make both subkeys");
}

/* The store's keyring with the new parts, and their secret files. */
static int
set_aside(struct store *s, struct store_trial *t, struct made *m, struct why *w)
{
	char from[STORE_PATH_BYTES];
	char ring[STORE_PATH_BYTES];
	char to[STORE_PATH_BYTES];

	if (store_path(s, STORE_GNUPG "/" RING, from, w) != 0 ||
	    store_path(s, STORE_TRIAL_HOME "/" RING, ring, w) != 0 ||
	    store_path(s, NEW_RING, to, w) != 0 ||
	    copy_file(from, ring, RING_MAX_BYTES, w) != 0 ||
	    session_import(&t->session, &m->public, s->fingerprint, w) != 0 ||
	    copy_file(ring, to, RING_MAX_BYTES, w) != 0)
		return -1;
	for (size_t i = 0; i < NEW_PARTS; i++) {
		char name[PART_PATH_BYTES];

		(void)snprintf(name, sizeof name, NEW_PART, i);
		if (part_path(s, STORE_TRIAL_HOME, m->parts[i].keygrip, from,
			w) != 0 ||
		    store_path(s, name, to, w) != 0 ||
		    copy_file(from, to, PART_MAX_BYTES, w) != 0)
			return -1;
	}
	return 0;
}

/* The tombstones' secret, sealed for the new subkey. */
static int
reseal(struct store *s, struct store_trial *t, struct made *m, struct why *w)
{
	char from[STORE_PATH_BYTES];
	char to[STORE_PATH_BYTES];

	m->whole.secret.len = 0;
	if (store_path(s, STORE_SECRET, from, w) != 0 ||
	    store_path(s, NEW_SECRET, to, w) != 0 ||
	    secret_reseal(&t->session, from, s->fingerprint, to, w) != 0)
		return -1;
	return file_read(to, BACKUP_SECRET_MAX_BYTES, &m->whole.secret, w);
}

static int
make_in(struct store *s, struct store_trial *t,
    const struct store_new_pair *how, struct made *m, struct why *w)
{
	struct session_own before;
	struct session_own after;

	if (bring_parts(s, t, w) != 0 ||
	    session_own(&t->session, s->fingerprint, &before, w) != 0 ||
	    session_add_pair(&t->session, s->fingerprint, how->valid_s, w) !=
		0 ||
	    session_own(&t->session, s->fingerprint, &after, w) != 0 ||
	    find_pair(&before, &after, m, w) != 0 ||
	    session_export(&t->session, s->fingerprint, &m->public, w) != 0)
		return -1;
	m->whole.key.len = 0;
	if (session_export_secret(&t->session, s->fingerprint, &m->whole.key,
		w) != 0 ||
	    reseal(s, t, m, w) != 0)
		return -1;
	return set_aside(s, t, m, w);
}

/* --- what there is to begin with --- */

static int
check(struct store *s, const struct store_new_pair *how, struct why *w)
{
	struct stat st;

	if (how->backup != NULL && lstat(how->backup, &st) == 0)
		return why_set(w, WHY_USAGE, "%s is there already",
		    how->backup);
	if (session_check_no_token(&s->session, w) != 0 ||
	    store_sound_directory(s, w) != 0 ||
	    store_offline_check(s, how->primary, w) != 0)
		return -1;
	/* key export could not make one */
	if (how->primary != NULL && how->backup == NULL)
		return why_set(w, WHY_USAGE,
		    "the primary key is offline: give --backup too, for a "
		    "file that has the new subkeys");
	if (how->backup != NULL)
		return store_key_check_clear(s, how->unprotected, w);
	if (how->unprotected)
		return why_set(w, WHY_USAGE,
		    "--unprotected is for a backup: give --backup too");
	return 0;
}

/* The whole key as it is: from the store, or from what was brought. */
static int
begin(struct store *s, const struct store_new_pair *how, struct made *m,
    struct why *w)
{
	struct bytes text = { 0 };
	int rc;

	if (how->primary != NULL)
		rc = backup_write(how->primary, &text, w);
	else
		rc = store_key_backup(s, !s->protected, &text, w);
	if (rc == 0)
		rc = backup_parse(&m->whole, text.data, text.len, w);
	bytes_wipe(&text);
	return rc;
}

static int
make(struct store *s, const struct store_new_pair *how, struct made *m,
    struct why *w)
{
	struct store_trial t;
	int rc;

	if (begin(s, how, m, w) != 0 ||
	    store_offline_bring(s, &m->whole, &t, w) != 0)
		return -1;
	rc = make_in(s, &t, how, m, w);
	store_trial_close(s, &t);
	if (rc != 0)
		return -1;
	m->whole.created_s = m->parts[1].created_s;
	if (backup_write(&m->whole, &m->text, w) != 0)
		return -1;
	return store_trial_backup(s, &m->whole, w);
}

/* --- it takes its place --- */

/* In the open transaction. The secret parts come first: a keyring that names
 * them without having them would let others seal for nobody. */
static int
put(struct store *s, struct made *m, struct event *e, struct why *w)
{
	if (store_keeps_directory(s)) {
		if (directory_renew_key(&s->directory, s->fingerprint,
			&m->public, w) != 0 ||
		    store_directory_next(s, e, w) != 0)
			return -1;
	} else if (journal_append(&s->ledger, e, w) != 0) {
		return -1;
	}
	for (size_t i = 0; i < NEW_PARTS; i++) {
		char from[PART_PATH_BYTES];
		char to[PART_PATH_BYTES];

		(void)snprintf(from, sizeof from, NEW_PART, i);
		(void)snprintf(to, sizeof to,
		    STORE_GNUPG "/" STORE_OFFLINE_PART, m->parts[i].keygrip);
		if (ledger_swap_put(&s->ledger, from, to, w) != 0)
			return -1;
	}
	if (ledger_swap_put(&s->ledger, NEW_RING, STORE_GNUPG "/" RING, w) != 0)
		return -1;
	return ledger_swap_put(&s->ledger, NEW_SECRET, STORE_SECRET, w);
}

static int
commit(struct store *s, const struct store_new_pair *how, struct made *m,
    struct event *e, struct why *w)
{
	struct why ignored = { 0 };
	bool written = false;

	if (ledger_begin(&s->ledger, w) != 0)
		return -1;
	if (how->backup == NULL ||
	    file_create(how->backup, m->text.data, m->text.len, w) == 0) {
		written = how->backup != NULL;
		if (put(s, m, e, w) == 0 && ledger_commit(&s->ledger, w) == 0)
			return 0;
	}
	ledger_rollback(&s->ledger);
	directory_clear(&s->directory);
	(void)store_load_directory(s, &ignored);
	if (written)
		store_key_take_back(how->backup, w);
	return -1;
}

static int
check_here(struct store *s, const struct made *m, struct why *w)
{
	struct session_own own;

	if (session_own(&s->session, s->fingerprint, &own, w) != 0)
		return -1;
	for (size_t i = 0; i < NEW_PARTS; i++) {
		if (!was_there(&own, &m->parts[i]))
			return why_set(w, WHY_GPG,
			    "gpg does not find the new subkey %s",
			    m->parts[i].fingerprint);
	}
	return 0;
}

/* Whether there is another file with the whole key is for the log to say. */
static void
count(const struct store *s, const struct store_new_pair *how,
    const struct store_new_made *out, struct event *e)
{
	event_add_count(e, "expires", (uint64_t)out->expires_s);
	event_add_count(e, "backup", how->backup != NULL ? 1 : 0);
	if (how->backup != NULL)
		event_add_count(e, "protected", s->protected ? 1 : 0);
}

int
store_new(struct store *s, const struct store_new_pair *how,
    struct store_new_made *out, struct why *w)
{
	struct event e = { .act = "key-renew", .outcome = "done" };
	struct made m = { 0 };
	int rc = -1;

	*out = (struct store_new_made){ .in_force = store_keeps_directory(s) };
	(void)snprintf(e.actor, sizeof e.actor, "%s", how->actor);
	if (check(s, how, w) == 0 && make(s, how, &m, w) == 0) {
		out->expires_s = m.parts[0].expires_s;
		memcpy(out->signer, m.parts[0].fingerprint, CARD_PRINT_HEX);
		memcpy(out->decrypter, m.parts[1].fingerprint, CARD_PRINT_HEX);
		count(s, how, out, &e);
		if (stop_check(w) == 0 && commit(s, how, &m, &e, w) == 0 &&
		    store_swaps(s, w) == 0 && check_here(s, &m, w) == 0)
			rc = store_directory_told(s, w);
	}
	backup_clear(&m.whole);
	bytes_wipe(&m.text);
	bytes_clear(&m.public);
	return rc;
}
