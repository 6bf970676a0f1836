#ifndef TOOL_REPORT_COVER_HTML_H
#define TOOL_REPORT_COVER_HTML_H

/** The cover sheet of a bundle as a page to print. Source: checkcode.txt, 6. */

#include <stdint.h>

#include "formats/bytes.h"
#include "formats/seal.h"
#include "formats/why.h"

/** What stands on it; everything is borrowed. NULL: a blank to fill in. */
struct cover_html {
	const struct seal *seal;
	const uint8_t *digest; /* HASH_DIGEST_BYTES, of seal.json */
	uint64_t bytes;	       /* of the bundle */
	const char *seal_number;
	const char *medium;
	const char *remark;
};

/** Append it. */
int cover_html(const struct cover_html *c, struct bytes *out, struct why *w);

#endif
