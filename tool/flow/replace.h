#ifndef TOOL_FLOW_REPLACE_H
#define TOOL_FLOW_REPLACE_H

/**
 * A file that is replaced as a whole, by one rename, after something else was
 * committed: open, write, ready, (commit), close.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/why.h"

struct replace {
	int fd;	       /* of what takes its place */
	char *path;    /* of the file, owned */
	char *folder;  /* it is in, owned */
	char *partial; /* beside it, owned */
	bool named;    /* it is there under that name */
};

/** Begin. There must be a plain file at path, whose mode is kept. */
int replace_open(struct replace *r, const char *path, struct why *w);
/** Begin with the first len bytes of an open file. Blocks are shared where the
 *  file system can. */
int replace_copy(struct replace *r, int from, uint64_t len, struct why *w);
int
replace_write(struct replace *r, const void *data, size_t len, struct why *w);
/** All is on the disk but the name. */
int replace_ready(struct replace *r, struct why *w);
/** Give it the name, or take it away. Closing what is closed (all zero) does
 *  nothing. */
int replace_close(struct replace *r, bool success, struct why *w);

#endif
