#ifndef KEYS_SESSION_TOKEN_H
#define KEYS_SESSION_TOKEN_H

/** Keys whose secret parts are on a token. The home is one of
 *  home_open_token. */

#include "keys/session.h"

/** An OpenPGP key to be made of two keys that are on the token already. */
struct session_token_key {
	const char *uid;
	uint32_t valid_s;    /* seconds from now; 0: does not expire */
	const char *sign;    /* as token_find knows it */
	const char *decrypt; /* likewise, another one */
};

/**
 * Make it: the token signs that both belong together. fingerprint:
 * SESSION_PRINT_HEX bytes. Returns 0, or -1 with WHY_TOKEN (none, or not with
 * these keys, or not of a kind used), WHY_TOKEN_PIN, WHY_TOKEN_BLOCKED or
 * WHY_GPG.
 */
int session_make_token_key(struct session *s,
    const struct session_token_key *new, char *fingerprint, struct why *w);

/** Is the token there that holds the secret parts of this key? Returns -1 with
 *  WHY_TOKEN, WHY_NO_KEY (no part is on a token) or WHY_GPG. */
int
session_check_token(struct session *s, const char *fingerprint, struct why *w);

/** What session_passphrase_failed says for a home with a token. */
bool session_token_failed(const struct session *s, unsigned int error,
    struct why *w);

#endif
