#ifndef KEYS_KNOWN_H
#define KEYS_KNOWN_H

/**
 * Since when signatures are known to have existed, by what others say. Source:
 * directory.txt, 5.1.
 */

#include <stddef.h>
#include <stdint.h>

#include "formats/hash.h"
#include "formats/seal.h"
#include "formats/signature.h"
#include "formats/why.h"

/** Signatures of a bundle and of the seals before it. */
#define KNOWN_MAX ((SEAL_EARLIER_MAX + 1) * SIGNATURE_FILE_MAX)

/** What shows it. */
enum known_by {
	KNOWN_NOW, /* it is here */
	KNOWN_LOG,
	KNOWN_TOKEN,
};
/** "timestamp" */
const char *known_by_name(enum known_by by);

/** Since when, and what shows it. All zero, KNOWN_NOW: nothing does. */
struct known_since {
	int64_t time_s;
	enum known_by by;
};

/** One signature, and the earliest that is shown of it. */
struct known_one {
	uint8_t digest[HASH_DIGEST_BYTES]; /* of its bytes */
	struct known_since since;
};

/** All zero: nothing is shown. */
struct known {
	struct known_one all[KNOWN_MAX];
	size_t n;
};

/** Each signature of this file was there then. Of several times the earliest
 *  is kept. WHY_LIMIT: more signatures than KNOWN_MAX; what
 *  signature_parse_file says. */
int known_add(struct known *k, const void *file, size_t len,
    const struct known_since *since, struct why *w);

/** What is shown of one signature. k: NULL is nothing. */
struct known_since known_find(const struct known *k, const struct signature *s);

#endif
