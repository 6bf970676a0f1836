#ifndef TOOL_STORE_STORE_KEY_H
#define TOOL_STORE_STORE_KEY_H

/** The agency's own key over the years. Each change is told by an event. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "keys/backup.h"
#include "keys/session_own.h"
#include "tool/store/store.h"

/** Who does it, and with what. */
struct store_key_by {
	const char *actor;
	/* where the primary key is offline: what store_offline wrote; else NULL
	 */
	const struct backup *primary;
};

/** Let the key expire valid_s seconds from now; 0: never. STORE_WRITE. Returns
 *  -1 with what session_extend, store_offline_check or the ledger said. */
int store_key_extend(struct store *s, uint32_t valid_s,
    const struct store_key_by *by, struct why *w);

/** Revoke the key, for good. STORE_WRITE. The last checkpoint counts the event
 *  too. Returns -1 with what session_revoke, store_offline_check or the ledger
 *  said. */
int store_key_revoke(struct store *s, enum session_revocation reason,
    const struct store_key_by *by, struct why *w);

/**
 * Write a backup to a file that must not exist yet, after it was restored for a
 * trial. unprotected: a store without a passphrase gives a key in the clear.
 * STORE_WRITE. Returns 0, or -1 with the cause and no file: WHY_USAGE
 * (unprotected is not what the store is, or the file is there), WHY_NO_KEY,
 * WHY_GPG... Source: backup.txt, 3.
 */
int store_key_export(struct store *s, const char *output, bool unprotected,
    const char *actor, struct why *w);

/** Append the text of a backup of the own key, which was restored for a trial;
 *  to be wiped. As store_key_export. */
int store_key_backup(struct store *s, bool unprotected, struct bytes *text,
    struct why *w);

/** Is a key to be written in the clear where the store has no passphrase, and
 *  there alone? WHY_USAGE: unprotected is not what the store is. */
int
store_key_check_clear(const struct store *s, bool unprotected, struct why *w);

/** After a fault: a file that was written goes; one that cannot be removed is
 *  told, in front of the cause. */
void store_key_take_back(const char *output, struct why *w);

/** Is it of this store's agency and key, protected as the store is? Else
 *  WHY_BACKUP. */
int
store_key_whose(const struct store *s, const struct backup *b, struct why *w);

/** What an import is to bring back, as bits. */
#define STORE_KEY_MENDED_KEY	1U
#define STORE_KEY_MENDED_SECRET 2U

/** What an import brought back. */
struct store_key_mended {
	bool key;
	bool secret;   /* keys/secret.gpg */
	size_t others; /* keys of other agencies, from the directory */
};

/**
 * Put back what the keyring lost. b: as parsed. STORE_MEND. Returns 0, or -1
 * with the cause, and nothing put back unless the ledger failed at the end:
 * WHY_BACKUP (of another agency or key, or it does not restore), WHY_USAGE
 * (nothing is missing, or the passphrase is too short), WHY_NO_KEY (the
 * passphrase is wrong), WHY_STORE, WHY_GPG... Source: backup.txt, 4.
 */
int store_key_import(struct store *s, const struct backup *b, const char *actor,
    struct store_key_mended *out, struct why *w);

#endif
