#ifndef TOOL_FLOW_CHAIN_H
#define TOOL_FLOW_CHAIN_H

/**
 * The seals under which one bundle was sent: its own, and those of before, when
 * it was forwarded. Each is decided for itself, and all must speak of the same
 * data. Source: bundle.txt, 8.
 */

#include <stdint.h>

#include "formats/bytes.h"
#include "formats/seal.h"
#include "keys/policy.h"
#include "keys/signers.h"
#include "tool/flow/signatures.h"
#include "tool/flow/since.h"
#include "tool/store/ledger.h"

/** One seal. */
struct chain_link {
	uint8_t id[SEAL_ID_BYTES];
	uint8_t digest[HASH_DIGEST_BYTES]; /* of its seal.json */
	int64_t created_s;
	char marking[SEAL_MARKING_BYTES];
	struct decision decision;     /* why its sender's signature counts */
	struct signatures signatures; /* all of them */
};

struct chain {
	/** The first sender's first; the last is the one of seal.json. */
	struct chain_link links[SEAL_EARLIER_MAX + 1];
	size_t n; /* 1: it was not forwarded */
};

/** Where earlier seals come from. */
struct chain_from {
	/** Number i and its signatures, into empty buffers. */
	int (*read)(void *self, size_t i, struct bytes *text,
	    struct bytes *signature, struct why *w);
	void *self;
	size_t n; /* how many there are */
};

/** What is asked. Everything is borrowed. */
struct chain_ask {
	const struct seal *last; /* trusted */
	struct chain_link link;	 /* of that one */
	struct chain_from from;
	struct signers_ask signers;  /* its data is not used */
	struct since *since;	     /* what that knows; or NULL */
	struct signers_needs needs;  /* of the reader's policy; n 0: none */
	const struct policy *policy; /* the reader's, or NULL */
};

/** Keys that are below the floor of a policy (NULL: there is none) do not
 *  count, and without the sender's own nothing does: -1. */
int chain_floor(struct signers *all, const struct policy *policy,
    const struct seal_party *sender, struct why *w);

/** The sender's signature is among them, counts, and is of its agency. d: what
 *  another one rests on; then, what this one does. */
int chain_sender(const struct signers *all, const struct signers_ask *ask,
    const struct seal_party *sender, struct decision *d, struct why *w);

/**
 * Check the earlier seals of the last one. On success `first`, which must be
 * clear, is the seal of the first sender where there is one of before; else it
 * stays clear. On failure the reason of one of them, with its place, or
 * WHY_EARLIER; first is clear.
 */
int chain_check(struct chain *c, const struct chain_ask *ask,
    struct seal *first, struct why *w);

/** As the ledger keeps it; its place is left. */
void chain_hop(const struct chain_link *l, struct ledger_hop *h);

/** Fill a link from a seal, its digest, and who signed it. */
void chain_link_of(struct chain_link *l, const struct seal *s,
    const uint8_t digest[HASH_DIGEST_BYTES], const struct decision *d,
    const struct signers *signers);

/** Put the signatures of each seal into the ledger. In a transaction. */
int chain_put(const struct chain *c, struct ledger *l,
    const struct ledger_signed *of, struct why *w);

/** As signatures_recall, of each seal. */
int chain_recall(struct chain *c, struct ledger *l,
    const struct ledger_signed *of, struct why *w);

#endif
