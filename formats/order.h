#ifndef FORMATS_ORDER_H
#define FORMATS_ORDER_H

/**
 * Orders to delete, and the matcher that finds what they name. JSON Lines: a
 * header object, then one target object a line. Source: order.txt.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/reads.h"
#include "formats/seal.h"
#include "formats/why.h"

#define ORDER_FORMAT      "sealbag-order/1"
#define ORDER_TEXT_BYTES  513
#define ORDER_LINE_MAX    65536
#define ORDER_TARGETS_MAX 4000000

struct order {
	uint8_t id[16];
	uint8_t nonce[32]; /* random: the order's digest says nothing */
	int64_t issued_s;
	struct seal_party issuer;
	char ground[ORDER_TEXT_BYTES];
	char reference[ORDER_TEXT_BYTES];
	uint64_t targets;
	uint8_t digest[HASH_DIGEST_BYTES]; /* of the whole text */
};

/** Every target of an order as it goes by. */
enum order_target_kind {
	ORDER_READ,   /* natural key */
	ORDER_RECORD, /* record id */
	ORDER_VRM,    /* VRM in a time window, from included, to excluded */
	ORDER_MEMBER, /* path, "data/..." */
	ORDER_BUNDLE, /* a whole earlier bundle */
};

/**
 * Make a sealed order out of what a person wrote: the header may lack id,
 * nonce, issued and issuer, which are filled in; every target is checked.
 * Appends the final text to out, fills *o. WHY_ORDER with the line number.
 */
int order_make(struct order *o, const struct seal_party *issuer,
    int64_t issued_s, const void *text, size_t len, struct bytes *out,
    struct why *w);

/** Read the header of a sealed order strictly, check every line. */
int order_parse(struct order *o, const void *text, size_t len, struct why *w);

/**
 * What several orders select: hash tables over all their targets, for
 * millions of rows a second. All zero selects nothing. Immutable once
 * filled, so many threads may ask.
 */
struct order_match {
	void *tables;
	uint32_t orders;
	bool rows;    /* some target selects rows */
	bool members; /* some target selects paths */
};
/** Add a parsed order's targets, under the number that hits will name. */
int order_match_add(struct order_match *m, const void *text, size_t len,
    uint32_t number, struct why *w);
void order_match_clear(struct order_match *m);

#define ORDER_NONE UINT32_MAX
/** Which order selects this row, in this bundle; ORDER_NONE if none does. A
 *  target that names a bundle selects only there. */
uint32_t order_match_row(const struct order_match *m,
    const uint8_t bundle[SEAL_ID_BYTES], const struct reads *r,
    const uint8_t *row, size_t len);
uint32_t order_match_member(const struct order_match *m,
    const uint8_t bundle[SEAL_ID_BYTES], const char *path);
uint32_t order_match_bundle(
    const struct order_match *m, const uint8_t bundle[SEAL_ID_BYTES]);

/** Mark that a target was found, and count afterwards how many of an order's
 *  targets never were: done by the caller through hits. */

#endif
