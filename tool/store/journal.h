#ifndef TOOL_STORE_JOURNAL_H
#define TOOL_STORE_JOURNAL_H

/** The custody log over the ledger. Source: event.txt. */

#include <stdbool.h>
#include <stdint.h>

#include "formats/event.h"
#include "formats/event_proof.h"
#include "formats/tree.h"
#include "keys/directory.h"
#include "keys/session.h"
#include "tool/store/ledger.h"

/**
 * Append inside the open transaction: fills in sequence, time (now) and tool
 * version, writes the line, advances the tree. Costs the same in a long log.
 * Returns 0, or -1 with WHY_JSON (a field holds what it may not), what the
 * ledger said, or WHY_STORE when no transaction is open.
 */
int journal_append(struct ledger *l, struct event *e, struct why *w);

/** Setting: the key that the log's origin names, once it is another than the
 *  one in force. */
#define JOURNAL_ORIGIN "log_origin"

/** Fill in whose log it is. fingerprint: of the key in force, which is named
 *  unless JOURNAL_ORIGIN is set. */
int journal_origin(struct ledger *l, const char *fingerprint,
    struct event_head *out, struct why *w);

/** Head as it stands, from the stored frontier; its time is now. */
int journal_head(struct ledger *l, const char *fingerprint,
    struct event_head *out, struct why *w);

/** Sign the head and keep it as a checkpoint; in a transaction of its own
 *  unless one is open. Does nothing when the newest checkpoint has this size.
 *  Returns 0, or -1 with what session_sign or the ledger said. */
int journal_sign(struct ledger *l, struct session *s, const char *fingerprint,
    struct why *w);

/** The same at the end of an act, which is done with or without it: a key that
 *  has expired or is revoked signs nothing, and that is no fault here. */
int journal_checkpoint(struct ledger *l, struct session *s,
    const char *fingerprint, struct why *w);

/** When does the log say that this bundle was received? *time_s: JOURNAL_NEVER
 *  if it does not. */
#define JOURNAL_NEVER INT64_MAX
int journal_received(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    const uint8_t seal[HASH_DIGEST_BYTES], int64_t *time_s, struct why *w);

/** Fill in how the log grew to the size that is said from the sizes that stand
 *  in the list. Needs memory for a hash of each event, if there are any.
 *  WHY_LOG_CUT if it has fewer. */
int journal_since(struct ledger *l, struct seal_log *s, struct why *w);

struct journal_account_ask;
/** What is to be proved of the log. */
struct journal_prove_ask {
	const char *bundle; /* its events, by its id; NULL: none */
	/** How the log grew from so many events, again and again. */
	const uint64_t *from;
	size_t n_from;
	/** From each head that this agency was told; NULL: none. */
	const char *witness;
	/** Make it an account; NULL: it is none. Alone. */
	const struct journal_account_ask *account;
};
/** An account of the dealings with another agency. Source: reconcile.txt, 1. */
struct journal_account_ask {
	const char *other;
	const struct directory *directory; /* knows the other's keys */
	struct seal_party maker;	   /* with the key in force */
	struct session *session;	   /* that can sign with it */
	uint64_t from;			   /* first event */
	bool whole;			   /* all events, not the dealings */
};
/** What came of it. */
struct journal_proved {
	struct event_head head; /* of the newest checkpoint */
	size_t events;
	size_t heads;
	size_t cosigned;
	uint64_t behind; /* events of the bundle that it does not count yet */
};
/**
 * Append a proof that leads to the newest checkpoint; with the events also
 * those by which keys came into force. Heads that seals of the bundle's own
 * sender told are among those that it speaks of, and the smallest ones that
 * count them and were cosigned, with the cosignatures. Needs memory for a hash
 * of each event. WHY_USAGE: nothing of the bundle is in the log, there is no
 * checkpoint, or a number is beyond it; WHY_LOG_ALTERED: the log is not that
 * of its checkpoint. Source: event.txt, 7.
 */
int journal_prove(struct ledger *l, const struct journal_prove_ask *ask,
    struct bytes *out, struct journal_proved *told, struct why *w);

/** Each dealing with another agency, in order. Source: reconcile.txt, 1.1. */
int journal_dealings(struct ledger *l, const char *other,
    int (*each)(void *self, const struct event *e, struct why *w), void *self,
    struct why *w);
/** Heads of its log that were seen here, by size and root. out: appended,
 *  struct account_head; the largest ACCOUNT_SEEN_MAX. */
int journal_seen(struct ledger *l, const struct directory *d, const char *other,
    struct bytes *out, struct why *w);

/** Whose log it is: the key in force and, where the directory knows them, the
 *  agency's others, which may have signed before. */
struct journal_self {
	const char *fingerprint;
	const char *agency;
	const struct directory *directory; /* NULL: none */
};

/** Is that its key, or was it? */
bool journal_own(const struct journal_self *self, const char *fingerprint);

/** What a check of the log found. */
struct journal_report {
	uint64_t events;
	uint64_t checkpoints;
	uint64_t signed_to; /* size of the newest good checkpoint */
	uint64_t directory; /* newest version that an event tells of; 0: none */
	uint64_t policy;    /* likewise */
	struct event_head head;
};

/**
 * Check everything: each line parses, stands at its sequence, hashes to its
 * leaf; the tree agrees with the frontier and with every stored checkpoint,
 * whose signatures verify under a key of the agency (one made before the key
 * expired or was superseded counts); and with `known`, an earlier checkpoint
 * kept elsewhere, already verified (NULL: none). Needs memory for the whole
 * log. The fault is told apart also when the log was written anew in a sound
 * form: WHY_LOG_ALTERED (sequence named, or the range that a checkpoint tells
 * of), WHY_LOG_INSERTED, WHY_LOG_REORDERED, WHY_LOG_CUT, WHY_CHECKPOINT (a
 * signature, another log). out: what was read, up to the fault. WHY_STORE,
 * WHY_GPG and the like are no verdict. Source: event.txt, 6.
 */
int journal_verify(struct ledger *l, struct session *s,
    const struct journal_self *self, const struct event_head *known,
    struct journal_report *out, struct why *w);

#endif
