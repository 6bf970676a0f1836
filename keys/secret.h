#ifndef KEYS_SECRET_H
#define KEYS_SECRET_H

/**
 * The secret under which a store's tombstones are hashed. It lies apart from
 * the ledger, encrypted to the agency's own key. Source: card.txt, 3.
 */

#include <stdint.h>

#include "formats/why.h"
#include "keys/session.h"

#define SECRET_BYTES 32

/**
 * Make a new one and keep it at path, where nothing may stand yet. fingerprint:
 * the agency's own key. Returns 0, or -1 with the cause and nothing at path.
 */
int secret_make(struct session *s, const char *fingerprint, const char *path,
    struct why *w);

/**
 * Seal the one at path anew, for this key, in a file at copy, which is
 * replaced if it is there. Returns 0, or -1 with the cause.
 */
int secret_reseal(struct session *s, const char *path, const char *fingerprint,
    const char *copy, struct why *w);

/** Read it back; the caller wipes out. Returns 0, or -1 with WHY_NO_KEY,
 *  WHY_GPG, WHY_STORE (damaged), or WHY_SYSTEM, and out all zero. */
int secret_load(struct session *s, const char *path, uint8_t out[SECRET_BYTES],
    struct why *w);

#endif
