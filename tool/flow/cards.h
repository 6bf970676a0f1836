#ifndef TOOL_FLOW_CARDS_H
#define TOOL_FLOW_CARDS_H

/** Trust without a store: a few cards are all that is known, and all that is
 *  trusted. */

#include <stddef.h>

#include "formats/why.h"
#include "keys/directory.h"
#include "keys/home.h"
#include "keys/session.h"

/** All zero is a closed one. Must not move while it is open. */
struct cards {
	struct home home; /* of its own, which goes with it */
	struct session session;
	struct directory directory;
};

/** paths: of the cards. WHY_CARD and the like; WHY_USAGE: an agency is given
 *  twice. To be closed in any case. */
int
cards_open(struct cards *c, const char *const *paths, size_t n, struct why *w);
void cards_close(struct cards *c);

#endif
