#ifndef TOOL_FLOW_SINCE_INSIDE_H
#define TOOL_FLOW_SINCE_INSIDE_H

/** Between since.c (what is given and kept, and tokens) and since_head.c (what
 *  a cosigned head shows). */

#include "tool/flow/since.h"

/** A seal that is looked at; text is borrowed. */
struct since_seal {
	struct seal seal;
	const struct bytes *text;
	int64_t logged_s;
};

/** Does this proof show this seal? With no seal to come, it must. */
int since_head_place(struct since *s, struct since_proof *p,
    const struct since_seal *seal, struct why *w);

/** What the store keeps of it; one that does not count is passed over. */
int since_head_recall(struct since *s, const struct since_seal *seal,
    struct why *w);

#endif
