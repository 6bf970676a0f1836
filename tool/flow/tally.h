#ifndef TOOL_FLOW_TALLY_H
#define TOOL_FLOW_TALLY_H

/**
 * Segments checked against their sealed roots: each slot holds one segment's
 * plaintext and its records; workers derive salts, hash leaves, compare the
 * root, and forget the salts of records that go. Shared by what opens bundles
 * and what looks at released ones. Source: tree.txt, salt.txt.
 */

#include <stdbool.h>
#include <stdint.h>

#include "formats/arena.h"
#include "formats/record.h"
#include "formats/salt.h"
#include "formats/seal.h"
#include "tool/flow/pool.h"

/** One record that is not there, or goes now. */
struct tally_hole {
	uint32_t index;
	uint32_t fresh; /* goes now: its leaf is computed here */
	uint64_t cause; /* as in ledger_gone */
	uint8_t leaf[HASH_BYTES];
};

/** One segment. */
struct tally_slot {
	struct tally *tally;
	uint64_t number;
	struct bytes plain;
	struct arena arena;
	struct records records;	  /* by index; bytes NULL: a hole from before */
	struct tally_hole *holes; /* ascending by index */
	size_t n_holes;
	size_t cap_holes;
	struct salt_cover cover; /* set before the slot is submitted */
	struct bytes hints;	 /* first 4 bytes of each leaf */
	unsigned users;		 /* that hold it; under the pool's lock */
	enum {
		TALLY_FREE,
		TALLY_OPENING,
		TALLY_OPEN,
		TALLY_FILLING,
		TALLY_HASHING,
	} state;
};

/** Bytes of a leaf that are kept to say later which record was changed. Source:
 *  proof.txt, 6. */
#define TALLY_HINT_BYTES 4

/** What to do with each segment that agrees with the seal, one at a time and
 *  in any order, from any thread. */
typedef int
tally_keep(void *self, const struct tally_slot *slot, struct why *w);

/** Stored hints of a segment; only asked when its root disagrees. */
typedef int
tally_hints(void *self, uint64_t segment, struct bytes *out, struct why *w);

/** Shown every leaf of a segment, and the salts of the records that are there,
 *  before the root is compared; from any thread, several at a time. */
typedef int tally_look(void *self, const struct tally_slot *slot,
    const uint8_t *salts, const uint8_t *leaves, struct why *w);

struct tally_worker;

struct tally {
	struct pool *pool;
	const struct seal *seal;
	tally_keep *keep;   /* or NULL */
	tally_hints *hints; /* or NULL */
	void *self;
	tally_look *look; /* or NULL; where it looks, no salt is forgotten */
	void *look_self;
	struct tally_slot *slots;
	unsigned n_slots;
	struct tally_worker *workers;
	uint64_t checked; /* segments that agreed */
	struct why why;	  /* first failure, under the pool's lock */
	/* Where the root disagreed: */
	bool bad;
	uint64_t bad_segment;
	uint32_t bad_index; /* first record that differs, by its hint */
	bool bad_located;
};

/** pool and seal are borrowed. There is a slot for each job, and one that the
 *  owner fills; beside several jobs also one that waits for the owner, and one
 *  for whatever else holds it: else workers would wait for either. */
int tally_open(struct tally *t, struct pool *pool, const struct seal *seal,
    struct why *w);
/** No task may be running. */
void tally_close(struct tally *t);

/** An empty slot, or NULL on failure of anything so far; works meanwhile. */
struct tally_slot *tally_take(struct tally *t, struct why *w);

/** Note that the record at this index goes now. Indexes must ascend. */
int
tally_gone(struct tally_slot *s, uint32_t index, uint64_t cause, struct why *w);

/** Somebody else needs the slot's memory too: before it is submitted, hold it;
 *  it is not free before it is let go. */
void tally_hold(struct tally_slot *s);
void tally_let_go(struct tally_slot *s);

/** All its records are there: have it checked. */
int tally_submit(struct tally *t, struct tally_slot *s, struct why *w);

/** Wait for all that was submitted. */
int tally_finish(struct tally *t, struct why *w);

/** First failure of any worker, else 0. Sets it too (tally_fail). */
int tally_failed(struct tally *t, struct why *w);
void tally_fail(struct tally *t, const struct why *why);

#endif
