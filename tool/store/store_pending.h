#ifndef TOOL_STORE_STORE_PENDING_H
#define TOOL_STORE_STORE_PENDING_H

/**
 * Changes of the own key happen in the keyring, which no transaction of the
 * ledger reaches. So the ledger says first what is about to be done; the event
 * that tells that it was done takes that back. What a kill or a full disk left
 * in between is told by the next command that changes the store.
 * Source: event.txt, 3.2.
 */

#include <stdint.h>

#include "tool/store/store.h"

/** act: of the event. number: what the act needs to be told later. Outside a
 *  transaction. */
int store_pending_begin(struct store *s, const char *act, uint64_t number,
    struct why *w);

/** Inside the transaction of the event. Does nothing if nothing was begun. */
int store_pending_end(struct store *s, struct why *w);

/** The act ended with a fault: if the key is as before, nothing was begun. Else
 *  the event is due now. */
void store_pending_drop(struct store *s);

/** Tell what a killed process left. store_recover calls it. */
int store_pending_recover(struct store *s, struct why *w);

#endif
