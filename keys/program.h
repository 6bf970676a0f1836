#ifndef KEYS_PROGRAM_H
#define KEYS_PROGRAM_H

/** A program that gpg's agent is told to run. */

#include "formats/why.h"

/**
 * May it be run? path: absolute, without spaces or controls; a plain file that
 * runs, and neither it nor a folder above it can be changed by anybody but root
 * and this user. Returns 0, or -1 with WHY_TOKEN.
 */
int program_check(const char *path, struct why *w);

#endif
