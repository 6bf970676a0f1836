#ifndef KEYS_HUNT_H
#define KEYS_HUNT_H

/**
 * Ends processes of gpg that hang. GPGME tells no process ids and is not their
 * parent, so they are found in /proc by what they hold. Each gets a moment
 * to end by itself before it is killed.
 */

#include <stddef.h>

/** Mark what this process starts from now on; while it has one thread.
 *  Returns 0, or -1 without memory. */
int hunt_start(void);

/** Whoever holds the other end of one of these n pipes. */
void hunt_pipes(const int *fds, size_t n);

/** Whoever bears our mark; but for daemons, which others may use too. */
void hunt_marked(void);

/** Whoever was started with --homedir path. Returns how many were found. */
size_t hunt_home(const char *path);

#endif
