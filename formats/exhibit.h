#ifndef FORMATS_EXHIBIT_H
#define FORMATS_EXHIBIT_H

/** exhibit.json: what is shown of a bundle, by whom and for what. Source:
 *  exhibit.txt, 3. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/hash.h"
#include "formats/seal.h"
#include "formats/sha256.h"
#include "formats/why.h"

#define EXHIBIT_FORMAT		"sealbag-exhibit/1"
#define EXHIBIT_REFERENCE_BYTES 65
#define EXHIBIT_TEXT_BYTES	513
#define EXHIBIT_CASE_BYTES	257
#define EXHIBIT_ASKED_MAX	4096
#define EXHIBIT_JSON_MAX	(UINT64_C(8) << 20)

/** One thing that was asked for, as it was typed. */
struct exhibit_asked {
	char option[17]; /* "vrm" */
	char value[EXHIBIT_TEXT_BYTES];
};

/** The exhibit that one was derived from. */
struct exhibit_of {
	char reference[EXHIBIT_REFERENCE_BYTES]; /* "": none */
	uint8_t id[16];
	uint8_t digest[HASH_DIGEST_BYTES]; /* BLAKE2b-512 of its text */
	struct seal_party agency;	   /* that made it */
	uint64_t reads;			   /* that it shows */
	uint64_t files;
};

struct exhibit {
	uint8_t id[16];
	uint8_t nonce[32];			 /* its digest says nothing */
	char reference[EXHIBIT_REFERENCE_BYTES]; /* "AB/1" */
	int64_t made_s;
	struct seal_party agency; /* that shows it, and signs */
	char actor[EXHIBIT_CASE_BYTES];
	char purpose[EXHIBIT_TEXT_BYTES];
	char authority[EXHIBIT_CASE_BYTES]; /* its "reference" */
	char tool[33];
	struct exhibit_asked *asked; /* owned */
	size_t n_asked;
	/* of which bundle: as the first sender sealed it */
	uint8_t bundle[SEAL_ID_BYTES];
	uint8_t seal[HASH_DIGEST_BYTES]; /* of that seal.json */
	struct seal_party sender;
	int64_t sealed_s;
	struct exhibit_of parent;
	uint64_t reads; /* shown */
	uint64_t files; /* shown, named by them */
	uint64_t absent_files;
	uint64_t withheld_reads;
	uint64_t restricted_reads; /* of those withheld */
	uint64_t deleted_reads;	   /* of the whole bundle */
	uint64_t manifest_bytes;
	uint8_t manifest[SHA256_BYTES];
};

/** The reference of the exhibit that one of this reference was derived from:
 *  "AB/1" for "AB/1/A". False: it is of one made from a bundle. Source:
 *  exhibit.txt, 3.1. */
bool exhibit_parent(char out[EXHIBIT_REFERENCE_BYTES], const char *reference);

/** Add what was asked for. WHY_MEMORY; WHY_USAGE for what does not fit. */
int exhibit_ask(struct exhibit *e, const char *option, const char *value,
    struct why *w);

/** Append the text. WHY_EXHIBIT for a value that cannot be. */
int exhibit_write(const struct exhibit *e, struct bytes *out, struct why *w);
/** Parse strictly. WHY_JSON, WHY_VERSION, WHY_EXHIBIT (a value that cannot be,
 *  or not the form that exhibit_write gives); e is cleared on failure. */
int
exhibit_parse(struct exhibit *e, const void *data, size_t len, struct why *w);
void exhibit_clear(struct exhibit *e);

#endif
