#include "tool/store/store_trial.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keys/file.h"
#include "keys/secret.h"
#include "keys/session_own.h"
#include "tool/stop.h"

#define TRIAL	     STAGING_QUARANTINE "/key-trial"
#define TRIAL_SECRET TRIAL "/secret.gpg"

/* Every part is here, and protected as the backup says. */
static int
try_parts(struct session *trial, const struct backup *b, struct why *w)
{
	enum session_cover cover =
	    b->protected ? SESSION_COVER_PASSPHRASE : SESSION_COVER_NONE;
	struct session_own own;

	if (session_own(trial, b->fingerprint, &own, w) != 0)
		return -1;
	for (size_t i = 0; i < own.n; i++) {
		if (own.parts[i].place != SESSION_HERE)
			return why_set(w, WHY_BACKUP,
			    "the secret part of %s is not in it",
			    own.parts[i].fingerprint);
		if (own.parts[i].cover != cover)
			return why_set(w, WHY_BACKUP,
			    "the key is %s, though the backup says otherwise",
			    b->protected ? "under no passphrase"
					 : "under a passphrase");
	}
	return 0;
}

/* The passphrase opens it. A key that may sign no more tells by its export. */
static int
try_passphrase(struct session *trial, const char *fingerprint, struct why *w)
{
	const struct session_signed probe = { .data = "", .len = 0 };
	struct bytes made = { 0 };
	struct why fault = { 0 };
	int rc;

	rc = session_sign(trial, fingerprint, &probe, &made, &fault);
	if (rc != 0 && fault.reason != WHY_SIGNER_EXPIRED &&
	    fault.reason != WHY_SIGNER_REVOKED)
		why_set(w, fault.reason, "%s", fault.text);
	else if (rc != 0)
		rc = session_export_secret(trial, fingerprint, &made, w);
	bytes_wipe(&made);
	return rc;
}

static int
try_secret(struct store *s, struct session *trial, const struct backup *b,
    struct why *w)
{
	struct why fault = { 0 };
	uint8_t secret[SECRET_BYTES];
	char path[STORE_PATH_BYTES];
	int rc;

	if (store_path(s, TRIAL_SECRET, path, w) != 0 ||
	    file_write(path, b->secret.data, b->secret.len, w) != 0)
		return -1;
	rc = secret_load(trial, path, secret, &fault);
	explicit_bzero(secret, sizeof secret);
	if (rc == 0)
		return 0;
	if (fault.reason == WHY_STORE || fault.reason == WHY_NO_KEY)
		return why_set(w, WHY_BACKUP,
		    "its key does not open the tombstones' secret");
	return why_set(w, fault.reason, "%s", fault.text);
}

static int
open_home(struct store *s, const struct backup *b, struct store_trial *t,
    struct why *w)
{
	char path[STORE_PATH_BYTES];

	if (store_remove(s->fd, TRIAL, w) != 0)
		return -1;
	if (mkdirat(s->fd, TRIAL, 0700) != 0)
		return why_errno(w, "%s/" TRIAL, s->path);
	if (store_path(s, STORE_TRIAL_HOME, path, w) != 0 ||
	    home_create(path, w) != 0 ||
	    home_open(&t->home, path, b->protected ? s->passphrase : NULL, NULL,
		w) != 0)
		return -1;
	t->open = true;
	return session_open(&t->session, &t->home, w);
}

int
store_trial_open(struct store *s, const struct backup *b, struct store_trial *t,
    struct why *w)
{
	*t = (struct store_trial){ 0 };
	if (open_home(s, b, t, w) == 0 &&
	    session_import_secret(&t->session, &b->key, b->fingerprint, w) ==
		0 &&
	    try_parts(&t->session, b, w) == 0 &&
	    try_passphrase(&t->session, b->fingerprint, w) == 0)
		return 0;
	store_trial_close(s, t);
	return -1;
}

void
store_trial_close(struct store *s, struct store_trial *t)
{
	struct why ignored = { 0 };

	if (t->open) {
		session_close(&t->session);
		home_close(&t->home);
	}
	t->open = false;
	/* what stays goes with the quarantine at the next start */
	(void)store_remove(s->fd, TRIAL, &ignored);
}

int
store_trial_backup(struct store *s, const struct backup *b, struct why *w)
{
	struct store_trial t;
	int rc = store_trial_open(s, b, &t, w);

	if (rc == 0) {
		rc = try_secret(s, &t.session, b, w);
		store_trial_close(s, &t);
	}
	return rc == 0 ? stop_check(w) : -1;
}
