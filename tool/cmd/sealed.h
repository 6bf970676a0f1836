#ifndef TOOL_CMD_SEALED_H
#define TOOL_CMD_SEALED_H

/** What is told of a bundle that was just sealed. */

#include "formats/hash.h"
#include "formats/why.h"
#include "tool/say.h"

/** missing: persons who must sign too, and awaits what they are. digest: of
 *  seal.json; NULL where nothing was written. */
void sealed_say(struct say *s, const uint8_t digest[HASH_DIGEST_BYTES],
    unsigned missing, const struct why *awaits);

#endif
