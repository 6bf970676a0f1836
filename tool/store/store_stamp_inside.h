#ifndef TOOL_STORE_STORE_STAMP_INSIDE_H
#define TOOL_STORE_STORE_STAMP_INSIDE_H

/** Between store_stamp.c (who is trusted, and what counts) and
 *  store_stamp_ask.c (how a timestamp comes in). */

#include "formats/event.h"
#include "tool/store/store_stamp.h"

/** An act that was done. */
struct event store_stamp_event(const char *act, const char *actor);

/** Commit what was begun, with its event. */
int store_stamp_commit(struct store *s, struct event *e, struct why *w);

/** By what one is checked; each and self: of store_stamp_each. */
struct store_stamp_look {
	struct store *store;
	const struct store_stamp_pins *pins;
	const struct store_stamp_seal *seal;
	int (*each)(void *self, const struct store_stamp *stamp, struct why *w);
	void *self;
};
/** A fault of the token is told with it; -1: nothing can be told. */
int store_stamp_check(const struct store_stamp_look *l,
    const struct ledger_stamp *row, struct store_stamp *out, struct why *w);

#endif
