#ifndef TOOL_FLOW_APPROVE_H
#define TOOL_FLOW_APPROVE_H

/** Statements that several persons sign: shown, carried, signed, put back.
 *  Source: approval.txt. */

#include <stdbool.h>
#include <stdint.h>

#include "formats/approval.h"
#include "formats/certificate.h"
#include "formats/seal.h"
#include "keys/directory.h"
#include "keys/policy.h"
#include "keys/signers.h"
#include "tool/flow/opening.h"
#include "tool/store/store.h"

/** A statement with its signatures. All zero but fd is none. */
struct approve {
	enum approval_kind kind;
	struct bytes file; /* for approval, as it was read */
	struct bytes statement;
	struct bytes signatures;
	uint8_t digest[HASH_DIGEST_BYTES];
	struct seal seal;		/* of a seal */
	struct directory directory;	/* of a directory */
	struct policy policy;		/* of a policy */
	struct certificate certificate; /* of a certificate */
	struct seal_party maker;
	struct signature_file parsed; /* borrows from signatures */
	struct signers signers;	      /* once checked */
	unsigned missing;	/* persons that the policy still asks for */
	struct why awaits;	/* which */
	struct opening opening; /* of a bundle */
	bool bundle;
};
void approve_begin(struct approve *a);
void approve_end(struct approve *a);

/** Load what is to be approved: a bundle, or a document with its signatures in
 *  PATH.sig. It is parsed strictly; who signed is not asked. */
int approve_open(struct approve *a, const char *path, struct why *w);
/** The same from a file for approval. */
int approve_read(struct approve *a, const char *path, struct why *w);

/** Check the signatures by a store's directory: the maker's must count. Then
 *  a->missing and a->awaits tell what the store's policy still asks for, which
 *  is no fault. STORE_READ. */
int approve_check(struct approve *a, struct store *s, struct why *w);

/** Write a file for approval; it must not exist yet. */
int approve_take(const struct approve *a, const char *output, struct why *w);

/** Sign with the store's own key, log that, and replace the file. a: read from
 *  path and checked; it tells of the new signatures then. STORE_WRITE. */
int approve_sign(struct approve *a, struct store *s, const char *path,
    const char *actor, struct why *w);

/** Put the signatures of `from` into the bundle or document at path. a: opened
 *  from it and checked. added: how many are new. STORE_WRITE. */
int approve_add(struct approve *a, struct store *s, const char *path,
    const struct approve *from, const char *actor, unsigned *added,
    struct why *w);

#endif
