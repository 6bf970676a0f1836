#ifndef FORMATS_SIGNATURE_H
#define FORMATS_SIGNATURE_H

/**
 * The one form of detached OpenPGP signatures that is accepted. gpg takes
 * many: here the same signatures make one file only, so that no byte of it can
 * be changed unseen. No key and no public-key arithmetic here. Source:
 * signature.txt.
 */

#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/why.h"

#define SIGNATURE_PRINT_BYTES 20
#define SIGNATURE_MAX_BYTES   4096 /* of one */

/** Signatures in a file. */
#define SIGNATURE_FILE_MAX	 16
#define SIGNATURE_FILE_MAX_BYTES (SIGNATURE_FILE_MAX * SIGNATURE_MAX_BYTES)

/** Public-key algorithms. Source: signature.txt, 2. */
#define SIGNATURE_RSA	1
#define SIGNATURE_EDDSA 22

/** What a signature says; nothing of it is proven. */
struct signature {
	const uint8_t *data; /* all of it, borrowed */
	size_t len;
	uint8_t issuer[SIGNATURE_PRINT_BYTES]; /* key that signed */
	uint32_t created_s;		       /* since 1970 */
	uint8_t algorithm;
	uint8_t digest_start[2];
	const uint8_t *hashed; /* the part that is signed too, borrowed */
	size_t hashed_len;
};

/**
 * Parse one signature, and nothing else; s borrows from data. Returns 0, or -1
 * with WHY_UNSIGNED (no byte), WHY_SIGNATURE_WEAK (hash, algorithm or size) or
 * WHY_SIGNATURE_FORMAT (anything that is not the one form).
 * Source: signature.txt, 1.
 */
int signature_parse(struct signature *s, const void *data, size_t len,
    struct why *w);

/** All of a file: each by another key, in their order. */
struct signature_file {
	struct signature all[SIGNATURE_FILE_MAX];
	size_t n; /* 1.. */
};

/** Parse a whole file; f borrows from data. Faults are those of
 *  signature_parse, with the number of the signature where there are several.
 *  Source: signature.txt, 1. */
int signature_parse_file(struct signature_file *f, const void *data, size_t len,
    struct why *w);

/**
 * Append the file of all signatures of two. Of a key that has one in both,
 * that of a is taken. b may be NULL. Returns 0, or -1 with
 * WHY_SIGNATURE_FORMAT (too many) or WHY_MEMORY.
 */
int signature_merge(const struct signature_file *a,
    const struct signature_file *b, struct bytes *out, struct why *w);

/**
 * Hold the two digest bytes that the file shows against the data's digest,
 * since gpg does not. Returns 0, or -1 with WHY_SIGNATURE_BAD or WHY_MEMORY.
 * Source: signature.txt, 1.2.
 */
int signature_check_digest(const struct signature *s, const void *data,
    size_t len, struct why *w);

#endif
