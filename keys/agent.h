#ifndef KEYS_AGENT_H
#define KEYS_AGENT_H

/**
 * End the gpg-agent of a home, if one runs; none is started for it. It is gone
 * when this returns: one that does not go when told is killed, with whatever
 * else runs with this home. path: the home, as gpg was told it. gpg_start must
 * have been called.
 */
void agent_end(const char *path);

/**
 * What protects a secret key that the agent of a home has: 'P' a passphrase,
 * 'C' nothing, another character otherwise, also when no agent runs. keygrip:
 * 40 hex digits. gpg_start must have been called.
 */
char agent_protection(const char *path, const char *keygrip);

#endif
