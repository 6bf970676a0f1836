#ifndef TOOL_FLOW_EXHIBIT_CHECK_H
#define TOOL_FLOW_EXHIBIT_CHECK_H

/** An exhibit held against the seal of the bundle that it is from; writing
 *  nothing. Source: exhibit.txt, 5. */

#include <stdbool.h>
#include <stdint.h>

#include "formats/exhibit.h"
#include "formats/seal.h"
#include "keys/decision.h"
#include "keys/signers.h"
#include "tool/flow/chain.h"
#include "tool/progress.h"
#include "tool/store/store.h"

struct exhibit_check_options {
	const char *path;
	const char *const *signers; /* cards, when there is no store */
	size_t n_signers;
	struct store *store; /* or NULL; open, STORE_READ */
	struct since_given given;
	struct progress *progress;
};

/** A file of which something is shown. */
struct exhibit_check_file {
	char *name; /* owned */
	char cut;   /* enum record_cut */
	uint64_t records;
	uint64_t bytes;
	bool header; /* its header row is shown */
	bool whole;  /* a plain file, and its end is proven */
};

struct exhibit_check {
	struct exhibit exhibit;		   /* owned */
	uint8_t digest[HASH_DIGEST_BYTES]; /* BLAKE2b-512 of exhibit.json */
	bool vouched;	    /* signed by an agency that is known here */
	struct decision by; /* then, why its signature counts */
	struct seal seal;   /* owned; of the first sender */
	struct decision decision;
	struct chain chain;
	struct signers signers;		  /* of seal.json */
	struct exhibit_check_file *files; /* owned */
	size_t n_files;
	uint64_t records;
	uint64_t reads;
	uint64_t plain_files;
	uint64_t bytes;
};

/** Is this file an exhibit, by how it begins? -1: that cannot be told. */
int exhibit_check_is(const char *path, bool *is, struct why *w);

/** Check all of it. exhibit_check_clear is due in both cases. */
int exhibit_check_run(const struct exhibit_check_options *o,
    struct exhibit_check *r, struct why *w);
void exhibit_check_clear(struct exhibit_check *r);

#endif
