#ifndef TOOL_FLOW_SINCE_H
#define TOOL_FLOW_SINCE_H

/**
 * Since when the signatures of a bundle are known to have existed, by tokens
 * and proofs that came with it and by those that the store keeps. The seals are
 * looked at one by one, as they are read, before their signers are judged.
 * Source: timestamp.txt, 10; event.txt, 7.5.
 */

#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/seal.h"
#include "keys/known.h"
#include "tool/store/store_stamp.h"

/** Tokens that are given at once; proofs, and bytes of one. */
#define SINCE_TOKENS_MAX      64
#define SINCE_PROOFS_MAX      16
#define SINCE_PROOF_MAX_BYTES ((size_t)1 << 20)

/** What was given; borrowed. */
struct since_given {
	const char *const *tokens; /* files: answers of authorities */
	size_t n_tokens;
	const char *const *authorities; /* files: certificates, in PEM, that
					   are trusted beside the store's */
	size_t n_authorities;
	const char *const *proofs; /* files: of the sender's log */
	size_t n_proofs;
};

/** A token that was given. */
struct since_token {
	const char *path;      /* borrowed */
	struct bytes response; /* owned */
	bool placed;	       /* it is over what follows, and counts */
	uint8_t bundle[SEAL_ID_BYTES];
	int64_t dated_s;      /* what the seal says */
	struct bytes covered; /* owned */
	struct timestamp token;
};

/** A proof that was given. */
struct since_proof {
	const char *path;  /* borrowed */
	struct bytes file; /* owned */
	bool placed;	   /* it shows a seal of this bundle, and counts */
	uint8_t bundle[SEAL_ID_BYTES];
	int64_t time_s; /* what it shows */
};

/** All zero is a closed one, by which nothing is shown. */
struct since {
	struct store *store;
	struct known known;
	struct store_stamp_pins *pins; /* owned */
	struct since_token *tokens;    /* owned */
	size_t n;
	struct since_proof *proofs; /* owned */
	size_t n_proofs;
	/** That know the keys, for proofs: of the store, unless set. */
	struct session *session;
	const struct directory *directory;
	size_t left; /* seals that are still to come */
	bool begun;
};

/** store: NULL, or its pins and what it keeps count. given: NULL is nothing.
 *  To be closed in any case. */
int since_open(struct since *s, struct store *store,
    const struct since_given *given, struct why *w);
void since_close(struct since *s);

/**
 * Look at a seal, first at that of the bundle itself, then at those before it;
 * nothing of it is believed. -1: with the last of
 * them, a token that was given is over none, or a proof of none; one does not
 * count; or WHY_SYSTEM and the like. s may be NULL.
 */
int since_look(struct since *s, const struct bytes *text,
    const struct bytes *signature, struct why *w);

/** The same of a file of signatures over anything else, for tokens alone.
 *  left: how many such files are still to come. */
int since_signatures(struct since *s, const void *data, size_t len, size_t left,
    struct why *w);

/** What is shown; NULL if s is. */
const struct known *since_known(const struct since *s);

/** Keep what was given, tokens with their events. In a transaction. *kept: how
 *  many were not kept before. */
int since_keep(struct since *s, const char *actor, size_t *kept, struct why *w);

/** What is taken; borrowed. */
struct since_attach {
	const struct since_given *given; /* one token, or one proof */
	const struct bytes *seal;
	const struct bytes *signature;
	size_t n_earlier;
	/** Number i and its signatures, into empty buffers. */
	int (*read)(void *self, size_t i, struct bytes *text,
	    struct bytes *signature, struct why *w);
	void *self;
	const char *actor; /* NULL: only look */
};
/** What it shows. */
struct since_attached {
	uint8_t bundle[SEAL_ID_BYTES];
	int64_t dated_s; /* what the seal of that one says; of a token */
	int64_t time_s;
	struct timestamp token; /* if it was one */
};
/**
 * Take what nobody here asked for, over the signatures of a bundle that is open
 * and known here, or of one before it: a transaction of its own, STORE_WRITE. A
 * refusal leaves an event. WHY_TIMESTAMP_REQUEST, WHY_REPLAYED: it is kept
 * already. Source: timestamp.txt, 10.4; event.txt, 7.5.
 */
int since_attach(struct store *store, const struct since_attach *what,
    struct since_attached *out, struct why *w);

#endif
