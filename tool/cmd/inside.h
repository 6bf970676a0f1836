#ifndef TOOL_CMD_INSIDE_H
#define TOOL_CMD_INSIDE_H

/** What the sender told the recipients alone, for inspect. */

#include "formats/hash.h"
#include "tool/say.h"
#include "tool/store/store.h"

struct inside_ask {
	const char *path;      /* of the bundle */
	struct store *store;   /* open, with its passphrase */
	const uint8_t *digest; /* HASH_DIGEST_BYTES: of the seal told so far */
	const char *html;      /* where the page goes, or NULL */
};

/** Open the contents, once everything before them is found good, and tell of
 *  them. As verify_bundle. */
int inside_say(struct say *s, const struct inside_ask *ask, struct why *w);

#endif
