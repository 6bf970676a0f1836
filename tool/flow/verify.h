#ifndef TOOL_FLOW_VERIFY_H
#define TOOL_FLOW_VERIFY_H

/** What a bundle is, whose, and whether it is whole; writing nothing. */

#include <stdbool.h>
#include <stdint.h>

#include "formats/contents.h"
#include "formats/seal.h"
#include "formats/why.h"
#include "keys/decision.h"
#include "keys/signers.h"
#include "tool/flow/chain.h"
#include "tool/progress.h"
#include "tool/store/store.h"

struct verify_options {
	const char *path;
	const char *const *signers; /* cards, when there is no store */
	size_t n_signers;
	const char *check_code; /* that it must have, or NULL */
	struct store *store;	/* or NULL; open, STORE_READ */
	bool sealed_only;	/* do not open it, key or not */
	bool contents_only;	/* no key is a fault then; needs a store */
	struct since_given given;
	unsigned jobs;
	struct progress *progress;
};

/** How far the check went. */
enum verify_depth {
	VERIFY_SEALED,	 /* signature and every sealed byte */
	VERIFY_OPENED,	 /* also every record, name, manifest */
	VERIFY_CONTENTS, /* signature and contents, no segment */
};

struct verify_result {
	enum verify_depth depth;
	bool no_key;	  /* sealed only, since no key here opens it */
	struct seal seal; /* owned: verify_result_clear */
	uint8_t seal_digest[HASH_DIGEST_BYTES];
	struct chain chain;	  /* all seals under which it came */
	struct decision decision; /* who signed, and why that counts */
	struct signers signers;	  /* all of them */
	uint64_t bytes;		  /* of the file */
	uint64_t records;
	uint64_t members;
	uint64_t reads;
	uint64_t files;
	uint64_t payload_bytes;
	struct contents contents; /* if opened; owned */
	uint64_t orders;
	uint64_t targets;
};
void verify_result_clear(struct verify_result *r);

/** Verify a sealed bundle. */
int verify_bundle(const struct verify_options *o, struct verify_result *r,
    struct why *w);

#endif
