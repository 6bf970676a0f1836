#ifndef TOOL_FLOW_EXHIBIT_CHECK_H
#define TOOL_FLOW_EXHIBIT_CHECK_H

/** An exhibit held against the seal of the bundle that it is from; writing
 *  nothing. Source: exhibit.txt, 5. */

#include <stdbool.h>
#include <stdint.h>

#include "formats/archive.h"
#include "formats/exhibit.h"
#include "formats/seal.h"
#include "formats/shown.h"
#include "keys/decision.h"
#include "keys/signers.h"
#include "tool/flow/chain.h"
#include "tool/progress.h"
#include "tool/store/store.h"

/** What is given, as it is read, to who wants more of it: to be believed once
 *  the check is through. Everything is borrowed for the call. */
struct exhibit_check_each {
	void *self;
	/** A text before the data, such as seal.json. */
	int (*part)(void *self, const char *name, const struct bytes *text,
	    struct why *w);
	/** A file in data/ begins. */
	int (*file)(void *self, const struct archive_member *m, bool reads,
	    struct why *w);
	/** The next record of the proof; len 0: a member record. */
	int (*record)(void *self, const void *data, size_t len, struct why *w);
};

struct exhibit_check_options {
	const char *path;
	const char *const *signers; /* cards, when there is no store */
	size_t n_signers;
	struct store *store; /* or NULL; open, STORE_READ */
	struct since_given given;
	struct progress *progress;
	const struct exhibit_check_each *each; /* or NULL */
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
/** How much of it is shown: "rows, header". */
const char *exhibit_check_shown(const struct exhibit_check_file *f);

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
	struct shown proof;  /* owned: what is shown, by its places */
	struct bytes leaves; /* HASH_BYTES of each record of the proof */
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

/** Is an exhibit that was checked the parent of another one that was? -1 with
 *  WHY_EXHIBIT: not that one, or something is shown that the parent does not
 *  show. Source: exhibit.txt, 5. */
int exhibit_check_parent(const struct exhibit_check *r,
    const struct exhibit_check *parent, struct why *w);

#endif
