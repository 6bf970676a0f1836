#ifndef TOOL_CMD_LEFTOUT_H
#define TOOL_CMD_LEFTOUT_H

/** What was left out of an export before it was sealed, and where its reads
 *  come from. */

#include "formats/minimised.h"
#include "formats/sources.h"
#include "tool/say.h"
#include "tool/store/ledger.h"

/** A table of rules and counts; a note where there is none. */
void leftout_say(struct say *s, const struct minimised *m);
/** A table of feeds and sources, where there are several. */
void leftout_say_sources(struct say *s, const struct sources *from);

/** The same of a bundle in the ledger, as fields of its row in a list. */
int leftout_say_row(struct say *s, struct ledger *l,
    const struct ledger_bundle *b, struct why *w);
/** The same where this very bundle was sent or received; else nothing. */
int leftout_say_known(struct say *s, struct ledger *l,
    const uint8_t id[SEAL_ID_BYTES], const uint8_t digest[HASH_DIGEST_BYTES],
    struct why *w);
/** And of all, in a list of each. */
int leftout_say_lists(struct say *s, struct ledger *l, struct why *w);

#endif
