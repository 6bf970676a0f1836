#ifndef FORMATS_SIGNATURE_H
#define FORMATS_SIGNATURE_H

/**
 * The one form of a detached OpenPGP signature that is accepted. gpg takes
 * many: here each statement has one signature file only, so that no byte of it
 * can be changed unseen. No key and no public-key arithmetic here. Source:
 * signature.txt.
 */

#include <stddef.h>
#include <stdint.h>

#include "formats/why.h"

#define SIGNATURE_PRINT_BYTES 20
#define SIGNATURE_MAX_BYTES   4096

/** Public-key algorithms. Source: signature.txt, 2. */
#define SIGNATURE_RSA	1
#define SIGNATURE_EDDSA 22

/** What the file says; nothing of it is proven. */
struct signature {
	uint8_t issuer[SIGNATURE_PRINT_BYTES]; /* key that signed */
	uint32_t created_s;		       /* since 1970 */
	uint8_t algorithm;
	uint8_t digest_start[2];
	const uint8_t *hashed; /* the part that is signed too, borrowed */
	size_t hashed_len;
};

/**
 * Parse a whole signature file; s borrows from data. Returns 0, or -1 with
 * WHY_UNSIGNED (no byte), WHY_SIGNATURE_WEAK (hash, algorithm or size) or
 * WHY_SIGNATURE_FORMAT (anything that is not the one form).
 * Source: signature.txt, 1.
 */
int signature_parse(struct signature *s, const void *data, size_t len,
    struct why *w);

/**
 * Hold the two digest bytes that the file shows against the data's digest,
 * since gpg does not. Returns 0, or -1 with WHY_SIGNATURE_BAD or WHY_MEMORY.
 * Source: signature.txt, 1.2.
 */
int signature_check_digest(const struct signature *s, const void *data,
    size_t len, struct why *w);

#endif
