#ifndef TOOL_FLOW_PATHS_H
#define TOOL_FLOW_PATHS_H

/** A set of member names that go, each with its cause. All zero is empty. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/why.h"

struct paths_entry {
	char *name; /* owned; NULL: free place */
	uint64_t cause;
	bool met; /* such a member was seen */
};

struct paths {
	struct paths_entry *slots;
	size_t n;
	size_t cap; /* a power of two, or 0 */
};

/** Add a name; one that is there keeps its first cause. */
int paths_add(struct paths *p, const char *name, uint64_t cause, struct why *w);

/** The entry of a name, or NULL; borrowed until the next paths_add. */
struct paths_entry *paths_find(const struct paths *p, const char *name);

/** How many names were never met. */
uint64_t paths_unmet(const struct paths *p);

void paths_clear(struct paths *p);

#endif
