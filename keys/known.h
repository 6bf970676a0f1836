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

/** Signatures of a bundle and of the seals before it, and their senders. */
#define KNOWN_MAX ((SEAL_EARLIER_MAX + 1) * (SIGNATURE_FILE_MAX + 1))

/** What shows it. */
enum known_by {
	KNOWN_NOW, /* it is here */
	KNOWN_LOG,
	KNOWN_TOKEN,
	KNOWN_HEAD, /* that a witness cosigned */
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
	/** Whose it is, by the primary key, of the statement with this digest;
	 *  or "": the digest is of the signature itself. */
	char fingerprint[SEAL_PRINT_HEX];
	uint8_t digest[HASH_DIGEST_BYTES];
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

/** So was the signature of this key, in full, over this statement. WHY_LIMIT.
 */
int known_add_signer(struct known *k, const void *statement, size_t len,
    const char *fingerprint, const struct known_since *since, struct why *w);

/** A signature that was checked. Borrowed. */
struct known_ask {
	const struct signature *signature;
	const void *statement;
	size_t len;
	const char *fingerprint; /* of the primary key; "": not known */
};
/** What is shown of it. k: NULL is nothing. */
struct known_since
known_find(const struct known *k, const struct known_ask *ask);

#endif
