#ifndef TOOL_FLOW_STRETCH_H
#define TOOL_FLOW_STRETCH_H

/** A tar in a file, as archive_in wants it: in stretches that end where headers
 *  do. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/why.h"

struct stretch {
	int fd;
	uint64_t left; /* bytes and padding of the member still to come */
	uint64_t read;
	struct bytes room;
};

/** WHY_NOT_A_BUNDLE for what is no plain file. */
int stretch_open(struct stretch *s, const char *path, struct why *w);
/** For archive_in_open; self is the stretch. */
int stretch_next(void *self, const void **data, size_t *len, struct why *w);
void stretch_close(struct stretch *s);

#endif
