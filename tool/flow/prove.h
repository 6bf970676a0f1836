#ifndef TOOL_FLOW_PROVE_H
#define TOOL_FLOW_PROVE_H

/** Is a proof from another's log to be believed? Source: event.txt, 7.3. */

#include <stdint.h>

#include "formats/event_proof.h"
#include "keys/decision.h"
#include "keys/signers.h"
#include "tool/store/ledger.h"

struct prove_ask {
	const char *path;
	const char *kept;	 /* a checkpoint of that log; NULL: none */
	struct session *session; /* that knows the keys */
	const struct directory *directory;
	struct ledger *ledger; /* with the heads that it has seen; or NULL */
};

/** A cosignature, and what comes of it. */
struct prove_cosigned {
	struct cosignature said;
	struct decision decision; /* why it counts, as far as is known */
	struct why why;		  /* WHY_NONE: it does */
	bool faulty; /* else it was never one, or only its key is to blame */
};
struct prove_cosigned_ask {
	struct session *session; /* that knows the keys */
	const struct directory *directory;
	struct session_signed data;
	const char *owner; /* the agency whose log it is */
	int64_t logged_s;  /* when the own log shows it; or DIRECTORY_NEVER */
};
/** Judge one. -1: no verdict. Source: event.txt, 5.4.3. */
int prove_cosigned(struct prove_cosigned *out,
    const struct prove_cosigned_ask *ask, struct why *w);

struct prove_checked {
	struct bytes file;
	struct event_proof proof; /* borrows from file */
	struct decision decision; /* why the checkpoint's signature counts */
	struct event_head kept;	  /* size 0: none was given */
	uint64_t seen;		  /* heads of that log that were seen here */
	uint64_t unproven;	  /* of which the proof does not speak */
	/** As many as the proof has. */
	struct prove_cosigned cosigned[EVENT_PROOF_COSIGNED_MAX];
};

/** out: to be cleared in any case. Returns 0, or -1 with the reasons of a
 *  signature, of event_proof_parse and event_proof_check, WHY_CHECKPOINT, or
 *  WHY_LOG_FORKED. */
int prove_check(struct prove_checked *out, const struct prove_ask *ask,
    struct why *w);
/** The same of bytes that came with a seal, for prove_existed: what became of
 *  the key that signed the checkpoint is not asked. kept is not used, path is
 *  only named; logged_s: since when the own log shows that they are here. Of
 *  the decision only agency and key are set. Source: event.txt, 7.5. */
int prove_check_shown(struct prove_checked *out, const struct prove_ask *ask,
    const struct bytes *file, int64_t logged_s, struct why *w);
void prove_clear(struct prove_checked *out);

/** The earliest cosignature that counts of a head that counts this event: the
 *  event existed then. NULL: there is none. */
const struct prove_cosigned *
prove_existed(const struct prove_checked *r, uint64_t sequence);

#endif
