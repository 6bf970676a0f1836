#ifndef TOOL_FLOW_PAIRS_H
#define TOOL_FLOW_PAIRS_H

/** Record ids in pairs: of a read that is wrong, and of the one that stands for
 *  it. One pair a line, a comma between; the line "record_id,by" may come
 *  first. Blanks at the ends of an id are not looked at here. */

#include <stddef.h>

#include "formats/bytes.h"
#include "formats/why.h"
#include "tool/flow/draft.h"

struct pairs {
	struct bytes text;
	const char **items; /* those that are wrong, then the others */
	size_t n;
};

/** WHY_USAGE names the line, and repeats nothing of it. An id that holds a
 *  comma has to be given in another way. pairs_close is due in both cases. */
int pairs_open(struct pairs *p, const char *path, struct why *w);
void pairs_close(struct pairs *p);

struct draft_list pairs_wrong(const struct pairs *p);
struct draft_list pairs_right(const struct pairs *p);

#endif
