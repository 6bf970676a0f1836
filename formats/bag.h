#ifndef FORMATS_BAG_H
#define FORMATS_BAG_H

/** The tag files of a BagIt bag (RFC 8493). Source: bundle.txt, 6. */

#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/name.h"
#include "formats/seal.h"
#include "formats/sha256.h"
#include "formats/why.h"

/** Longest manifest line: every byte of the name percent-encoded. */
#define BAG_LINE_MAX	(3 * NAME_MAX_BYTES + 2 * SHA256_BYTES + 4)

#define BAG_DECLARATION "bagit.txt"
#define BAG_INFO	"bag-info.txt"
#define BAG_MANIFEST	"manifest-sha256.txt"
#define BAG_TAGS	"tagmanifest-sha256.txt"
#define BAG_PAYLOAD	"data"

/** Exact text of bagit.txt. */
extern const char bag_declaration[];

/** One manifest line with its LF, not NUL-terminated; a percent sign in the
 *  name becomes %25. Returns its length. */
size_t bag_line(char out[BAG_LINE_MAX], const uint8_t digest[SHA256_BYTES],
    const char *name);

/** bag-info.txt: identifier, date, Payload-Oxum, one line each. */
struct bag_info {
	const uint8_t *id;
	int64_t created_s;
	uint64_t octets;
	uint64_t files;
};
int bag_info(struct bytes *out, const struct bag_info *info, struct why *w);

#endif
