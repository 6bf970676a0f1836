#ifndef TOOL_STORE_STORE_TRIAL_H
#define TOOL_STORE_STORE_TRIAL_H

/** A backup of the own key, restored into a home of its own in the quarantine.
 *  Source: backup.txt, 3. */

#include <stdbool.h>

#include "keys/backup.h"
#include "tool/store/staging.h"
#include "tool/store/store.h"

/** Its GnuPG home, in the store. */
#define STORE_TRIAL_HOME STAGING_QUARANTINE "/key-trial/gnupg"

struct store_trial {
	struct home home;
	struct session session;
	bool open;
};

/** Restore: every part is there, protected as the backup says, and opens with
 *  the store's passphrase. Must not move until store_trial_close. Returns 0, or
 *  -1 with WHY_BACKUP, WHY_NO_KEY, WHY_GPG..., and nothing open. */
int store_trial_open(struct store *s, const struct backup *b,
    struct store_trial *t, struct why *w);
void store_trial_close(struct store *s, struct store_trial *t);

/** Restore it whole, the tombstones' secret too, and leave nothing. A backup
 *  that was never restored is none. */
int store_trial_backup(struct store *s, const struct backup *b, struct why *w);

#endif
