#ifndef FORMATS_SOURCES_H
#define FORMATS_SOURCES_H

/** Where the reads of an export come from: its feeds and sources, and how many
 *  reads of each. Source: contents.txt, 2.5. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/reads.h"
#include "formats/text.h"
#include "formats/why.h"

/** Pairs that are told one by one. */
#define SOURCES_MAX	  64
#define SOURCES_SEEN	  128
#define SOURCES_RAW_BYTES 29

struct sources_one {
	char feed[READS_ID_BYTES];
	char source[READS_ID_BYTES];
	uint64_t reads;
};

/** All zero is none. */
struct sources {
	struct sources_one items[SOURCES_MAX];
	size_t n;
	uint64_t others; /* reads of further pairs, or of none */
	/* some pairs as they were written, by a sum of them */
	struct sources_seen {
		uint8_t feed; /* lengths; both 0: free */
		uint8_t source;
		uint8_t item; /* SOURCES_MAX: others */
		char raw[SOURCES_RAW_BYTES];
	} seen[SOURCES_SEEN];
};

/** One read more, of ids as they are written. */
void sources_note(struct sources *s, const struct reads_text *feed,
    const struct reads_text *source);
/** Put them in the order in which they are told. */
void sources_sort(struct sources *s);
/** Do they come from more than one? */
bool sources_several(const struct sources *s);

/** Write the key "sources", where there are several; in order. */
void sources_write(struct sources *s, struct text_out *o);
/** Take it, if it is there; reads: how many there must be in all. WHY_CONTENTS,
 *  WHY_JSON. */
int sources_take(struct sources *s, struct text_object *o, uint64_t reads,
    struct why *w);

#endif
