#ifndef TOOL_FLOW_SCRIBE_H
#define TOOL_FLOW_SCRIBE_H

/**
 * What stays of the payload is digested and written down behind the thread
 * that cuts and judges it, since that one has the most to do. Each segment has
 * a page, on which that thread notes what is to be done; pages are carried out
 * whole and in order, each by whichever worker is free. The bytes lie in the
 * segment's slot, which is held until its page is done.
 */

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "formats/name.h"
#include "formats/sha256.h"
#include "tool/flow/bagger.h"
#include "tool/flow/tally.h"

struct scribe_page;

struct scribe {
	struct tally *tally;
	struct bagger *bag;	   /* NULL: nothing is written */
	struct scribe_page *pages; /* one a slot */
	unsigned n_pages;
	struct scribe_page *now; /* that is being filled, or NULL */
	/* under the pool's lock */
	uint64_t next; /* number of the first page that is not done */
	bool running;
	/* of the thread that carries out */
	char name[NAME_MAX_BYTES + 1]; /* of the current file */
	bool writing;
	struct sha256 digest;
	/* the manifest: as sealed, and as released */
	struct sha256 manifest;
	struct sha256 fresh;
};

/** tally and bag are borrowed, and not used by scribe_close. */
int scribe_open(struct scribe *s, struct tally *tally, struct bagger *bag,
    struct why *w);
/** No task may be running. */
void scribe_close(struct scribe *s);

/** From now on notes belong to this slot, which is being filled. */
void scribe_turn(struct scribe *s, struct tally_slot *slot);

/** Notes, in the order in which they are to be carried out. Names are copied,
 *  bytes must lie in the slot. They fail with WHY_MEMORY alone. */
int scribe_folder(struct scribe *s, const char *name, struct timespec mtime,
    struct why *w);
/** A file begins whose bytes are digested, */
int scribe_begin(struct scribe *s, const char *name, struct why *w);
/** and written from here on, */
int scribe_write(struct scribe *s, struct timespec mtime, struct why *w);
int
scribe_bytes(struct scribe *s, const uint8_t *data, size_t len, struct why *w);
/** and ends. It lost records (changed), or all of it went. */
struct scribe_end {
	bool changed;
	bool dropped;
};
int scribe_end(struct scribe *s, struct scribe_end how, struct why *w);

/** The slot's records are there: have it checked (tally_submit), and its page
 *  carried out. */
int scribe_submit(struct scribe *s, struct why *w);

/** Wait until everything noted so far is done; bag and manifests are then the
 *  caller's until the next note. */
int scribe_catch_up(struct scribe *s, struct why *w);

#endif
