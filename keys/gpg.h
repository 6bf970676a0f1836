#ifndef KEYS_GPG_H
#define KEYS_GPG_H

/** What every use of GPGME shares: the start, a context, an error's name. */

#include "formats/why.h"
#include "keys/home.h"

struct gpgme_context;

/** Oldest GnuPG that is used, as three numbers. */
#define GPG_VERSION_MIN	  "2.2.40"
#define GPG_VERSION_BYTES 32

/**
 * Start GPGME, once in a process, and clean the environment that gpg gets: no
 * display, no terminal, no home but the one it is told, no debugging,
 * LC_ALL=C. The first call must come while the process has one thread. Returns
 * 0, or -1 with WHY_GPG.
 */
int gpg_start(struct why *w);

/**
 * A context that talks to gpg in this home, never asks a person and never
 * a network. To be freed with gpgme_release. Returns 0, or -1 with WHY_GPG: gpg
 * is not there, does not run, does not answer within LIMIT_START, is older than
 * GPG_VERSION_MIN, or of a release with a fault that matters here.
 */
int
gpg_context(struct gpgme_context **out, const struct home *home, struct why *w);

/** What did the work. */
struct gpg_versions {
	char gpg[GPG_VERSION_BYTES]; /* of the last context; "": none yet */
	char gpgme[GPG_VERSION_BYTES];
};

void gpg_versions(struct gpg_versions *out);

/** gpg itself failed: "what: text of the error". error: a gpgme_error_t.
 *  A full disk is WHY_DISK_FULL, lack of memory WHY_MEMORY, the rest WHY_GPG.
 *  Returns -1. */
int gpg_failed(struct why *w, unsigned int error, const char *what);

#endif
