#ifndef TOOL_FLOW_BAGGER_H
#define TOOL_FLOW_BAGGER_H

/**
 * What is kept of a bundle that is being received: its files, staged; the
 * list of its members. Nothing of it is visible before the staging folder is
 * released.
 */

#include <stdbool.h>
#include <stdint.h>
#include <sys/uio.h>
#include <time.h>

#include "formats/bag.h"
#include "formats/record.h"
#include "formats/sha256.h"
#include "tool/store/ledger.h"
#include "tool/store/spool.h"
#include "tool/store/staging.h"

/** The bag within the staging folder. */
#define BAGGER_FOLDER "bag"

struct bagger {
	struct staging *staging;
	int fd;		 /* current file, or -1 */
	int manifest_fd; /* the fresh manifest, as it grows */
	uint64_t
	    hinted; /* bytes of the current file on their way to the disk */
	uint64_t written;
	char name[NAME_MAX_BYTES + 16];	  /* of the current file, staged */
	char parent[NAME_MAX_BYTES + 16]; /* folder known to be there */
	struct timespec mtime;
	struct bytes line; /* manifest lines not yet written */
	struct spool folders;
	struct spool members;
};

int bagger_open(struct bagger *b, struct staging *staging, struct why *w);
void bagger_close(struct bagger *b);

/** Names are without the top folder: "data/reads.csv". */
int bagger_folder(struct bagger *b, const char *name, struct timespec mtime,
    struct why *w);
int bagger_begin(struct bagger *b, const char *name, struct timespec mtime,
    struct why *w);
int bagger_write(struct bagger *b, const void *data, size_t len, struct why *w);
/** Several stretches at once, which are changed meanwhile. n: up to
 *  BAGGER_STRETCHES. */
#define BAGGER_STRETCHES 256
int bagger_write_all(struct bagger *b, struct iovec *stretches, int n,
    struct why *w);
int bagger_end(struct bagger *b, struct why *w);
/** Take back the file that was begun. */
int bagger_drop(struct bagger *b, struct why *w);
/** A whole small file. */
int bagger_file(struct bagger *b, const char *name, struct timespec mtime,
    const void *data, size_t len, struct why *w);

/** A line of the manifest that will stand in the released bag. */
int
bagger_manifest(struct bagger *b, const char *line, size_t len, struct why *w);
/** The manifest is whole. */
int bagger_manifest_end(struct bagger *b, struct timespec mtime, struct why *w);

/** Remember a member for the ledger (its name is copied). */
int
bagger_member(struct bagger *b, const struct ledger_member *m, struct why *w);
/** Give the remembered ones back, in order: 1, 0 at the end, -1. name: where
 *  the name goes. First call spool_rewind(&b->members). */
int bagger_take_member(struct bagger *b, struct ledger_member *m,
    char name[NAME_MAX_BYTES + 1], struct why *w);

/** Folders get their times once nothing is written into them any more. */
int bagger_finish(struct bagger *b, struct why *w);

#endif
