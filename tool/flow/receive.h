#ifndef TOOL_FLOW_RECEIVE_H
#define TOOL_FLOW_RECEIVE_H

/** From a sealed bundle to a released bag, all or nothing. */

#include <stdbool.h>
#include <stdint.h>

#include "formats/contents.h"
#include "formats/order.h"
#include "formats/seal.h"
#include "formats/why.h"
#include "keys/decision.h"
#include "keys/signers.h"
#include "tool/flow/chain.h"
#include "tool/flow/witness.h"
#include "tool/progress.h"
#include "tool/store/store.h"

struct receive_options {
	const char *path; /* of the bundle */
	const char *actor;
	const char *check_code; /* that it must have, or NULL */
	unsigned jobs;
	bool escrow;	  /* take what is sealed to us as escrow */
	bool despite_log; /* also if the sender's log is another one now */
	bool dry_run;	  /* check and count, release nothing */
	struct since_given given;
	struct progress *progress;
};

/** How one order was answered, with what it did before. */
struct receive_answer {
	uint8_t order[16];
	bool before; /* it was answered before, by the same bytes */
	bool late;   /* behind its deadline */
	uint64_t targets;
	uint64_t absent;
	uint64_t held; /* reads and files that a hold kept from it */
	uint64_t reads;
	uint64_t files;
	uint64_t bundles;
	/* see struct ledger_order and struct orders */
	enum order_act act;
	enum order_act does;
	uint64_t corrected;
	uint64_t lost;
	bool over; /* its end came before it */
	uint64_t marked_reads;
	uint64_t marked_files;
	uint64_t marked_bundles;
	uint64_t overruled;
	uint64_t settled;
};

struct receive_result {
	struct receive_answer *answers; /* one an order; owned */
	uint8_t id[SEAL_ID_BYTES];
	char sender[SEAL_AGENCY_BYTES];
	char fingerprint[SEAL_PRINT_HEX];
	int64_t created_s;
	char marking[SEAL_MARKING_BYTES];
	uint64_t segments;
	uint64_t members;
	uint64_t records;
	uint64_t reads;		  /* as sealed */
	uint64_t files;		  /* as sealed */
	uint64_t bytes;		  /* of the payload, as sealed */
	uint64_t orders;	  /* carried */
	struct contents contents; /* what the sender told; owned */
	uint64_t targets;
	uint64_t absent;	/* of which found nothing */
	uint64_t unread;	/* rows that no target could be asked of */
	uint64_t deleted_reads; /* of this bundle, by its orders */
	uint64_t deleted_files;
	uint64_t kept_out_reads; /* by tombstones of earlier orders */
	uint64_t kept_out_files;
	uint32_t expire_days; /* reads are kept so long, older ones kept out;
			       * 0: none are */
	uint64_t expired_reads;
	uint64_t expired_files;
	uint64_t
	    held_reads; /* of this bundle, that a hold kept from all that */
	uint64_t held_files;
	uint64_t restricted;	  /* reads and files, here and earlier, by each
				   * order that does */
	uint64_t earlier_bundles; /* changed by the orders */
	uint64_t earlier_reads;	  /* deleted there */
	uint64_t earlier_files;
	uint64_t earlier_held;	  /* reads and files that a hold kept there */
	uint64_t earlier_whole;	  /* bundles deleted whole */
	uint64_t earlier_missing; /* bundles whose folder is gone */
	uint64_t earlier_failed;  /* changed since, so nothing was deleted */
	struct why earlier_why;	  /* the first of those */
	size_t timestamps;	  /* that were given, and are kept */
	uint8_t seal_digest[HASH_DIGEST_BYTES];
	struct witness log;	  /* of who sealed it last */
	struct chain chain;	  /* all seals under which it came */
	struct decision decision; /* why the sender's signature counts */
	struct signers signers;	  /* all of them */
};

void receive_result_clear(struct receive_result *r);

/** Receive. On failure nothing is released, nothing was changed, and the
 *  custody log tells why. */
int receive(struct store *s, const struct receive_options *o,
    struct receive_result *r, struct why *w);

#endif
