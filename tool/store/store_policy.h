#ifndef TOOL_STORE_STORE_POLICY_H
#define TOOL_STORE_STORE_POLICY_H

/** Numbers that somebody decides: each has a preset with its source, and is a
 *  setting of the ledger, so that a store keeps what it was made with. */

#include "formats/why.h"
#include "tool/store/ledger.h"

enum store_policy {
	STORE_POLICY_PASSPHRASE_MIN, /* bytes of a new or restored passphrase */
	STORE_POLICIES
};
#define STORE_POLICY_PASSPHRASE_LEAST 12
#define STORE_POLICY_PASSPHRASE_MOST  255

/** Put them into a new ledger. passphrase_min: 0 for the preset. */
int store_policy_put(struct ledger *l, unsigned passphrase_min, struct why *w);

/** What a store goes by. l: NULL for the preset, as where the ledger has no
 *  such setting. WHY_STORE if it has one that cannot be. */
int store_policy_get(struct ledger *l, enum store_policy which, unsigned *out,
    struct why *w);

/** Is the passphrase long enough? WHY_USAGE, naming the minimum, if not. */
int store_policy_passphrase(struct ledger *l, const char *passphrase,
    struct why *w);
/** The same of a store that is to be made. min: 0 for the preset. */
int store_policy_first_passphrase(unsigned min, const char *passphrase,
    struct why *w);

#endif
