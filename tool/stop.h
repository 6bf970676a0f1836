#ifndef TOOL_STOP_H
#define TOOL_STOP_H

/**
 * Being asked to stop: SIGINT, SIGTERM and SIGHUP raise a flag that flows look
 * at, so that they end by their own `out:` with WHY_INTERRUPTED.
 */

#include <stdbool.h>

#include "formats/why.h"

/** Install the handlers; SIGPIPE is ignored from then on. Once, at the start
 *  of the program. */
void stop_install(void);

/** Was the program asked to stop? Cheap; from any thread. */
bool stop_asked(void);

/** 0, or -1 with WHY_INTERRUPTED when the program was asked to stop. */
int stop_check(struct why *w);

#endif
