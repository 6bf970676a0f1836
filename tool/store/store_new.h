#ifndef TOOL_STORE_STORE_NEW_H
#define TOOL_STORE_STORE_NEW_H

/** New subkeys, to sign and to decrypt, under the own primary key.
 *  Source: backup.txt, 7. */

#include <stdbool.h>
#include <stdint.h>

#include "keys/backup.h"
#include "tool/store/store.h"

struct store_new_pair {
	uint32_t valid_s;   /* 0: as long as the primary key */
	const char *backup; /* a file for all of the key, not there yet; NULL:
			       none, where the primary key is here */
	bool unprotected;   /* as of store_key_export; false without backup */
	const char *actor;
	const struct backup *primary; /* as of store_key_by */
};

struct store_new_made {
	char signer[CARD_PRINT_HEX];
	char decrypter[CARD_PRINT_HEX];
	int64_t expires_s; /* 0: never */
	bool in_force;	   /* else the new signer waits for the authority */
};

/**
 * Make them. The old ones stay. Where the directory is kept here its next
 * version, signed by an old part, has them. STORE_WRITE. Returns 0, or -1 with
 * the cause and the key as before, unless the swaps after the commit failed;
 * the next start does those: what session_add_pair and store_offline_check say;
 * WHY_USAGE (no backup, though the primary key is offline; the file is there;
 * unprotected is not what the store is; the keys are on a token), WHY_NO_KEY (a
 * part of the key was lost).
 */
int store_new(struct store *s, const struct store_new_pair *how,
    struct store_new_made *out, struct why *w);

#endif
