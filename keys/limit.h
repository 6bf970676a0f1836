#ifndef KEYS_LIMIT_H
#define KEYS_LIMIT_H

/**
 * How long gpg and its agent may keep us waiting, so that one that hangs does
 * not hang us. Time in which this process itself stands still does not count.
 */

#include <stdbool.h>

#include "formats/why.h"

enum limit {
	/* Questions before any work: versions, folders. */
	LIMIT_START,
	/* Work on many bytes may take as long as it needs, while some move. */
	LIMIT_SILENCE,
	/* Short work as a whole: list, sign, verify, import, make a key. */
	LIMIT_SHORT,
	/* From when gpg says that it asks a person: nobody types faster. */
	LIMIT_PERSON,
	/* What the agent gets to end when it is told to. */
	LIMIT_END,
	/* What anything gets once the process was asked to stop. */
	LIMIT_STOP,
	LIMITS
};

/** Divides every limit, 1..60; anything else is 1, so nothing makes them
 *  longer. For tests. */
#define LIMIT_VARIABLE "SEALBAG_HURRY"

/** Look at LIMIT_VARIABLE; while the process has one thread. */
void limit_start(void);

/** In milliseconds. */
int limit_ms(enum limit limit);

/** Who says whether the process was asked to stop, cheaply and from any thread;
 *  at the start of the process. Work that is well ends within LIMIT_STOP, and
 *  what was begun can still be ended; what hangs is not waited for. */
void limit_stop(bool (*asked)(void));

/** What is left of a limit, now that the process was asked to stop or not. */
int limit_left(int left_ms);

/** It passed: WHY_GPG, or WHY_INTERRUPTED where the process was asked to stop.
 *  Returns -1. */
int limit_passed(struct why *w, enum limit limit);

/** A call that can only wait. */
struct limit_call {
	void (*work)(void *job);   /* in a thread of its own */
	void (*rescue)(void *job); /* makes work return, by killing; maybe
				      several times */
	void *job;
};

enum limit_end {
	LIMIT_ENDED,
	LIMIT_RESCUED, /* too late, but it returned */
	LIMIT_LOST     /* it still runs: its job must never be freed */
};

enum limit_end limit_run(const struct limit_call *call, enum limit limit);

#endif
