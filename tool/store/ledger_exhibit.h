#ifndef TOOL_STORE_LEDGER_EXHIBIT_H
#define TOOL_STORE_LEDGER_EXHIBIT_H

/** Exhibits that were made, in the ledger. Source: exhibit.txt, 7. */

#include <stdbool.h>
#include <stdint.h>

#include "formats/exhibit.h"
#include "tool/store/ledger.h"

struct ledger_exhibit {
	uint8_t id[16];
	char reference[EXHIBIT_REFERENCE_BYTES];
	uint8_t bundle[SEAL_ID_BYTES]; /* whose records it shows */
	int64_t made_s;
	uint64_t reads;
	uint64_t files;
	uint8_t digest[HASH_DIGEST_BYTES]; /* BLAKE2b-512 of exhibit.json */
};
/** Its reference must be new. */
int ledger_exhibit_put(struct ledger *l, const struct ledger_exhibit *e,
    struct why *w);
/** The one of this reference. */
int ledger_exhibit_find(struct ledger *l, const char *reference,
    struct ledger_exhibit *out, bool *found, struct why *w);
/** Each, the first made first; bundle: of this one alone, or NULL. */
int ledger_exhibit_each(struct ledger *l, const uint8_t *bundle,
    int (*each)(void *self, const struct ledger_exhibit *e, struct why *w),
    void *self, struct why *w);

#endif
