#ifndef FORMATS_EVENT_PROOF_H
#define FORMATS_EVENT_PROOF_H

/** Some events of a log, shown to stand in it without the others. Source:
 *  event.txt, 7. */

#include <stddef.h>
#include <stdint.h>

#include "formats/account.h"
#include "formats/bytes.h"
#include "formats/cosignature.h"
#include "formats/event.h"
#include "formats/seal.h"
#include "formats/tree.h"
#include "formats/why.h"

#define EVENT_PROOF_EVENTS_MAX	   16384
#define EVENT_PROOF_HEADS_MAX	   4096
#define EVENT_PROOF_COSIGNED_MAX   8
#define EVENT_PROOF_PART_MAX	   ((size_t)32 << 20)
#define EVENT_PROOF_CHECKPOINT_MAX 4096
#define EVENT_PROOF_SIGNATURE_MAX  4096
#define EVENT_PROOF_MAX_BYTES	   ((size_t)112 << 20)

/** One event: its line, and the way from its leaf to the root. */
struct event_proof_event {
	struct event event;
	const uint8_t *line; /* with its LF; borrowed */
	size_t len;
	struct tree_proof path;
};

/** A head of before, and how the log grew from it. */
struct event_proof_head {
	uint64_t size;
	uint8_t root[HASH_BYTES];
	struct tree_proof growth;
};

/** A head that a witness signed; what it is depends on who that was. */
struct event_proof_cosigned {
	struct cosignature said;
	const uint8_t *text; /* borrowed, as is the signature */
	size_t len;
	const uint8_t *signature;
	size_t signature_len;
};

struct event_proof {
	char bundle[SEAL_ID_HEX];  /* whose events these are; "": none */
	struct event_head head;	   /* that everything leads to */
	const uint8_t *checkpoint; /* its text, and the signature; borrowed */
	size_t checkpoint_len;
	const uint8_t *signature;
	size_t signature_len;
	struct event_proof_event *events; /* owned */
	size_t n_events;
	struct event_proof_head *heads; /* by size; owned */
	size_t n_heads;
	struct event_proof_cosigned cosigned[EVENT_PROOF_COSIGNED_MAX];
	size_t n_cosigned;
	bool accounted;		     /* it is an account: what follows */
	struct account account;	     /* owned */
	const uint8_t *account_text; /* and signature; borrowed */
	size_t account_len;
	const uint8_t *account_signature;
	size_t account_signature_len;
};

/**
 * Parse a whole file; p borrows from data, and is to be cleared in any case.
 * Returns 0, or -1 with WHY_LOG_PROOF, WHY_VERSION, WHY_JSON, WHY_CHECKPOINT,
 * or WHY_LOG_ALTERED for a line that is no event. Nothing is checked but form;
 * not even that the cosignatures are of this log.
 */
int event_proof_parse(struct event_proof *p, const void *data, size_t len,
    struct why *w);
void event_proof_clear(struct event_proof *p);

/** Append the file. The events' own field is not used, only their lines; nor
 *  what was cosigned or the account, only the texts. */
int event_proof_write(const struct event_proof *p, struct bytes *out,
    struct why *w);

/**
 * Do all events stand in the log that the head tells of, and is each head,
 * cosigned or not, one of that log? signer: the key that was in force then,
 * which must have signed. WHY_LOG_... Source: event.txt, 7.3.
 */
int event_proof_check(const struct event_proof *p, char signer[SEAL_PRINT_HEX],
    struct why *w);

/** Digest of the lines, as an account has it. */
void
event_proof_digest(const struct event_proof *p, uint8_t out[HASH_DIGEST_BYTES]);

/** Is a head that was kept elsewhere one of this log? *known: the proof speaks
 *  of that size at all. WHY_LOG_FORKED. */
int event_proof_holds(const struct event_proof *p, uint64_t size,
    const uint8_t root[HASH_BYTES], bool *known, struct why *w);

#endif
