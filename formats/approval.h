#ifndef FORMATS_APPROVAL_H
#define FORMATS_APPROVAL_H

/** A statement with its signatures so far, on its way to be approved. Source:
 *  approval.txt. */

#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/seal.h"
#include "formats/signature.h"
#include "formats/why.h"

#define APPROVAL_STATEMENT_MAX SEAL_JSON_MAX
/** A whole file: headers, text, padding and end included. */
#define APPROVAL_MAX_BYTES \
	(APPROVAL_STATEMENT_MAX + SIGNATURE_FILE_MAX_BYTES + 16384)

/** What is approved. Source: approval.txt, 3. */
enum approval_kind {
	APPROVAL_SEAL,
	APPROVAL_DIRECTORY,
	APPROVAL_POLICY,
	APPROVAL_CERTIFICATE,
	APPROVAL_KINDS
};

/** Parts of a file, borrowed. */
struct approval {
	const uint8_t *statement;
	size_t statement_len;
	const uint8_t *signatures;
	size_t signatures_len;
};

/** Parse a whole file; a borrows from data. Returns 0, or -1 with WHY_APPROVAL,
 *  WHY_VERSION, or what signature_parse_file says of the signatures. */
int
approval_parse(struct approval *a, const void *data, size_t len, struct why *w);

/** Append the file. WHY_APPROVAL for sizes that cannot be. */
int approval_write(const struct approval *a, struct bytes *out, struct why *w);

/** By the format word at the start of the statement; APPROVAL_KINDS for
 *  anything else. Nothing else of it is looked at. */
enum approval_kind approval_kind_of(const void *statement, size_t len);

/** "seal", "directory", "policy", "certificate"; NULL for anything else. */
const char *approval_kind_name(enum approval_kind kind);

#endif
