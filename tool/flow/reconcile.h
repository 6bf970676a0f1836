#ifndef TOOL_FLOW_RECONCILE_H
#define TOOL_FLOW_RECONCILE_H

/** Two logs side by side: what one tells of the other and the other does not.
 *  Source: reconcile.txt, 3. */

#include <stdbool.h>
#include <stdint.h>

#include "formats/account.h"
#include "formats/bytes.h"
#include "formats/event.h"
#include "tool/flow/prove.h"
#include "tool/store/store.h"

#define RECONCILE_TOLERANCE_S	  300
#define RECONCILE_TOLERANCE_S_MAX 86400
#define RECONCILE_TRANSIT_D_MAX	  3660

/** In the order of reconcile.txt, 3.1. */
enum reconcile_kind {
	RECONCILE_NOT_RECEIVED,
	RECONCILE_REFUSED,
	RECONCILE_NOT_SENT,
	RECONCILE_OTHER_COUNTS,
	RECONCILE_NOT_ANSWERED,
	RECONCILE_NOT_ORDERED,
	RECONCILE_NOT_CERTIFIED,
	RECONCILE_CERTIFICATE_NOT_TAKEN,
	RECONCILE_CERTIFICATE_NOT_MADE,
	RECONCILE_RECEIPT_NOT_TAKEN,
	RECONCILE_RECEIPT_NOT_MADE,
	RECONCILE_COSIGNATURE_NOT_TAKEN,
	RECONCILE_COSIGNATURE_NOT_MADE,
	RECONCILE_HANDOVER_NOT_TAKEN,
	RECONCILE_HANDOVER_NOT_GIVEN,
	RECONCILE_HANDOVER_NOT_CLOSED,
	RECONCILE_OTHER_FOUND,
	RECONCILE_OTHER_HEAD,
	RECONCILE_CLOCKS_APART,
	RECONCILE_KINDS
};
/** "not-received". */
const char *reconcile_name(enum reconcile_kind kind);

/** A disagreement. The events are borrowed from the sides; NULL: none. */
struct reconcile_finding {
	enum reconcile_kind kind;
	const struct event *events[2]; /* of either side */
	char text[512];
};

/** What one log has to say. */
struct reconcile_side {
	char agency[SEAL_AGENCY_BYTES];
	char fingerprint[SEAL_PRINT_HEX];
	const struct event **events; /* dealings, in order; owned */
	size_t n;
	uint64_t size; /* events of the log */
	uint64_t from;
	int64_t since_s;     /* time of that one */
	int64_t until_s;     /* then it had no more events */
	bool whole;	     /* it is seen that there are no other dealings */
	struct bytes seen;   /* struct account_head: of the other's log */
	struct bytes heads;  /* struct account_head by size: of this log */
	struct bytes copies; /* of a store: the events */
};

struct reconcile {
	struct reconcile_side sides[2];
	struct prove_checked files[2];
	struct bytes findings; /* struct reconcile_finding, by time */
	uint64_t pairs;	       /* that agree, or nearly */
	uint64_t open;	       /* nothing can be told yet */
	uint64_t compared;     /* heads */
	uint64_t not_compared; /* heads of which the other does not speak */
};

/** What is asked. Everything is borrowed. */
struct reconcile_ask {
	const char *const *paths; /* of accounts */
	size_t n;		  /* 1: the store's own log is the other side */
	struct session *session;  /* that knows the keys */
	const struct directory *directory;
	struct store *store; /* with n 1 */
	int64_t tolerance_s;
	int64_t transit_s;
};
/** Lay them side by side. out: to be cleared in any case. 0 also where they
 *  disagree. -1 with what prove_check says of a file; WHY_LOG_PROOF: it is no
 *  account; WHY_NOT_ADDRESSED: it is for somebody else. */
int reconcile_run(struct reconcile *out, const struct reconcile_ask *ask,
    struct why *w);
void reconcile_clear(struct reconcile *r);

#endif
