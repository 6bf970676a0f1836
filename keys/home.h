#ifndef KEYS_HOME_H
#define KEYS_HOME_H

/**
 * A GnuPG home of our own: private, locked down, without a network. The user's
 * own ~/.gnupg is never read.
 */

#include <stdbool.h>

#include "formats/why.h"

/** An open home. All zero is a closed one. Must not move while sessions use
 *  it. */
struct home {
	char *path;	  /* where it is */
	char *gnupg_path; /* the same for gpg: short enough for its sockets */
	char *gpg;	  /* gpg to run; NULL: the one GPGME finds */
	char *scdaemon;	  /* program that speaks to a token; NULL: no token */
	const char *passphrase; /* of its secret keys, borrowed; NULL: none */
	int users_fd;		/* locked while anybody has the home open */
	bool temporary;
	bool linked; /* gnupg_path is a link that home_close takes away */
};

/**
 * Make a new home with its configuration. path: must not exist yet; its
 * parent must. Returns 0, or -1 with the cause and nothing left there.
 */
int home_create(const char *path, struct why *w);

/**
 * Open a home that home_create made. It must be a folder of this user's
 * with mode 0700; a configuration that differs is written anew.
 * passphrase: of the secret keys, borrowed until home_close; NULL: they have
 * none. gpg: program to run, copied; NULL: the one GPGME finds.
 * The first call of a process must come before it starts threads: it cleans
 * the environment. Returns 0, or -1 with the cause and h closed. A folder that
 * anybody else could have written is WHY_STORE.
 */
int home_open(struct home *h, const char *path, const char *passphrase,
    const char *gpg, struct why *w);

/**
 * The same for a home whose secret keys are on a token. pin: as passphrase.
 * scdaemon: the program that speaks to it, copied; it must be one that nobody
 * else could have written, or WHY_TOKEN. The programs of this home are started
 * by the agent and end with it.
 */
int home_open_token(struct home *h, const char *path, const char *pin,
    const char *scdaemon, struct why *w);

/**
 * Make and open a home for public keys alone, that home_close removes. No agent
 * is ever started for it. gpg: as above.
 */
int home_open_temporary(struct home *h, const char *gpg, struct why *w);

/**
 * Close. The agent ends if no other process has this home open; one that
 * does not answer is left behind, since it holds no passphrase. Closing a
 * closed home does nothing.
 */
void home_close(struct home *h);

#endif
