#ifndef TOOL_STORE_LEDGER_H
#define TOOL_STORE_LEDGER_H

/**
 * The ledger: SQLite in WAL mode, synchronous=FULL, secure_delete. The only
 * place with <sqlite3.h> (ledger*.c). State and the custody event that tells
 * of it commit together. Every function: 0, or -1 with WHY_STORE (damaged,
 * wrong version), WHY_STORE_BUSY, WHY_DISK_FULL or WHY_SYSTEM.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/event.h"
#include "formats/reads_days.h"
#include "formats/seal.h"
#include "formats/tree.h"
#include "formats/why.h"
#include "keys/card.h"

/** Longest name of a reason, with its NUL. */
#define LEDGER_REASON_BYTES 32

/** One thread at a time. All zero is a closed one. */
struct ledger {
	void *db;
	bool in_transaction;
	bool forgot;	  /* the open transaction forgets something */
	bool doubtful;	  /* its commit failed, and may be on the disk */
	void *statements; /* prepared once, kept */
};

enum ledger_mode {
	LEDGER_READ,
	LEDGER_WRITE
};

/** A new, empty one; there must be no file at path. On failure there is none.
 * The folder is the caller's to sync. */
int ledger_create(const char *path, struct why *w);
/** LEDGER_READ leaves no file behind and changes none, whatever the file system
 *  allows; the caller sees to it that nobody writes meanwhile (the store's
 *  lock). Closing a closed one does nothing. */
int ledger_open(struct ledger *l, const char *path, enum ledger_mode mode,
    struct why *w);
void ledger_close(struct ledger *l);

/** Waits up to ten seconds for another process, then WHY_STORE_BUSY. Outside a
 *  transaction, each change is committed by itself. */
int ledger_begin(struct ledger *l, struct why *w);
/** On failure the transaction is still open, for ledger_rollback. */
int ledger_commit(struct ledger *l, struct why *w);
/** Does nothing when none is open. What a commit that failed left on the disk
 *  is written over, so that no later process takes it for a commit. */
void ledger_rollback(struct ledger *l);
/**
 * Write the file anew without its free pages and empty the WAL, so that what
 * was deleted is gone from the files too: secure_delete alone leaves copies
 * where rows were moved between pages. Outside a transaction. Needs the
 * ledger's size on disk, twice for a while, and nobody who reads.
 */
int ledger_scrub(struct ledger *l, struct why *w);
/** Is that still to be done? So it is, from the commit of a transaction that
 *  replaced a member by a gone one or a segment by one with gone records,
 *  expired tombstones, cleared swaps or stripped a bundle, until a ledger_scrub
 *  succeeds: ask at the start of each changing command, since a kill may
 *  come in between. */
int ledger_scrub_due(struct ledger *l, bool *due, struct why *w);
/** Pages of its file that hold nothing any more. */
int ledger_free_pages(struct ledger *l, uint64_t *out, struct why *w);

/** Settings: small named texts; names with a dot are the ledger's own. get:
 *  *found false when there is none; WHY_STORE if it is longer than size. */
int
ledger_set(struct ledger *l, const char *key, const char *value, struct why *w);
int ledger_get(struct ledger *l, const char *key, char *out, size_t size,
    bool *found, struct why *w);

/* --- bundles --- */

enum ledger_direction {
	LEDGER_SENT = 's',
	LEDGER_RECEIVED = 'r'
};
enum ledger_state {
	LEDGER_BEGUN = 'b',   /* sent: being packed */
	LEDGER_DONE = 'd',    /* packed, or received and released */
	LEDGER_DELETED = 'x', /* received, then deleted as a whole */
	LEDGER_FAILED = 'f',  /* sent: given up */
};
struct ledger_bundle {
	uint8_t id[SEAL_ID_BYTES];
	enum ledger_direction direction;
	enum ledger_state state;
	struct seal_party other; /* sender of a received one; first recipient */
	uint64_t sequence;
	int64_t created_s;
	int64_t entered_s; /* when it came into this ledger */
	uint8_t seal_digest[HASH_DIGEST_BYTES];
	char marking[SEAL_MARKING_BYTES];
	char purpose[1025];
	char reference[1025];
	uint64_t segments;
	uint64_t members;
	uint64_t records;
	uint64_t reads;
	uint64_t files;
	uint64_t orders;	  /* that it carries */
	uint64_t deleted_records; /* all kinds */
	uint64_t deleted_reads;
};
int ledger_bundle_put(struct ledger *l, const struct ledger_bundle *b,
    struct why *w);
int ledger_bundle_get(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    enum ledger_direction direction, struct ledger_bundle *out, bool *found,
    struct why *w);
/** Forget the row of a bundle that never came to an end. */
int ledger_bundle_drop(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    enum ledger_direction direction, struct why *w);
/** Each row in order of entry; a non-zero return of each stops and is
 *  returned. */
int ledger_bundle_each(struct ledger *l,
    int (*each)(void *self, const struct ledger_bundle *b, struct why *w),
    void *self, struct why *w);
/** Next sequence number of bundles sent from here: last + 1. */
int ledger_next_sequence(struct ledger *l, uint64_t *out, struct why *w);

/** The seals under which a forwarded bundle came, the first sender's first; of
 *  one that was forwarded from here, those it had come by. None: it was not
 *  forwarded. */
struct ledger_hop {
	uint64_t place; /* 0, 1, ... */
	uint8_t id[SEAL_ID_BYTES];
	struct seal_party sender;
};
int ledger_hop_put(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    const struct ledger_hop *h, struct why *w);
int ledger_hop_each(struct ledger *l, const uint8_t bundle[SEAL_ID_BYTES],
    int (*each)(void *self, const struct ledger_hop *h, struct why *w),
    void *self, struct why *w);
/** Is this id that of a seal under which something was received? */
int ledger_hop_seen(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    bool *seen, struct why *w);
/** How often was the bundle received under this id passed on from here? */
int ledger_hop_passed(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    uint64_t *out, struct why *w);

/** A signature under one of the seals of a bundle, as it was judged when the
 *  bundle came in or went out, or when the signature was added. */
struct ledger_signature {
	uint64_t seal;			/* place of the seal, as a hop has it */
	uint64_t number;		/* in its file of signatures */
	char agency[CARD_AGENCY_BYTES]; /* "": of no key that was known */
	char person[CARD_PERSON_BYTES]; /* "": the agency itself */
	char fingerprint[CARD_PRINT_HEX]; /* of the primary key, if known */
	uint64_t roles;	 /* enum directory_role, together, of key and agency */
	uint64_t filled; /* the one that a policy counted it for; or 0 */
	int64_t claimed_s;
	char reason[LEDGER_REASON_BYTES]; /* why it did not count; "": it did */
};
/** How many persons with a role the own policy asked for, and how many had
 *  signed. */
struct ledger_quorum {
	uint64_t seal;
	uint64_t role; /* enum directory_role */
	uint64_t asked;
	uint64_t met;
};
/** Of which bundle. */
struct ledger_signed {
	const uint8_t *bundle; /* SEAL_ID_BYTES of it */
	enum ledger_direction direction;
};
/** To whom they are given; a non-zero return stops and is returned. */
struct ledger_signature_look {
	int (*signature)(void *self, const struct ledger_signature *s,
	    struct why *w);
	int (*quorum)(void *self, const struct ledger_quorum *q, struct why *w);
	void *self;
};
/** Forget what was put of one seal. */
int ledger_signature_drop(struct ledger *l, const struct ledger_signed *of,
    uint64_t seal, struct why *w);
int ledger_signature_put(struct ledger *l, const struct ledger_signed *of,
    const struct ledger_signature *s, struct why *w);
int ledger_signature_quorum(struct ledger *l, const struct ledger_signed *of,
    const struct ledger_quorum *q, struct why *w);
/** Each, by seal and number, or seal and role. */
int ledger_signature_each(struct ledger *l, const struct ledger_signed *of,
    const struct ledger_signature_look *look, struct why *w);

/* --- what a received bundle is made of --- */

struct ledger_segment {
	uint64_t number;
	uint32_t records;
	uint32_t gone;	   /* of which deleted */
	const void *cover; /* salt cover as encoded; borrowed */
	size_t cover_bytes;
};
int ledger_segment_put(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    const struct ledger_segment *s, struct why *w);
/** cover: replaced by the stored one. */
int ledger_segment_get(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    uint64_t number, struct ledger_segment *out, struct bytes *cover,
    bool *found, struct why *w);

struct ledger_member {
	uint32_t number;
	char cut;	  /* enum record_cut */
	char gone;	  /* 1: member record deleted, name forgotten */
	const char *name; /* without the top folder; "" when gone; borrowed */
	int64_t mtime_s;
	uint32_t mtime_ns;
	uint64_t segment;   /* of its member record */
	uint32_t first;	    /* index of its member record in that segment */
	uint64_t records;   /* content records as sealed */
	const char *zone;   /* read files; "" otherwise; borrowed */
	const char *format; /* likewise; NULL is "" */
	uint32_t map;	    /* see ledger_map_put; 0: none */
};
int ledger_member_put(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    const struct ledger_member *m, struct why *w);
/** Members in order of number. A row may be put again while walking. */
int ledger_member_each(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    int (*each)(void *self, const struct ledger_member *m, struct why *w),
    void *self, struct why *w);
int ledger_member_find(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    const char *name, uint32_t *number, bool *found, struct why *w);

/** A column map of a bundle, by number from 1. get: appended to text. */
int ledger_map_put(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    uint32_t number, const void *text, size_t len, struct why *w);
int ledger_map_get(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    uint32_t number, struct bytes *text, bool *found, struct why *w);

/** What contents told of its reads, as JSON. get: appended to text. */
int ledger_told_put(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    enum ledger_direction direction, const void *text, size_t len,
    struct why *w);
int ledger_told_get(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    enum ledger_direction direction, struct bytes *text, bool *found,
    struct why *w);
int ledger_told_drop(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    enum ledger_direction direction, struct why *w);

/** Reads of a bundle by the day of their capture: add what was counted, or take
 *  off what went. Source: due.txt, 2. */
int ledger_captured_add(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    const struct reads_days *days, struct why *w);
/** Days that have any, in order; day_s: when it begins. */
int ledger_captured_each(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    int (*each)(void *self, int64_t day_s, uint64_t reads, struct why *w),
    void *self, struct why *w);

/** A bundle is one of a series. get: *found false if of none. */
int ledger_series_put(struct ledger *l, const struct ledger_bundle *b,
    const uint8_t series[SEAL_ID_BYTES], struct why *w);
int ledger_series_get(struct ledger *l, const struct ledger_bundle *b,
    uint8_t series[SEAL_ID_BYTES], bool *found, struct why *w);
/** Each that was received. */
int ledger_series_each(struct ledger *l,
    int (*each)(void *self, const uint8_t *series, const uint8_t *bundle,
	struct why *w),
    void *self, struct why *w);

/** Cause of a record that a tombstone kept out. */
#define LEDGER_CAUSE_TOMBSTONE ((uint64_t)INT64_MAX)
/** Of one that went since its retention was over. */
#define LEDGER_CAUSE_EXPIRED ((uint64_t)INT64_MAX - 1)
/** One record that is no longer there. cause: row in orders, or 0 for a tag
 *  record that went because what it speaks of changed. Source: proof.txt, 2. */
struct ledger_gone {
	uint32_t index;
	uint8_t leaf[HASH_BYTES];
	uint64_t cause;
};
/** n more of one segment, ascending by index. WHY_STORE if one was put
 *  before. */
int ledger_gone_put(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    uint64_t segment, const struct ledger_gone *list, size_t n, struct why *w);
/** Of one segment, ascending by index. */
int ledger_gone_each(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    uint64_t segment,
    int (*each)(void *self, const struct ledger_gone *g, struct why *w),
    void *self, struct why *w);
/** Is there any in segments from..to? */
int ledger_gone_any(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    uint64_t from, uint64_t to, bool *any, struct why *w);
/** Of all of a bundle, by segment and index. */
int ledger_gone_walk(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    int (*each)(void *self, uint64_t segment, const struct ledger_gone *g,
	struct why *w),
    void *self, struct why *w);
/** Forget all segments, members, days and gone rows of a bundle deleted whole.
 */
int ledger_bundle_strip(struct ledger *l, const uint8_t id[SEAL_ID_BYTES],
    struct why *w);

/* --- tombstones --- */

/** until_month: months since year 0 (year * 12 + month - 1): the tombstone
 *  dies when that month has ended; coarse, so that it tells no capture time. */
int ledger_tombstone_put(struct ledger *l, const uint8_t tag[HASH_KEYED_BYTES],
    uint32_t until_month, struct why *w);
int ledger_tombstone_each(struct ledger *l,
    int (*each)(void *self, const uint8_t *tag, struct why *w), void *self,
    struct why *w);
/** Drop those whose month has ended. */
int
ledger_tombstone_expire(struct ledger *l, uint32_t this_month, struct why *w);

/* --- files to swap in after a commit (see staging.h) --- */

int ledger_swap_put(struct ledger *l, const char *from, const char *to,
    struct why *w);
int ledger_swap_each(struct ledger *l,
    int (*each)(void *self, const char *from, const char *to, struct why *w),
    void *self, struct why *w);
int ledger_swap_clear(struct ledger *l, struct why *w);

/* --- the custody log --- */

int ledger_event_put(struct ledger *l, uint64_t sequence, const void *line,
    size_t len, const uint8_t leaf[HASH_BYTES], struct why *w);
/** From sequence `from`, in order; line and leaf are borrowed. */
int ledger_event_each(struct ledger *l, uint64_t from,
    int (*each)(void *self, uint64_t sequence, const uint8_t *line, size_t len,
	const uint8_t *leaf, struct why *w),
    void *self, struct why *w);
/** The right-hand edge of the event tree; the empty tree at first. */
int ledger_tree_put(struct ledger *l, const struct tree *t, struct why *w);
int ledger_tree_get(struct ledger *l, struct tree *t, struct why *w);
/** One for each size; there must be none yet. */
int ledger_checkpoint_put(struct ledger *l, uint64_t size,
    const struct bytes *text, const struct bytes *sig, struct why *w);
/** In order of size; text and sig are borrowed. */
int ledger_checkpoint_each(struct ledger *l,
    int (*each)(void *self, uint64_t size, const struct bytes *text,
	const struct bytes *sig, struct why *w),
    void *self, struct why *w);
/** The one of this size, or the newest for LEDGER_CHECKPOINT_LAST, into text
 * and sig in place of what was there. *found: there is one. */
#define LEDGER_CHECKPOINT_LAST 0
int ledger_checkpoint_get(struct ledger *l, uint64_t size, struct bytes *text,
    struct bytes *sig, bool *found, struct why *w);
/** Size of the newest; 0 when there is none. */
int ledger_checkpoint_newest(struct ledger *l, uint64_t *size, struct why *w);
/** Versions of the directory, each with its signature; the last one for
 *  LEDGER_DIRECTORY_LAST. *found false: there is none. */
#define LEDGER_DIRECTORY_LAST 0
int ledger_directory_put(struct ledger *l, uint64_t version,
    const struct bytes *text, const struct bytes *sig, struct why *w);
int ledger_directory_get(struct ledger *l, uint64_t version, struct bytes *text,
    struct bytes *sig, bool *found, struct why *w);
/** Likewise versions of the policy; LEDGER_DIRECTORY_LAST is the last one. */
int ledger_policy_put(struct ledger *l, uint64_t version,
    const struct bytes *text, const struct bytes *sig, struct why *w);
int ledger_policy_get(struct ledger *l, uint64_t version, struct bytes *text,
    struct bytes *sig, bool *found, struct why *w);

#endif
