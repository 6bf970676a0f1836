#ifndef KEYS_TOKEN_H
#define KEYS_TOKEN_H

/** A smartcard or another token, as the agent of a home sees it. */

#include <stdbool.h>
#include <stddef.h>

#include "formats/why.h"
#include "keys/home.h"

#define TOKEN_KEYS_MAX	   32
#define TOKEN_SERIAL_BYTES 65
#define TOKEN_GRIP_BYTES   41 /* 40 hex digits, NUL */
#define TOKEN_ID_BYTES	   257

/** Names of the keys of an OpenPGP card. */
#define TOKEN_OPENPGP_SIGN    "OPENPGP.1"
#define TOKEN_OPENPGP_DECRYPT "OPENPGP.2"

struct token_key {
	char keygrip[TOKEN_GRIP_BYTES];
	char id[TOKEN_ID_BYTES]; /* as the daemon names it */
};

struct token {
	char serial[TOKEN_SERIAL_BYTES];
	struct token_key keys[TOKEN_KEYS_MAX];
	size_t n;
};

/** Look at what is plugged in. h: opened by home_open_token. Returns 0, or -1
 *  with WHY_TOKEN: no daemon, no reader, no token, or none with keys. */
int token_look(const struct home *h, struct token *out, struct why *w);

/** Let the agent keep a stub for each key of the token. As token_look. */
int token_learn(const struct home *h, struct why *w);

/** A key by its keygrip, its id, or what follows the last slash of its id.
 *  NULL: there is none. */
const struct token_key *token_find(const struct token *t, const char *name);

/** Is this gpgme_error_t about a token or its PIN? Then WHY_TOKEN,
 * WHY_TOKEN_PIN or WHY_TOKEN_BLOCKED is set. */
bool token_fault(unsigned int error, struct why *w);

#endif
