#ifndef KEYS_LINEAGE_H
#define KEYS_LINEAGE_H

/**
 * What directories and policies share: who issued one, which version it is,
 * and which texts came before. Source: directory.txt, 4; policy.txt, 11.
 */

#include <stdint.h>

#include "formats/bytes.h"
#include "formats/hash.h"
#include "formats/seal.h"
#include "formats/text.h"
#include "formats/why.h"

#define LINEAGE_MAX_VERSION 4096

struct lineage {
	struct seal_party issuer;
	uint64_t version; /* 0: there is none */
	int64_t issued_s;
	uint8_t (*earlier)[HASH_DIGEST_BYTES]; /* version - 1 of them */
};

/** What a kind of document calls its faults. */
struct lineage_kind {
	const char *several; /* "lists" */
	enum why_reason bad;
	enum why_reason rollback;
	enum why_reason fork;
};

/** Take issuer, version, issued and earlier; earlier is allocated, whatever
 *  comes of it. */
int lineage_take(struct text_object *o, const struct lineage_kind *kind,
    struct lineage *out, struct why *w);
/** Write them, in this order. */
void lineage_write(struct text_out *o, const struct lineage *l);

/** Two versions, with their texts. */
struct lineage_step {
	const struct lineage *held;
	const struct bytes *held_text;
	const struct lineage *fresh;
	const struct bytes *fresh_text;
	const struct lineage_kind *kind;
};
/** Is fresh older than what is held (a step back, or a fork), or the same
 *  (WHY_USAGE)? */
int lineage_older(const struct lineage_step *s, struct why *w);
/** It is not: does it come from what is held? */
int lineage_newer(const struct lineage_step *s, struct why *w);

/** Of a text, as "earlier" and b2sum have it. */
void lineage_digest(const struct bytes *text, uint8_t out[HASH_DIGEST_BYTES]);

/** The earlier digests of the version behind l, whose text this is; to be
 *  freed. NULL with WHY_MEMORY. */
void *
lineage_next(const struct lineage *l, const struct bytes *text, struct why *w);

#endif
