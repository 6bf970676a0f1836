#ifndef TOOL_STORE_STAGING_GUARD_H
#define TOOL_STORE_STAGING_GUARD_H

/**
 * The guardian of a staging folder: a process of its own session that holds
 * nothing but a pipe to us and the quarantine. When the pipe closes without a
 * word, we were killed, and it removes the folder. For staging.c alone.
 */

#include "tool/store/staging.h"

/** Start it; home_fd and name are set. Sets guard and guard_fd. The process
 *  must have one thread. */
int staging_guard_start(struct staging *s, struct why *w);

/** It removes nothing from now on. */
int staging_guard_keep(struct staging *s, struct why *w);

/** End it and wait for that. */
void staging_guard_end(struct staging *s);

#endif
