#ifndef KEYS_SESSION_INSIDE_H
#define KEYS_SESSION_INSIDE_H

/** What keys/session*.c share. */

#include "keys/session.h"

struct _gpgme_key;

/** Forget what was seen, before an operation. passphrase: for this one. */
void session_begin(struct session *s, const char *passphrase, bool symmetric);

/** A key by the full fingerprint of any part of it; otherwise as session_find.
 */
int session_list(struct session *s, const char *fingerprint, bool secret,
    struct _gpgme_key **out, struct why *w);

/** A key by the full fingerprint of its primary key; to be unreferenced.
 *  *out is NULL if there is none. Returns 0, or -1 with WHY_GPG. */
int session_find(struct session *s, const char *fingerprint, bool secret,
    struct _gpgme_key **out, struct why *w);

/** Say in our words what a listed key is. */
void session_describe(struct _gpgme_key *key, struct session_key_info *out);

/** Which part of a key that was found among the secret ones is to sign: the
 *  newest live one that is here and in what session_listed was told; NULL: as
 *  gpg would have it. Borrowed from the key. */
int session_listed_signer(struct session *s, struct _gpgme_key *key,
    const char **out, struct why *w);

/** Was a subkey of this key revoked by itself, or can that not be told? Asked
 *  by the primary key's fingerprint. */
int session_part_revoked(struct session *s, const char *fingerprint,
    bool *revoked, struct why *w);

/** 40 upper-case hex digits? */
bool session_print_ok(const char *fingerprint);

/** The agent wanted a passphrase that is missing or wrong: WHY_NO_KEY and true.
 */
bool session_passphrase_failed(const struct session *s, unsigned int error,
    struct why *w);

#endif
