#ifndef TOOL_FLOW_REACH_H
#define TOOL_FLOW_REACH_H

/** What a deletion reached, did not reach, and what nobody here can tell.
 *  Source: enforce.txt, 4. */

#include <stddef.h>
#include <stdint.h>

#include "formats/why.h"
#include "tool/store/ledger_exhibit.h"
#include "tool/store/store.h"

enum reach_state {
	REACH_REACHED,
	REACH_NOT,
	REACH_UNKNOWN
};

/** Names are static. */
struct reach_place {
	const char *place;
	enum reach_state state;
	const char *reason;
	uint64_t count; /* of what the reason speaks of; 0: not counted */
};

#define REACH_PLACES 16
struct reach {
	struct reach_place places[REACH_PLACES];
	size_t n;
};

/** "reached", "not-reached", "unknown". */
const char *reach_word(enum reach_state state);

/** What the one who deleted knows. */
struct reach_facts {
	uint64_t left;	 /* bundles that were left as they are */
	uint64_t passed; /* times that one which lost something was passed on */
	uint64_t shown;	 /* exhibits that were made of such a one */
};

/** Exhibits that were made of bundles which lost something: whether they show
 *  what went is known to nobody here. */
struct reach_shown {
	struct ledger_exhibit *all; /* owned */
	size_t n;
};
/** Those of one bundle more. */
int reach_shown_add(struct reach_shown *s, struct ledger *l,
    const uint8_t bundle[SEAL_ID_BYTES], struct why *w);
void reach_shown_clear(struct reach_shown *s);

/** All places. After ledger_scrub, and with the quarantine left. */
int reach_find(struct reach *r, struct store *s, const struct reach_facts *f,
    struct why *w);

/** Of a medium by the number of its file system (statfs) and whether the disk
 *  turns: 1, 0, or -1 where the system does not tell. */
struct reach_place reach_medium(uint64_t type, int turns);

#endif
