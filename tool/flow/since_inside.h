#ifndef TOOL_FLOW_SINCE_INSIDE_H
#define TOOL_FLOW_SINCE_INSIDE_H

/** Between since.c (what is given and kept, and tokens) and since_head.c (what
 *  a cosigned head shows). */

#include "tool/flow/since.h"

/** A seal that is looked at; text is borrowed. */
struct since_seal {
	struct seal seal;
	const struct bytes *text;
};

/** Does this proof show this seal? With no seal to come, it must. */
int since_head_place(struct since *s, struct since_proof *p,
    const struct since_seal *seal, struct why *w);

/** Is there room for one more proof of a bundle? WHY_LIMIT. */
int since_head_room(struct since *s, const uint8_t bundle[SEAL_ID_BYTES],
    struct why *w);

/** What the store keeps of it; one that does not count is passed over. */
int since_head_recall(struct since *s, const struct since_seal *seal,
    struct why *w);

#endif
