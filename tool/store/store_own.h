#ifndef TOOL_STORE_STORE_OWN_H
#define TOOL_STORE_STORE_OWN_H

/**
 * Which keys are this agency's own: the one in force, which the ledger names,
 * and those that the directory has besides, whose secret parts are in the home
 * as long as they are kept. Source: directory.txt, 7.
 */

#include <stdbool.h>

#include "formats/seal.h"
#include "tool/store/journal.h"
#include "tool/store/store.h"

/** For the log. Borrowed from s. */
struct journal_self store_own_self(const struct store *s);

bool store_own_key(const struct store *s, const char *fingerprint);

/** As what this agency can open that bundle, whichever key it had then; NULL:
 *  not at all. Borrowed from the seal. */
const struct seal_reader *
store_own_reader(const struct store *s, const struct seal *seal);

/** Do both keys belong to one agency of the directory? */
bool store_own_same(const struct store *s, const char *fingerprint,
    const char *other);

/** A card with this own key. c: to be cleared. STORE_READ. */
int store_own_card(struct store *s, const char *fingerprint, struct card *c,
    struct why *w);

#endif
