#ifndef TOOL_STORE_JOURNAL_INSIDE_H
#define TOOL_STORE_JOURNAL_INSIDE_H

/** What a check of the log has read. For journal*.c alone. */

#include "tool/store/journal.h"

/** Heads that the log is held against, by size: signed ones of the ledger, and
 *  one kept elsewhere. All zero is none. */
struct journal_heads {
	struct event_head *all;
	size_t n;
};

/** The log as it is stored: each line parses, hashes to its leaf and stands in
 *  its place. All zero is the empty one. */
struct journal_log {
	uint8_t *leaves; /* n * HASH_BYTES */
	uint64_t n;
	struct bytes lines; /* end to end */
	struct bytes ends;  /* n * uint64_t: where each line ends */
};

/** Line number i of the log, with its LF; borrowed. */
const uint8_t *
journal_line(const struct journal_log *log, uint64_t i, size_t *len);

/**
 * The log is sound in itself, but its tree over heads->all[bad].size leaves,
 * which are there, is not that head's: say how it was changed. Looks for one
 * change that, undone, makes the log agree with all heads, or at least with
 * this one: events inserted, or events in other places; else it is altered.
 * Returns -1 with WHY_LOG_INSERTED, WHY_LOG_REORDERED, WHY_LOG_ALTERED,
 * WHY_CHECKPOINT (of no events, with a root) or WHY_MEMORY. Source:
 * event.txt, 6.
 */
int journal_explain(const struct journal_log *log,
    const struct journal_heads *heads, size_t bad, struct why *w);

/** Cosignatures for a proof, which borrows from here. */
struct journal_cosigned {
	const struct event_proof *proof; /* its events and bundle are known */
	const struct bytes *asked; /* uint64_t: heads that were asked for */
	struct event_proof_cosigned all[EVENT_PROOF_COSIGNED_MAX];
	size_t n;
	struct bytes data;
	/* for journal_cosigned.c alone */
	uint64_t before;
	uint64_t size;
	bool wanted;
};
/**
 * Choose those of the proof's head, of heads that were asked for, and of the
 * smallest head that counts each event of the bundle, by size. Parsed, not
 * judged.
 */
int journal_cosigned_read(struct journal_cosigned *c, struct ledger *l,
    struct why *w);

/** Which events are dealings with an agency: those that name it, and those that
 *  sent a bundle when it was told the head of before. */
struct journal_told {
	const char *other;
	struct bytes sizes; /* uint64_t, ascending: heads that it was told */
};
int journal_told_read(struct journal_told *t, struct ledger *l, struct why *w);
/** May this line be one? Quick, to spare parsing most. */
bool journal_told_may(const struct journal_told *t, uint64_t sequence,
    const uint8_t *line, size_t len);
bool journal_told_is(const struct journal_told *t, const struct event *e);

/** An account on its way. */
struct journal_account {
	struct account said; /* owned */
	struct bytes text;
	struct bytes signature;
};
/** Sign what it says of a proof whose events are all there, and put it in. The
 *  proof borrows from a. */
int journal_account_end(struct journal_account *a, struct event_proof *p,
    struct ledger *l, const struct journal_account_ask *ask, struct why *w);

/** Which key signed which checkpoint, and which key came into force with which
 *  event: rows of a number of events and a fingerprint. */
struct journal_signers {
	struct bytes heads;
	struct bytes turns;
};
int journal_signers_add(struct bytes *rows, uint64_t events,
    const char *fingerprint, struct why *w);
/** Each checkpoint was signed by the key that was in force after so many
 *  events: the first one, or that of the last change before. WHY_CHECKPOINT. */
int journal_signers_check(const struct journal_signers *s, const char *first,
    struct why *w);

#endif
