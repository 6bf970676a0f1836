#ifndef TOOL_FLOW_EXHIBIT_INSIDE_H
#define TOOL_FLOW_EXHIBIT_INSIDE_H

/** Between exhibit_check.c (the order of things), exhibit_parts.c (what is
 *  signed) and exhibit_data.c (what is shown). */

#include "tool/flow/cards.h"
#include "tool/flow/exhibit_check.h"
#include "tool/flow/stretch.h"

/** All that lives while one exhibit is checked. */
struct exhibit_state {
	const struct exhibit_check_options *options;
	struct exhibit_check *result;
	struct cards cards; /* without a store */
	struct since since;
	struct session *session;
	const struct directory *directory;
	struct stretch stretch;
	struct archive_in tar;
	bool tar_open;
	struct archive_member member; /* the one that is read */
	struct bytes manifest;
	size_t at; /* in it */
	struct bytes text;
	struct bytes signature;
};

/** README, exhibit.json and its signature, manifest, seals: all before the
 *  proof. */
int exhibit_parts(struct exhibit_state *x, struct why *w);

/** Go to the next member, which must have this name (NULL: any, but there must
 *  be one), and read it whole, as the manifest has it. */
int exhibit_member(struct exhibit_state *x, const char *name, struct why *w);
int exhibit_text(struct exhibit_state *x, const char *name, uint64_t max,
    struct bytes *out, struct why *w);
/** The next line of the manifest must be of this file; and be this one. */
int exhibit_named(struct exhibit_state *x, const char *name, struct why *w);
int exhibit_line(struct exhibit_state *x, const char *name,
    const uint8_t digest[SHA256_BYTES], struct why *w);

/** The proof and everything that it is of, up to the end of the file. */
int exhibit_data(struct exhibit_state *x, struct why *w);

#endif
