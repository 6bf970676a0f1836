#ifndef TOOL_FLOW_OUTFILE_H
#define TOOL_FLOW_OUTFILE_H

/**
 * A bundle being written: it has no name until commit (O_TMPFILE; where the
 * file system has none, a dotted name that is removed on failure), and never
 * replaces a file. Source: bundle.txt, 3.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/why.h"

struct outfile {
	int fd;
	int dir_fd;
	char *name;    /* final, within dir_fd */
	char *partial; /* name while writing, NULL for none */
	int64_t time_s;
	uint64_t bytes;
};

/** time_s: what every header says. WHY_USAGE when path exists. */
int outfile_open(struct outfile *o, const char *path, int64_t time_s,
    struct why *w);

/** Append one member: header, bytes, padding. */
int outfile_member(struct outfile *o, const char *name, const void *data,
    size_t len, struct why *w);

/** Append bytes as they are, for whoever makes the members itself; then
 *  outfile_sync in place of outfile_finish. */
int
outfile_write(struct outfile *o, const void *data, size_t len, struct why *w);
int outfile_sync(struct outfile *o, struct why *w);

/** End mark, and everything to the disk; only the name is missing then. */
int outfile_finish(struct outfile *o, struct why *w);

/** success: give it its name, sync the folder. In any case close; without
 *  success nothing stays. */
int outfile_close(struct outfile *o, bool success, struct why *w);

#endif
