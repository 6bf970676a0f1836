#ifndef KEYS_AGENT_H
#define KEYS_AGENT_H

#include <stdbool.h>

#include "formats/bytes.h"

/**
 * End the gpg-agent of a home, if one runs; none is started for it. It is gone
 * when this returns: one that does not go when told is killed, with whatever
 * else runs with this home. path: the home, as gpg was told it. gpg_start must
 * have been called.
 */
void agent_end(const char *path);

/**
 * Ask the agent of a home. start: one, if none runs. command: a line of its
 * protocol, at most 127 bytes. The status lines of the answer are appended to
 * lines, each "KEYWORD rest" and a line end. Returns the gpgme_error_t of the
 * answer, 0 for OK. gpg_start must have been called.
 */
unsigned int agent_ask(const char *path, bool start, const char *command,
    struct bytes *lines);

/**
 * What protects a secret key that the agent of a home has: 'P' a passphrase,
 * 'C' nothing, another character otherwise, also when no agent runs. keygrip:
 * 40 hex digits. gpg_start must have been called.
 */
char agent_protection(const char *path, const char *keygrip);

#endif
