#ifndef TOOL_FLOW_CUTTER_H
#define TOOL_FLOW_CUTTER_H

/**
 * One stream in, segments out: members become a pax tar, their bytes are cut
 * into records, and the tar is cut into segments between records. Files are
 * read straight to where they will stay. Source: bundle.txt, 4; record.txt.
 */

#include <stdbool.h>
#include <stdint.h>

#include "formats/archive.h"
#include "formats/reads.h"
#include "formats/record.h"
#include "formats/sources.h"
#include "tool/flow/corrected.h"
#include "tool/flow/sealer.h"

struct cutter {
	struct sealer *sealer;
	struct archive_out archive;
	struct sealer_segment *now;
	uint32_t member;	      /* number of the current one */
	uint32_t members;	      /* begun so far */
	enum record_cut cut;	      /* of the current one */
	struct reads reads;	      /* when cut is RECORD_READS */
	struct sources sources;	      /* of all read files so far */
	uint32_t read_files;	      /* begun so far */
	bool cut_some;		      /* likewise: its first record was cut */
	const char *name;	      /* of the current member, borrowed */
	struct quality_header header; /* of the current read file */
	struct corrected *brings;     /* is shown each row; or NULL */
	bool fresh;		      /* no record of its bytes was cut yet */
	uint64_t left; /* bytes of the current one still to come */
	size_t whole;  /* up to here now->plain is cut into records */
	char top[SEAL_ID_HEX];
};

/** top: name of the folder that holds everything. */
int cutter_open(struct cutter *c, struct sealer *sealer, const char *top,
    struct why *w);

/** What a member is. name: without the top folder. */
struct cutter_member {
	const char *name;
	enum record_cut cut;
	uint64_t size;
	int64_t mtime_s;
	uint32_t mtime_ns;
	const char *format;	     /* read files */
	const char *zone;	     /* read files */
	const struct reads_map *map; /* read files; or NULL */
};
int
cutter_begin(struct cutter *c, const struct cutter_member *m, struct why *w);

/** Where the next bytes of the member go, up to *room of them. */
uint8_t *cutter_room(struct cutter *c, size_t *room, struct why *w);

/** So many bytes were put there. */
int cutter_filled(struct cutter *c, size_t len, struct why *w);

/** All bytes came: pads. */
int cutter_end(struct cutter *c, struct why *w);

/** A member whose bytes are at hand. */
int cutter_whole(struct cutter *c, const struct cutter_member *m,
    const void *data, struct why *w);

/** End mark, last segment handed over (success), in any case closed. */
int cutter_close(struct cutter *c, bool success, struct why *w);

#endif
