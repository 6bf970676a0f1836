#include "tool/store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "keys/secret.h"
#include "keys/session_token.h"
#include "tool/stop.h"
#include "tool/store/journal.h"
#include "tool/store/staging.h"
#include "tool/store/store_policy.h"

static const char *const folders[] = { STORE_KEYS, STORE_RECEIVED, STORE_PROOF,
	STAGING_QUARANTINE };

/* What can be refused before anything is made. */
static int
check(const struct store_new *n, struct why *w)
{
	struct stat st;

	if (!card_agency_ok(n->agency))
		return why_set(w, WHY_USAGE,
		    "--agency: an id is 1 to %d of a-z, 0-9 and -",
		    CARD_AGENCY_BYTES - 1);
	if (!card_name_ok(n->name))
		return why_set(w, WHY_USAGE,
		    "--name: 1 to %d bytes of printable text are wanted",
		    CARD_NAME_BYTES - 1);
	if (n->person != NULL && !card_agency_ok(n->person))
		return why_set(w, WHY_USAGE,
		    "--person: an id is 1 to %d of a-z, 0-9 and -",
		    CARD_PERSON_BYTES - 1);
	/* what it knew of agencies would be one person's word */
	if (n->person != NULL && n->authority == NULL)
		return why_set(w, WHY_USAGE,
		    "--person: a person's store imports its directory: "
		    "--authority is wanted, such as the agency's own card");
	/* rmdir would say whether it is empty; rename will */
	if (lstat(n->path, &st) == 0 && !S_ISDIR(st.st_mode))
		return why_set(w, WHY_USAGE, "%s: something is there already",
		    n->path);
	return 0;
}

static int
make_folders(struct store *s, struct why *w)
{
	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
		if (mkdirat(s->fd, folders[i], 0700) != 0)
			return why_errno(w, "%s/%s", s->path, folders[i]);
	}
	s->lock_fd = openat(s->fd, STORE_LOCK,
	    O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (s->lock_fd < 0)
		return why_errno(w, "%s/" STORE_LOCK, s->path);
	return 0;
}

void
store_uid(const struct store *s, char out[STORE_UID_BYTES])
{
	(void)snprintf(out, STORE_UID_BYTES, "%s (%s%s%s)", s->name, s->agency,
	    s->person[0] == '\0' ? "" : ", ", s->person);
}

static int
take_token(struct store *s, const struct store_new *n, const char *uid,
    struct why *w)
{
	const struct session_token_key key = {
		.uid = uid,
		.valid_s = n->valid_s,
		.sign = n->token->sign,
		.decrypt = n->token->decrypt,
	};

	return session_make_token_key(&s->session, &key, s->fingerprint, w);
}

static int
make_keys(struct store *s, const struct store_new *n, struct why *w)
{
	struct session_new_key key = { .kind = n->kind, .valid_s = n->valid_s };
	char path[STORE_PATH_BYTES];
	char uid[STORE_UID_BYTES];

	if (store_path(s, STORE_GNUPG, path, w) != 0 ||
	    home_create(path, w) != 0 || store_open_home(s, path, w) != 0)
		return -1;
	s->session_open = true;
	if (session_open(&s->session, &s->home, w) != 0)
		return -1;
	store_uid(s, uid);
	key.uid = uid;
	if (n->token != NULL
		? take_token(s, n, uid, w) != 0
		: session_make_key(&s->session, &key, s->fingerprint, w) != 0)
		return -1;
	if (store_path(s, STORE_SECRET, path, w) != 0)
		return -1;
	return secret_make(&s->session, s->fingerprint, path, w);
}

static void
settle_self(struct store *s, const struct store_new *n)
{
	(void)snprintf(s->agency, sizeof s->agency, "%s", n->agency);
	(void)snprintf(s->name, sizeof s->name, "%s", n->name);
	(void)snprintf(s->person, sizeof s->person, "%s",
	    n->person == NULL ? "" : n->person);
}

/* Who issues the directory: somebody else, whose key is kept, or we do. */
static int
settle_issuer(struct store *s, const struct store_new *n, struct why *w)
{
	const struct card *a = n->authority;

	(void)snprintf(s->issuer.agency, sizeof s->issuer.agency, "%s",
	    a == NULL ? n->agency : a->agency);
	(void)snprintf(s->issuer.fingerprint, sizeof s->issuer.fingerprint,
	    "%s", a == NULL ? s->fingerprint : a->fingerprint);
	if (a == NULL)
		return 0;
	return session_import(&s->session, &a->key, a->fingerprint, w);
}

static int
put_settings(struct store *s, const struct store_new *n, struct why *w)
{
	char months[16];
	const struct {
		const char *key;
		const char *value;
	} settings[] = {
		{ "format", STORE_FORMAT },
		{ "agency", n->agency },
		{ "name", n->name },
		{ "person", s->person },
		{ "fingerprint", s->fingerprint },
		{ "issuer", s->issuer.agency },
		{ "issuer_fingerprint", s->issuer.fingerprint },
		{ "passphrase", n->passphrase != NULL ? "yes" : "no" },
		{ "retention_months", months },
	};

	(void)snprintf(months, sizeof months, "%u", n->retention_months);
	for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
		if (ledger_set(&s->ledger, settings[i].key, settings[i].value,
			w) != 0)
			return -1;
	}
	if (n->token != NULL &&
	    ledger_set(&s->ledger, "token", n->token->program, w) != 0)
		return -1;
	return store_policy_put(&s->ledger, n->passphrase_min, w);
}

static int
make_ledger(struct store *s, const struct store_new *n, struct why *w)
{
	struct event e = { .act = "init", .outcome = "done" };
	char path[STORE_PATH_BYTES];

	(void)snprintf(e.actor, sizeof e.actor, "%s", n->actor);
	if (n->authority != NULL) {
		(void)snprintf(e.other, sizeof e.other, "%s", s->issuer.agency);
		(void)snprintf(e.other_print, sizeof e.other_print, "%s",
		    s->issuer.fingerprint);
	}
	if (store_path(s, STORE_LEDGER, path, w) != 0 ||
	    ledger_create(path, w) != 0 ||
	    ledger_open(&s->ledger, path, LEDGER_WRITE, w) != 0)
		return -1;
	s->ledger_open = true;
	if (ledger_begin(&s->ledger, w) != 0)
		return -1;
	if (put_settings(s, n, w) != 0 || store_put_directory(s, &e, w) != 0 ||
	    ledger_commit(&s->ledger, w) != 0) {
		ledger_rollback(&s->ledger);
		return -1;
	}
	return journal_checkpoint(&s->ledger, &s->session, s->fingerprint, w);
}

/* Everything below path. s is closed in any case. */
static int
make_all(struct store *s, const char *path, const struct store_new *n,
    char fingerprint[CARD_PRINT_HEX], struct why *w)
{
	int rc = -1;

	s->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	s->path = strdup(path);
	if (s->fd < 0 || s->path == NULL) {
		why_errno(w, "%s", path);
		goto out;
	}
	settle_self(s, n);
	if (make_folders(s, w) != 0 || make_keys(s, n, w) != 0 ||
	    settle_issuer(s, n, w) != 0 || make_ledger(s, n, w) != 0)
		goto out;
	if (syncfs(s->fd) != 0) {
		why_errno(w, "%s", path);
		goto out;
	}
	memcpy(fingerprint, s->fingerprint, CARD_PRINT_HEX);
	rc = stop_check(w);
out:
	store_close(s);
	return rc;
}

/* Take the finished folder to its place, where nothing or an empty folder is,
 * and make that last. */
static int
move_in(const char *from, const char *to, struct why *w)
{
	struct why ignored = { 0 };
	char *parent = NULL;
	int fd;

	if (rename(from, to) != 0) {
		if (errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR)
			why_set(w, WHY_USAGE, "%s: something is there already",
			    to);
		return why_errno(w, "%s", to);
	}
	if (asprintf(&parent, "%s/..", to) < 0)
		return why_memory(&ignored);
	fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(parent);
	if (fd >= 0) {
		(void)fsync(fd);
		(void)close(fd);
	}
	return 0;
}

int
store_create(const struct store_new *n, char fingerprint[CARD_PRINT_HEX],
    struct why *w)
{
	struct store s = { .mode = STORE_WRITE, .fd = -1, .lock_fd = -1 };
	struct why ignored = { 0 };
	size_t len = strlen(n->path);
	char *beside = NULL;
	int rc = -1;

	while (len > 1 && n->path[len - 1] == '/')
		len--;
	/* asked before anything exists */
	if (check(n, w) != 0 ||
	    (n->passphrase != NULL &&
		ask_passphrase(n->passphrase, true, s.passphrase, w) != 0))
		return -1;
	if (n->token != NULL)
		(void)snprintf(s.token, sizeof s.token, "%s",
		    n->token->program);
	else if (n->passphrase != NULL &&
	    store_policy_first_passphrase(n->passphrase_min, s.passphrase, w) !=
		0)
		goto out;
	if (asprintf(&beside, "%.*s.new-XXXXXX", (int)len, n->path) < 0) {
		beside = NULL;
		why_memory(w);
		goto out;
	}
	if (mkdtemp(beside) == NULL) {
		why_errno(w, "%s", n->path);
		goto out;
	}
	rc = make_all(&s, beside, n, fingerprint, w);
	if (rc == 0)
		rc = move_in(beside, n->path, w);
	if (rc != 0)
		(void)store_remove(AT_FDCWD, beside, &ignored);
out:
	explicit_bzero(s.passphrase, sizeof s.passphrase);
	free(beside);
	return rc;
}
