#ifndef TOOL_FLOW_RELEASED_H
#define TOOL_FLOW_RELEASED_H

/**
 * A released bundle looked at again: every file on the disk is cut into its
 * records and held against the sender's seal, with the leaves of what was
 * deleted; and, when a judge says so, more records go. Source: proof.txt, 5;
 * order.txt, 4.
 */

#include <stdbool.h>
#include <stdint.h>

#include "formats/bag.h"
#include "keys/decision.h"
#include "keys/signers.h"
#include "tool/flow/behind.h"
#include "tool/flow/chain.h"
#include "tool/flow/harvest.h"
#include "tool/flow/judge.h"
#include "tool/flow/tally.h"
#include "tool/progress.h"
#include "tool/store/staging.h"
#include "tool/store/store.h"

/** A payload file that is not on the disk any more. */
struct released_absent {
	uint64_t *ordinals; /* ascending */
	size_t n;
	size_t cap;
};

struct released {
	struct store *store;
	struct ledger_bundle bundle;
	struct seal seal;   /* of the first sender */
	struct chain chain; /* all seals under which it came */
	struct signers signers;
	struct decision decision;
	char id[SEAL_ID_HEX];
	struct pool *pool;
	struct progress *progress;
	struct judge *judge;
	tally_look *look; /* what goes is shown to it, and nothing goes; or NULL
			   */
	void *look_self;
	uint32_t everything;	 /* cause by which all goes; 0: no */
	struct staging *staging; /* for rewritten files; NULL: only look */
	bool brief; /* no digest is computed to compare it with a line of the
		     * manifest that is a record still; set where staged */
	struct harvest harvest;
	struct tally tally;
	struct behind behind; /* digests of the current file */
	int bag_fd;
	int hints_fd;
	/* where we are */
	struct tally_slot *slot;
	uint64_t segment;
	struct bytes cover;
	struct tally_hole *gone; /* of this segment, from before */
	size_t n_gone;
	size_t cap_gone;
	size_t at_gone;
	struct records cut;
	/* the current file */
	const struct ledger_member *member;
	int fd;
	int fresh_fd;
	bool eof;
	bool header;
	uint32_t cause; /* the whole file goes by this; 0: it stays */
	uint64_t size;
	uint64_t read; /* bytes read of it */
	size_t whole;  /* of slot->plain, cut into records */
	uint64_t left; /* records still to come */
	uint64_t line; /* of a tag file */
	struct reads reads;
	struct reads_map *map; /* that was needed last */
	uint32_t map_number;   /* in the ledger */
	bool digested;	       /* before is computed */
	struct sha256 before;  /* of the file as it lies there */
	struct sha256 after;   /* as it will */
	bool lost;	       /* records of it were gone already */
	bool changed;
	/* the bag */
	struct sha256 lines_told; /* of the manifest, by the files */
	struct sha256 lines_met;
	struct sha256 manifest_after;
	int manifest_fd;
	struct bytes lines;	       /* to be written to it */
	struct spool fresh_lines;      /* one a redone line; length 0: none */
	bool lines_begun;	       /* they are taken */
	struct released_absent absent; /* files that are gone */
	struct released_absent redone; /* files whose line goes now */
	uint64_t ordinal;
	size_t at_absent;
	size_t at_redone;
	uint64_t files_before;
	uint64_t bytes_before;
	uint64_t files_after;
	uint64_t bytes_after;
	uint64_t entries;  /* met on the disk, by name */
	const char *stale; /* a tag file that disagrees, static; or NULL */
	struct bytes tags_before;
	struct bytes tags_after;
	/* changes, to be committed */
	struct spool swaps;   /* released_swap */
	struct spool members; /* of members that go: ledger_member */
	unsigned n_fresh;
	unsigned place;	      /* tells staged files of several bundles apart */
	uint64_t fresh_bytes; /* of the file staged last */
	uint64_t n_swaps;
};

/** A file to put in another's place, or (staged empty) to remove. */
struct released_swap {
	char staged[16];	       /* in the staging folder */
	char name[NAME_MAX_BYTES + 1]; /* in the bag */
};

/** Load the ledger's row and the proof; check the seal's signature. A key that
 *  expired or was revoked after receipt does not undo what was received.
 *  WHY_USAGE if this store has received no such bundle. */
int released_open(struct released *r, struct store *s,
    const uint8_t id[SEAL_ID_BYTES], struct pool *pool, struct why *w);

/** What a look is for, and what it found; all else zero. */
struct released_look {
	const struct order_match *match;
	bool all;      /* go on behind the first hit, and count */
	uint8_t *hits; /* see order_match_row; or NULL */
	/* all: told which order selects so many */
	void (
	    *each)(void *self, uint32_t order, uint64_t reads, uint64_t files);
	void *self;
	bool hit;
	uint64_t unread; /* as order_match_ask; of what was looked at */
	uint64_t reads;	 /* all: that go */
	uint64_t files;
};
/** Does an order name anything in it? Reads only its read files, and stops at
 *  the first hit unless all are asked for. Images of rows do not count. */
int
released_scan(struct released *r, struct released_look *look, struct why *w);

/** Go through all of it. judge: all zero to look only. */
int released_run(struct released *r, struct judge *judge,
    struct staging *staging, struct why *w);

/** Some record goes that was there before. */
bool released_changed(const struct released *r);

/** Inside a transaction: covers, leaves, members, counts, swaps. */
int released_commit(struct released *r, const struct harvest_causes *causes,
    struct why *w);

void released_close(struct released *r);

#endif
