#ifndef TOOL_STORE_STORE_STAMP_H
#define TOOL_STORE_STORE_STAMP_H

/** Timestamps of a store: asked for, taken, checked again. Source:
 *  timestamp.txt. */

#include "keys/timestamp.h"
#include "tool/store/ledger_stamp.h"
#include "tool/store/store.h"

#define STORE_STAMP_PINS_MAX 64
#define STORE_STAMP_OPEN_MAX 1024

/** Who is trusted for timestamps. All zero is nobody. */
struct store_stamp_pins {
	struct timestamp_certificate all[STORE_STAMP_PINS_MAX];
	size_t n;
};
int
store_stamp_pins(struct store *s, struct store_stamp_pins *out, struct why *w);
void store_stamp_pins_clear(struct store_stamp_pins *pins);

/** Trust one more; the same again changes nothing but the log. STORE_WRITE, as
 *  all that changes. */
int store_stamp_pin(struct store *s, const struct timestamp_certificate *c,
    const char *actor, struct why *w);
/** Say that there is none with this print: WHY_USAGE. Returns -1. */
int store_stamp_not_pinned(struct why *w);
/** Trust it no longer; the above if there is none. */
int store_stamp_unpin(struct store *s, const char *print, const char *actor,
    struct why *w);

/** What is to be stamped: the signatures of a seal, or with bundle NULL the
 *  newest checkpoint's. */
struct store_stamp_want {
	const uint8_t *bundle;
	int64_t dated_s;	     /* what the seal says */
	const struct bytes *covered; /* its signatures */
};
/** Append the request, and keep it. *size: events of the checkpoint, or 0. */
int store_stamp_request(struct store *s, const struct store_stamp_want *want,
    const char *actor, struct bytes *request, uint64_t *size, struct why *w);

/** One that was asked for; row is borrowed. */
struct store_stamp {
	const struct ledger_stamp *row;
	struct timestamp token; /* if it was answered and is good */
	struct why why;		/* why it does not count; WHY_NONE: it does */
};
/** Would this answer be taken? As store_stamp_attach; it leaves no trace. */
int store_stamp_try(struct store *s, const struct bytes *response,
    struct ledger_stamp *row, struct timestamp *out, struct why *w);
/** Take an answer. out: without row. WHY_TIMESTAMP_REQUEST: nothing was asked
 *  so; what timestamp_check says. */
int store_stamp_attach(struct store *s, const struct bytes *response,
    const char *actor, struct ledger_stamp *row, struct timestamp *out,
    struct why *w);

/** Keep a token over a seal that nobody here asked for, in a transaction, with
 *  its event. row: with bundle, covered and response, as they were checked.
 *  *kept: it was not kept before. Source: timestamp.txt, 10.4. */
int store_stamp_keep(struct store *s, struct ledger_stamp *row,
    const struct timestamp *token, const char *actor, bool *kept,
    struct why *w);

/**
 * Each of these, checked again. What is over a checkpoint is held against the
 * checkpoint of that size. seal: what is over the seal of this bundle is held
 * against these signatures; NULL: against nothing.
 */
struct store_stamp_seal {
	uint8_t bundle[SEAL_ID_BYTES];
	const struct bytes *signature;
};
int store_stamp_each(struct store *s, const struct ledger_stamp_which *which,
    const struct store_stamp_seal *seal,
    int (*each)(void *self, const struct store_stamp *stamp, struct why *w),
    void *self, struct why *w);

#endif
