#ifndef TOOL_FLOW_WITNESS_H
#define TOOL_FLOW_WITNESS_H

/**
 * Heads of custody logs go along with what is sent, and are kept by who
 * receives it: who changes his log afterwards is found out by the others.
 * Source: event.txt, 5.2 and 5.3.
 */

#include <stdbool.h>
#include <stdint.h>

#include "formats/seal.h"
#include "keys/directory.h"
#include "tool/flow/opening.h"
#include "tool/store/ledger.h"
#include "tool/store/store.h"

/** Put the head of the own log into a seal whose recipients are settled, and
 *  how it grew from those that they were told before. In a transaction. */
int witness_tell(struct store *s, struct seal *seal, struct why *w);
/** The same for a statement to one agency. out: to be cleared. */
int witness_tell_one(struct store *s, const char *agency, struct seal_log *out,
    struct why *w);
/** It was sealed: remember what its recipients were told. In a transaction. */
int witness_told(struct ledger *l, const struct seal *seal, struct why *w);

/** What the head of a sender is next to those seen before. */
enum witness_finding {
	WITNESS_FIRST,	  /* none was seen before */
	WITNESS_PROVED,	  /* the log goes on from the newest of before */
	WITNESS_UNPROVED, /* it may; the seal does not show it */
	WITNESS_FORKED,	  /* it is another log */
	WITNESS_CUT,	  /* it is shorter than before */
};
struct witness {
	enum witness_finding finding;
	uint64_t size; /* of the head it was held against; 0: none */
};
/** "first", "proved", "unproved", "forked", "cut". */
const char *witness_name(enum witness_finding finding);

/** A head that somebody signed; borrowed. */
struct witness_head {
	const char *agency;
	uint64_t sequence; /* of the bundle that brings it; 0: none does */
	const struct seal_log *log;
};
/** Hold it against those of this agency that were seen before. */
int witness_look(struct ledger *l, const struct directory *d,
    const struct witness_head *head, struct witness *out, struct why *w);
/** Is that to be refused? -1 with WHY_LOG_FORKED or WHY_LOG_CUT. */
int witness_refuse(const struct witness *found, const struct witness_head *head,
    struct why *w);

/** Both for a bundle that was trusted: of who sealed it last, and of who
 *  packed it. Despite: nothing is refused. out: of the last one. */
int witness_check(struct store *s, const struct opening *o, bool despite,
    struct witness *out, struct why *w);

#endif
