#ifndef TOOL_FLOW_PACK_H
#define TOOL_FLOW_PACK_H

/** From an export to a sealed bundle. Source: bundle.txt. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/seal.h"
#include "formats/why.h"
#include "tool/progress.h"
#include "tool/store/store.h"

struct pack_options {
	const char *const *paths;
	size_t n_paths;
	const char *const *exclude; /* see walk.h */
	size_t n_exclude;
	const char *const *plain; /* patterns: never taken as read files */
	size_t n_plain;
	const char *const *to; /* agency ids */
	size_t n_to;
	const char *const *deletions; /* files of orders */
	size_t n_deletions;
	const char *purpose;
	const char *reference;
	const char *marking;
	const char *zone;   /* for read files, or "" */
	const char *output; /* NULL: <bundle id>.sbag here */
	const char *actor;
	unsigned jobs;
	bool dry_run; /* look and count, write nothing */
	struct progress *progress;
};

struct pack_result {
	uint8_t id[SEAL_ID_BYTES];
	char output[4097];
	uint64_t bytes; /* of the bundle */
	uint64_t sequence;
	uint64_t segments;
	uint64_t members;
	uint64_t records;
	uint64_t read_files;
	uint64_t reads;
	uint64_t files;
	uint64_t payload_bytes;
	uint64_t orders;
	uint64_t targets; /* of all orders */
	uint8_t seal_digest[HASH_DIGEST_BYTES];
	unsigned missing;  /* persons that the own policy still asks for */
	struct why awaits; /* which */
};

/** Pack. On failure no bundle exists, and the custody log tells why. */
int pack(struct store *s, const struct pack_options *o, struct pack_result *r,
    struct why *w);

#endif
