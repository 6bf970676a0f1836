#ifndef TOOL_FLOW_WITHHELD_H
#define TOOL_FLOW_WITHHELD_H

/** Records of a bundle that are not shown to others, but for what a hold is
 *  for: those that would be gone, and that a hold keeps; and those that an
 *  order restricts. Source: hold.txt, 5; order.txt, 7; exhibit.txt, 1.2. */

#include <stdbool.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "tool/store/ledger_waiting.h"

/** All zero withholds nothing. */
struct withheld {
	struct bytes places;	 /* ascending */
	struct bytes restricted; /* likewise, each once */
	const uint8_t *hold;	 /* or NULL */
	uint64_t shown;		 /* not withheld, since the hold keeps them */
};

/** hold: what this one keeps is not withheld; NULL: none. Borrowed. */
int withheld_load(struct withheld *h, struct ledger *l,
    const uint8_t bundle[SEAL_ID_BYTES], const uint8_t *hold, struct why *w);
/** One more place, behind all that are there. */
int withheld_add(struct withheld *h, uint64_t segment, uint32_t index,
    struct why *w);
/** Does a hold alone keep the record at this place? A member record stands for
 *  its file, the first of all, at segment 0 and index 0, for the bundle. */
bool withheld_has(const struct withheld *h, uint64_t segment, uint32_t index);
/** How many there are. */
uint64_t withheld_count(const struct withheld *h);
/** Is the record at this place restricted, or the file of this member record?
 */
bool
withheld_restricts(const struct withheld *h, uint64_t segment, uint32_t index);
/** How many records are restricted. */
uint64_t withheld_restricted(const struct withheld *h);
void withheld_clear(struct withheld *h);

/** How many records of a bundle an order to rectify restricts, each once. */
int withheld_rectified(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    uint64_t *out, struct why *w);

#endif
