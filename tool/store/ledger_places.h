#ifndef TOOL_STORE_LEDGER_PLACES_H
#define TOOL_STORE_LEDGER_PLACES_H

/** Places of records of one segment as they lie in a row of the ledger:
 *  ascending, 4 bytes little-endian each, at least one. Among ledger*.c. */

#include "tool/store/ledger_db.h"

#define LEDGER_PLACE_BYTES 4

/** The next column of a row, appended to a struct bytes; the last that is
 *  taken of it. */
int ledger_places_take(void *bytes, struct ledger_db_row *row, struct why *w);

/** Both lists as one, each place once. more: ascending; n of them. */
int ledger_places_merge(struct bytes *out, const struct bytes *old,
    const uint32_t *more, size_t n, struct why *w);

/** Take out those that stand in the other list; how many were. */
size_t ledger_places_drop(struct bytes *from, const struct bytes *other);
/** The same of those that went. list: ascending. */
size_t ledger_places_drop_gone(struct bytes *from,
    const struct ledger_gone *list, size_t n);

#endif
