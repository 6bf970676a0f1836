#ifndef TOOL_STORE_STORE_ROTATE_H
#define TOOL_STORE_STORE_ROTATE_H

/** Another own key takes the place of the one in force. Source: directory.txt,
 *  7. */

#include <stdbool.h>
#include <stdint.h>

#include "keys/backup.h"
#include "tool/store/store.h"

struct store_rotate {
	enum session_kind kind;
	uint32_t valid_s; /* of the new key; 0: does not expire */
	const char *actor;
	const struct backup *primary; /* as of store_key_by */
};

struct store_rotated {
	char before[CARD_PRINT_HEX];
	char after[CARD_PRINT_HEX];
	bool waited;	 /* it was made by an earlier call */
	bool in_force;	 /* else "key use" is to follow */
	uint64_t listed; /* version that lists it; then version + 1 is its own;
			    0: the directory is imported */
};

/**
 * Make a key, or take the one that waits. Where the directory is kept here, it
 * is in force when this returns; else it waits for store_rotate_use.
 * STORE_WRITE. Returns 0, or -1 with the cause and the old key in force; a key
 * that was made then waits for the next call.
 */
int store_rotate(struct store *s, const struct store_rotate *how,
    struct store_rotated *out, struct why *w);

/** Let a key that the imported directory lists for this agency be the one in
 *  force. WHY_USAGE where the directory is kept here, or it is that already;
 *  WHY_SIGNER_NOT_PINNED while the directory does not list it, WHY_NO_KEY if
 * its secret parts are not here, WHY_CARD if it is not good for both acts. */
int store_rotate_use(struct store *s, const char *fingerprint,
    const char *actor, struct why *w);

/** The key that was made and is not in force yet; "": there is none. */
int
store_rotate_waiting(struct store *s, char out[CARD_PRINT_HEX], struct why *w);

#endif
