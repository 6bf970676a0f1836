#ifndef TOOL_STORE_STORE_OFFLINE_H
#define TOOL_STORE_STORE_OFFLINE_H

/** A primary key that is kept elsewhere: the store has subkeys that sign and
 *  decrypt. Source: backup.txt, 6. */

#include "tool/store/store_key.h"
#include "tool/store/store_trial.h"

/** Where gpg-agent keeps a secret part in a home, by its keygrip. */
#define STORE_OFFLINE_PART "private-keys-v1.d/%s.key"

/**
 * Give the key a subkey that signs, write a backup of all of it to a file that
 * must not exist yet, and remove the primary key's secret part from the store.
 * STORE_WRITE. Returns 0, or -1 with the cause and the primary key here:
 * WHY_USAGE (it is offline already; as store_key_export).
 */
int store_offline(struct store *s, const char *output, bool unprotected,
    const char *actor, struct why *w);

/** Is what was brought what is needed? WHY_NO_KEY: the primary key is offline,
 *  and there is no backup; WHY_USAGE: it is here, and there is one; WHY_BACKUP:
 *  it is of another key. */
int store_offline_check(struct store *s, const struct backup *primary,
    struct why *w);

/** Restore a primary key that was brought in a home of its own, with the public
 *  key as the store has it. To be closed by store_trial_close. */
int store_offline_bring(struct store *s, const struct backup *primary,
    struct store_trial *out, struct why *w);
/** Take what it made of the public key. */
int
store_offline_take(struct store *s, struct store_trial *brought, struct why *w);

#endif
