#ifndef FORMATS_RECEIPT_H
#define FORMATS_RECEIPT_H

/** The signed acknowledgement of a bundle. Source: receipt.txt. */

#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/hash.h"
#include "formats/seal.h"
#include "formats/why.h"

#define RECEIPT_FORMAT	  "sealbag-receipt/1"
#define RECEIPT_MAX_BYTES ((size_t)1 << 20)

struct receipt {
	uint8_t bundle[SEAL_ID_BYTES]; /* id of the seal that came */
	uint8_t seal[HASH_DIGEST_BYTES];
	uint8_t kept[SEAL_ID_BYTES]; /* under which it is kept */
	struct seal_party maker;     /* who received it */
	struct seal_party sender;    /* who sealed it last */
	int64_t received_s;
	int64_t made_s;
	uint64_t records; /* all as sealed */
	uint64_t reads;
	uint64_t files;
	uint64_t orders;
	uint64_t seen_size; /* head of the sender's log, as its seal told it */
	uint8_t seen_root[HASH_BYTES];
	struct seal_log log; /* the maker's; owned */
};

/** Append the text. WHY_RECEIPT, WHY_SEAL for a value that cannot be. */
int receipt_write(const struct receipt *r, struct bytes *out, struct why *w);
/** Parse strictly: WHY_JSON, WHY_VERSION, WHY_SEAL (a party, a head), or
 *  WHY_RECEIPT (another form). r: to be cleared in any case. */
int
receipt_parse(struct receipt *r, const void *data, size_t len, struct why *w);
void receipt_clear(struct receipt *r);

#endif
