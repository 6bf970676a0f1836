#ifndef TOOL_FLOW_WAIVE_H
#define TOOL_FLOW_WAIVE_H

/** The answer to an order of this agency is waited for no longer.
 *  Source: order.txt, 2.4. */

#include "formats/order.h"
#include "tool/store/store.h"

struct waive_ask {
	uint8_t order[16];
	const char *agency; /* whose answer */
	const char *reason; /* below EVENT_TEXT_BYTES; into the event */
	const char *actor;
};

/** With its event and a checkpoint; STORE_WRITE. WHY_USAGE where that answer
 *  is not waited for. */
int waive(struct store *s, const struct waive_ask *ask, struct why *w);

#endif
