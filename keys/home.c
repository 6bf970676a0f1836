#include "keys/home.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/bytes.h"
#include "keys/agent.h"
#include "keys/file.h"
#include "keys/gpg.h"
#include "keys/program.h"

/* A socket's path holds 107 bytes, and the agent adds "/S.gpg-agent.browser" */
#define PATH_MAX_BYTES	 80
#define CONFIG_MAX_BYTES 65536
#define WALK_FDS	 8

/* Random passphrases need no slow derivation, hence s2k-mode 1. The random seed
 * file would make gpg processes wait for each other. Old hashes, networks,
 * compression and everything that asks or guesses are off. Trust is the
 * directory's; the model "always" would be shorter, but then gpg has no trustdb
 * and fails on revoked keys. */
static const char gpg_conf[] = "batch\n"
			       "no-tty\n"
			       "no-greeting\n"
			       "utf8-strings\n"
			       "pinentry-mode loopback\n"
			       "passphrase-repeat 0\n"
			       "no-symkey-cache\n"
			       "no-random-seed-file\n"
			       "disable-dirmngr\n"
			       "no-auto-key-locate\n"
			       "no-auto-key-retrieve\n"
			       "trust-model direct\n"
			       "no-auto-check-trustdb\n"
			       "no-encrypt-to\n"
			       "no-default-recipient\n"
			       "import-options import-minimal\n"
			       "compress-algo none\n"
			       "cipher-algo AES256\n"
			       "s2k-mode 1\n"
			       "s2k-cipher-algo AES256\n"
			       "s2k-digest-algo SHA256\n"
			       "digest-algo SHA256\n"
			       "cert-digest-algo SHA256\n"
			       "weak-digest SHA1\n"
			       "weak-digest RIPEMD160\n"
			       "no-emit-version\n"
			       "no-comments\n";

/* For a home of public keys alone. */
static const char no_agent_conf[] = "no-autostart\n";

/* s2k-count: the largest that OpenPGP knows; measuring the machine instead
 * takes the agent seconds. */
static const char agent_conf[] = "allow-loopback-pinentry\n"
				 "pinentry-program /bin/false\n"
				 "no-grab\n"
				 "no-allow-external-cache\n"
				 "default-cache-ttl 0\n"
				 "max-cache-ttl 0\n"
				 "s2k-count 65011712\n"
				 "extra-socket none\n"
				 "browser-socket none\n";

/* Followed by the path of the program. */
static const char token_conf[] = "scdaemon-program ";
static const char no_token_conf[] = "disable-scdaemon\n";

/* Write a configuration file unless it stands there already. */
static int
configure(const char *path, const char *name, const char *first,
    const char *second, struct why *w)
{
	struct bytes old = { 0 };
	struct bytes want = { 0 };
	struct why ignored = { 0 };
	char *file = NULL;
	int rc = -1;

	if (asprintf(&file, "%s/%s", path, name) < 0)
		return why_memory(w);
	if (bytes_printf(&want, w, "%s%s", first, second) != 0)
		goto out;
	if (file_read(file, CONFIG_MAX_BYTES, &old, &ignored) == 0 &&
	    old.len == want.len && memcmp(old.data, want.data, old.len) == 0) {
		rc = 0;
		goto out;
	}
	if (file_write(file, want.data, want.len, w) != 0)
		goto out;
	rc = 0;
out:
	bytes_clear(&old);
	bytes_clear(&want);
	free(file);
	return rc;
}

/* A file that a program of GnuPG would read besides ours, or before it:
 * "gpg.conf-2" goes before "gpg.conf", and newer ones keep public keys in a
 * daemon when "common.conf" says so. */
static bool
is_foreign_conf(const char *name)
{
	static const char *const ours[] = { "gpg.conf", "gpg-agent.conf" };
	const char *conf = strstr(name, ".conf");

	if (conf == NULL || (conf[5] != '\0' && conf[5] != '-'))
		return false;
	for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++) {
		if (strcmp(name, ours[i]) == 0)
			return false;
	}
	return true;
}

static int
remove_foreign(const char *path, struct why *w)
{
	DIR *folder = opendir(path);
	const struct dirent *e;
	int rc = 0;

	if (folder == NULL)
		return why_errno(w, "cannot open %s", path);
	while (rc == 0 && (e = readdir(folder)) != NULL) {
		if (is_foreign_conf(e->d_name) &&
		    unlinkat(dirfd(folder), e->d_name, 0) != 0)
			rc = why_errno(w, "cannot remove %s/%s", path,
			    e->d_name);
	}
	closedir(folder);
	return rc;
}

/* scdaemon: NULL: no token. */
static int
configure_all(const char *path, bool temporary, const char *scdaemon,
    struct why *w)
{
	char *token = NULL;
	int rc;

	if (scdaemon != NULL &&
	    asprintf(&token, "%s%s\n", token_conf, scdaemon) < 0)
		return why_memory(w);
	rc = configure(path, "gpg.conf", gpg_conf,
	    temporary ? no_agent_conf : "", w);
	if (rc == 0)
		rc = configure(path, "gpg-agent.conf", agent_conf,
		    token != NULL ? token : no_token_conf, w);
	free(token);
	return rc == 0 ? remove_foreign(path, w) : -1;
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	remove(path);
	return 0;
}

static void
remove_tree(const char *path)
{
	nftw(path, remove_one, WALK_FDS, FTW_DEPTH | FTW_PHYS);
}

int
home_create(const char *path, struct why *w)
{
	if (mkdir(path, 0700) != 0)
		return why_errno(w, "cannot make %s", path);
	if (chmod(path, 0700) != 0) {
		why_errno(w, "cannot make %s private", path);
		rmdir(path);
		return -1;
	}
	if (configure_all(path, false, NULL, w) != 0) {
		remove_tree(path);
		return -1;
	}
	return 0;
}

/* A folder that nobody else can read or write. */
static int
check_private(const char *path, struct why *w)
{
	struct stat st;

	if (lstat(path, &st) != 0)
		return why_errno(w, "cannot open %s", path);
	if (!S_ISDIR(st.st_mode))
		return why_set(w, WHY_STORE, "%s is not a folder", path);
	if (st.st_uid != geteuid())
		return why_set(w, WHY_STORE, "%s belongs to another user",
		    path);
	if ((st.st_mode & 07777) != 0700)
		return why_set(w, WHY_STORE,
		    "%s has mode %04o: a home of keys wants 0700", path,
		    (unsigned int)(st.st_mode & 07777));
	return 0;
}

/*
 * A short name for a home whose path is too long for the agent's sockets. It is
 * the same for each process of this user, since they share the agent.
 */
static int
link_short(struct home *h, struct why *w)
{
	struct stat st;
	char folder[64];
	char *beside = NULL;
	int rc = -1;

	if (stat(h->path, &st) != 0)
		return why_errno(w, "cannot open %s", h->path);
	snprintf(folder, sizeof folder, "/tmp/sealbag-homes-%lu",
	    (unsigned long)geteuid());
	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		return why_errno(w, "cannot make %s", folder);
	if (check_private(folder, w) != 0)
		return -1;
	if (asprintf(&h->gnupg_path, "%s/%jx-%jx", folder, (uintmax_t)st.st_dev,
		(uintmax_t)st.st_ino) < 0) {
		h->gnupg_path = NULL;
		return why_memory(w);
	}
	if (asprintf(&beside, "%s.%ld", h->gnupg_path, (long)getpid()) < 0)
		return why_memory(w);
	unlink(beside);
	if (symlink(h->path, beside) != 0 ||
	    rename(beside, h->gnupg_path) != 0) {
		why_errno(w, "cannot link %s", h->gnupg_path);
		unlink(beside);
		goto out;
	}
	h->linked = true;
	rc = 0;
out:
	free(beside);
	return rc;
}

/* The lock counts users: who gets it alone is the last. */
static int
lock_users(struct home *h, struct why *w)
{
	char *file = NULL;
	int rc = -1;

	if (asprintf(&file, "%s/users.lock", h->path) < 0)
		return why_memory(w);
	h->users_fd =
	    open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (h->users_fd < 0) {
		why_errno(w, "cannot open %s", file);
		goto out;
	}
	while ((rc = flock(h->users_fd, LOCK_SH)) != 0 && errno == EINTR)
		;
	if (rc != 0)
		why_errno(w, "cannot lock %s", file);
out:
	free(file);
	return rc;
}

static int
open_checked(struct home *h, const char *path, struct why *w)
{
	if (gpg_start(w) != 0 || check_private(path, w) != 0)
		return -1;
	h->path = realpath(path, NULL);
	if (h->path == NULL)
		return why_errno(w, "cannot open %s", path);
	if (configure_all(h->path, h->temporary, h->scdaemon, w) != 0)
		return -1;
	if (!h->temporary && lock_users(h, w) != 0)
		return -1;
	if (!h->temporary && strlen(h->path) > PATH_MAX_BYTES)
		return link_short(h, w);
	h->gnupg_path = strdup(h->path);
	return h->gnupg_path == NULL ? why_memory(w) : 0;
}

static int
open_home(struct home *h, const char *path, const char *gpg, struct why *w)
{
	if (gpg != NULL) {
		h->gpg = strdup(gpg);
		if (h->gpg == NULL) {
			home_close(h);
			return why_memory(w);
		}
	}
	if (open_checked(h, path, w) != 0) {
		home_close(h);
		return -1;
	}
	return 0;
}

int
home_open(struct home *h, const char *path, const char *passphrase,
    const char *gpg, struct why *w)
{
	*h = (struct home){ .users_fd = -1, .passphrase = passphrase };
	return open_home(h, path, gpg, w);
}

int
home_open_token(struct home *h, const char *path, const char *pin,
    const char *scdaemon, struct why *w)
{
	*h = (struct home){ .users_fd = -1, .passphrase = pin };
	if (program_check(scdaemon, w) != 0)
		return -1;
	h->scdaemon = strdup(scdaemon);
	if (h->scdaemon == NULL)
		return why_memory(w);
	return open_home(h, path, NULL, w);
}

int
home_open_temporary(struct home *h, const char *gpg, struct why *w)
{
	const char *base = getenv("TMPDIR");
	char *path = NULL;
	int rc = -1;

	*h = (struct home){ .users_fd = -1, .temporary = true };
	if (base == NULL || base[0] != '/')
		base = "/tmp";
	if (asprintf(&path, "%s/sealbag-XXXXXX", base) < 0)
		return why_memory(w);
	if (mkdtemp(path) == NULL) {
		why_errno(w, "cannot make a folder in %s", base);
		goto out;
	}
	rc = open_home(h, path, gpg, w);
	if (rc != 0)
		remove_tree(path);
out:
	free(path);
	return rc;
}

void
home_close(struct home *h)
{
	if (h->temporary && h->path != NULL)
		remove_tree(h->path);
	if (h->gnupg_path != NULL && h->users_fd >= 0 &&
	    flock(h->users_fd, LOCK_EX | LOCK_NB) == 0) {
		agent_end(h->gnupg_path);
		if (h->linked)
			unlink(h->gnupg_path);
	}
	if (h->path != NULL && h->users_fd >= 0)
		close(h->users_fd);
	free(h->path);
	free(h->gnupg_path);
	free(h->gpg);
	free(h->scdaemon);
	*h = (struct home){ .users_fd = -1 };
}
