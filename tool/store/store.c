#include "tool/store/store.h"
#include "tool/store/store_rules.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "keys/session_token.h"
#include "tool/store/journal.h"
#include "tool/store/store_pending.h"

int
store_path(const struct store *s, const char *name, char out[STORE_PATH_BYTES],
    struct why *w)
{
	int n = snprintf(out, STORE_PATH_BYTES, "%s/%s", s->path, name);

	if (n < 0 || n >= STORE_PATH_BYTES)
		return why_set(w, WHY_SYSTEM,
		    "the store's path is too long: %s", s->path);
	return 0;
}

static int
open_folder(struct store *s, const char *path, struct why *w)
{
	s->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (s->fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return why_set(w, WHY_STORE, "%s: there is no store", path);
	if (s->fd < 0)
		return why_errno(w, "%s", path);
	s->path = realpath(path, NULL);
	return s->path != NULL ? 0 : why_errno(w, "%s", path);
}

static int
lock(struct store *s, struct why *w)
{
	int how = s->mode >= STORE_WRITE ? LOCK_EX : LOCK_SH;

	s->lock_fd =
	    openat(s->fd, STORE_LOCK, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (s->lock_fd < 0 && errno == ENOENT)
		return why_set(w, WHY_STORE, "%s: not a store", s->path);
	if (s->lock_fd < 0)
		return why_errno(w, "%s/" STORE_LOCK, s->path);
	if (flock(s->lock_fd, how | LOCK_NB) == 0)
		return 0;
	if (errno != EWOULDBLOCK)
		return why_errno(w, "%s/" STORE_LOCK, s->path);
	return why_set(w, WHY_STORE_BUSY,
	    "%s: another command is at work in this store", s->path);
}

/* A setting that every store has. */
static int
setting(struct store *s, const char *key, char *out, size_t size, struct why *w)
{
	bool found = false;

	if (ledger_get(&s->ledger, key, out, size, &found, w) != 0)
		return -1;
	if (found)
		return 0;
	return why_set(w, WHY_STORE, "%s: the ledger lacks \"%s\"", s->path,
	    key);
}

/* What the ledger says of the store. */
static int
read_settings(struct store *s, struct why *w)
{
	char format[64];
	char text[16];
	uint64_t months;
	bool found; /* or "" stays */

	if (setting(s, "format", format, sizeof format, w) != 0)
		return -1;
	if (strcmp(format, STORE_FORMAT) != 0)
		return why_set(w, WHY_STORE,
		    "%s: format \"%s\" is not " STORE_FORMAT, s->path, format);
	if (setting(s, "agency", s->agency, sizeof s->agency, w) != 0 ||
	    setting(s, "name", s->name, sizeof s->name, w) != 0 ||
	    setting(s, "person", s->person, sizeof s->person, w) != 0 ||
	    setting(s, "fingerprint", s->fingerprint, sizeof s->fingerprint,
		w) != 0 ||
	    setting(s, "retention_months", text, sizeof text, w) != 0)
		return -1;
	if (!bytes_decimal(text, STORE_RETENTION_MONTHS_MAX, &months))
		return why_set(w, WHY_STORE, "%s: retention \"%s\"", s->path,
		    text);
	s->retention_months = (unsigned)months;
	if (setting(s, "issuer", s->issuer.agency, sizeof s->issuer.agency,
		w) != 0 ||
	    setting(s, "issuer_fingerprint", s->issuer.fingerprint,
		sizeof s->issuer.fingerprint, w) != 0)
		return -1;
	if (setting(s, "passphrase", text, sizeof text, w) != 0)
		return -1;
	s->protected = strcmp(text, "yes") == 0;
	return ledger_get(&s->ledger, "token", s->token, sizeof s->token,
	    &found, w);
}

/* A wrong passphrase is told before anything is done, not when it is all done
 * but the checkpoint. Other faults of the key are for whoever uses it. */
static int
try_passphrase(struct store *s, struct why *w)
{
	const struct session_signed probe = { .data = "", .len = 0 };
	struct bytes signature = { 0 };
	struct why fault = { 0 };
	int rc = 0;

	if (session_sign(&s->session, s->fingerprint, &probe, &signature,
		&fault) != 0 &&
	    (fault.reason == WHY_NO_KEY || s->token[0] != '\0'))
		rc = why_set(w, fault.reason, "%s: %s", s->path, fault.text);
	bytes_clear(&signature);
	return rc;
}

/* A home that is gone is made anew, to be filled. */
static int
mend_home(const char *path, struct why *w)
{
	if (access(path, F_OK) == 0 || errno != ENOENT)
		return 0;
	return home_create(path, w);
}

static int
ask_secret(struct store *s, const struct ask_source *from, struct why *w)
{
	struct ask_source source = *from;

	source.pin = s->token[0] != '\0';
	return ask_passphrase(&source, false, s->passphrase, w);
}

int
store_open_home(struct store *s, const char *path, struct why *w)
{
	const char *secret = s->passphrase[0] != '\0' ? s->passphrase : NULL;

	if (s->token[0] != '\0')
		return home_open_token(&s->home, path, secret, s->token, w);
	return home_open(&s->home, path, secret, NULL, w);
}

static int
open_session(struct store *s, const struct ask_source *passphrase,
    struct why *w)
{
	char path[STORE_PATH_BYTES];

	if (s->protected && passphrase != NULL &&
	    ask_secret(s, passphrase, w) != 0)
		return -1;
	s->secret = passphrase != NULL;
	if (store_path(s, STORE_GNUPG, path, w) != 0 ||
	    (s->mode == STORE_MEND && mend_home(path, w) != 0) ||
	    store_open_home(s, path, w) != 0)
		return -1;
	s->session_open = true;
	if (session_open(&s->session, &s->home, w) != 0)
		return -1;
	if (s->passphrase[0] == '\0' || s->mode == STORE_MEND)
		return 0;
	if (s->token[0] != '\0' &&
	    session_check_token(&s->session, s->fingerprint, w) != 0)
		return why_in(w, "%s", s->path);
	return try_passphrase(s, w);
}

static int
open_parts(struct store *s, const struct ask_source *passphrase, struct why *w)
{
	char path[STORE_PATH_BYTES];

	if (store_path(s, STORE_LEDGER, path, w) != 0 ||
	    ledger_open(&s->ledger, path,
		s->mode >= STORE_WRITE ? LEDGER_WRITE : LEDGER_READ, w) != 0)
		return -1;
	s->ledger_open = true;
	if (read_settings(s, w) != 0)
		return -1;
	if (s->mode != STORE_LOOK && open_session(s, passphrase, w) != 0)
		return -1;
	if (store_load_directory(s, w) != 0 || store_rules_load(s, w) != 0)
		return -1;
	return s->mode >= STORE_WRITE ? store_recover(s, w) : 0;
}

int
store_open(struct store *s, const char *path, enum store_mode mode,
    const struct ask_source *passphrase, struct why *w)
{
	*s = (struct store){ .mode = mode, .fd = -1, .lock_fd = -1 };
	if (open_folder(s, path, w) != 0 || lock(s, w) != 0 ||
	    open_parts(s, passphrase, w) != 0) {
		store_close(s);
		return -1;
	}
	return 0;
}

void
store_close(struct store *s)
{
	/* all zero: never opened */
	if (s->path == NULL && s->lock_fd <= 0 && s->fd <= 0)
		return;
	if (s->session_open) {
		session_close(&s->session);
		home_close(&s->home);
	}
	if (s->ledger_open)
		ledger_close(&s->ledger);
	directory_clear(&s->directory);
	policy_clear(&s->policy);
	if (s->lock_fd >= 0)
		(void)close(s->lock_fd);
	if (s->fd >= 0)
		(void)close(s->fd);
	free(s->path);
	explicit_bzero(s, sizeof *s);
}

int
store_event(struct store *s, struct event *e, struct why *w)
{
	if (ledger_begin(&s->ledger, w) != 0)
		return -1;
	if (journal_append(&s->ledger, e, w) != 0 ||
	    store_pending_end(s, w) != 0 || ledger_commit(&s->ledger, w) != 0) {
		ledger_rollback(&s->ledger);
		return -1;
	}
	return journal_checkpoint(&s->ledger, &s->session, s->fingerprint, w);
}

int
store_event_refused(struct store *s, struct event *e, const struct why *fault)
{
	struct why ignored = { 0 };
	enum why_exit exit = why_exit(fault->reason);

	if (exit == WHY_EXIT_USAGE)
		return -1;
	(void)snprintf(e->outcome, sizeof e->outcome, "%s",
	    exit == WHY_EXIT_NO ? "rejected" : "failed");
	(void)snprintf(e->reason, sizeof e->reason, "%s",
	    why_name(fault->reason));
	(void)store_event(s, e, &ignored);
	return -1;
}
