#ifndef KEYS_AGENT_H
#define KEYS_AGENT_H

/**
 * End the gpg-agent of a home, if one runs; none is started for it. path: the
 * home, as gpg was told it. gpg_start must have been called.
 */
void agent_end(const char *path);

#endif
