#ifndef TOOL_STORE_WALK_NAMES_H
#define TOOL_STORE_WALK_NAMES_H

/** What is in one folder, in byte order. For walk.c alone. */

#include <stddef.h>

#include "formats/bytes.h"
#include "formats/why.h"

/** All zero is a valid empty one. */
struct walk_names {
	struct bytes text;   /* for each: a byte d_type, the name, a NUL */
	const char **sorted; /* the names */
	size_t n;
};

/** Names in the folder dir_fd (borrowed) without "." and "..". Returns 0, or -1
 *  with WHY_SYSTEM or WHY_MEMORY; clear it in both cases. */
int walk_names_read(struct walk_names *n, int dir_fd, struct why *w);
void walk_names_clear(struct walk_names *n);

/** d_type of one of the names in sorted; DT_UNKNOWN is possible. */
unsigned char walk_names_type(const char *name);

#endif
