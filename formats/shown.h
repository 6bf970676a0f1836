#ifndef FORMATS_SHOWN_H
#define FORMATS_SHOWN_H

/**
 * Which records of a bundle an exhibit shows, and the hashes that lead from
 * them to the sealed roots: proof.txt in an exhibit. Source: exhibit.txt, 4.
 */

#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/hash.h"
#include "formats/why.h"

#define SHOWN_RECORDS_MAX (UINT32_C(1) << 20)
#define SHOWN_MAX_BYTES	  (UINT64_C(1) << 30)

enum shown_kind {
	SHOWN_READS, /* member record of a read file */
	SHOWN_FILE,  /* member record of a plain file */
	SHOWN_HEADER,
	SHOWN_RECORD
};

struct shown_record {
	uint32_t index;	 /* place in the segment */
	uint32_t member; /* number of its member */
	uint32_t bytes;	 /* how long it is; 0 of a member record */
	enum shown_kind kind;
	uint8_t salt[HASH_SALT_BYTES];
};

struct shown_segment {
	uint64_t number;
	size_t first; /* of its records, among all */
	size_t n;
	size_t first_node;
	size_t n_nodes;
};

/** All zero is none. */
struct shown {
	struct bytes records;  /* struct shown_record, ascending by place */
	struct bytes segments; /* struct shown_segment, ascending */
	struct bytes nodes;    /* HASH_BYTES each */
};
const struct shown_record *shown_records(const struct shown *s, size_t *n);
const struct shown_segment *shown_segments(const struct shown *s, size_t *n);
/** The hashes of a segment; NULL: it has none. */
const uint8_t *
shown_nodes(const struct shown *s, const struct shown_segment *g);

/** Append a segment; a record to the last segment; and its hashes. WHY_EXHIBIT
 *  where that cannot be. */
int shown_add_segment(struct shown *s, uint64_t number, struct why *w);
int shown_add(struct shown *s, const struct shown_record *r, struct why *w);
int
shown_add_nodes(struct shown *s, const uint8_t *nodes, size_t n, struct why *w);

int shown_write(const struct shown *s, struct bytes *out, struct why *w);
/** Parse strictly: what is read is what shown_write writes. WHY_EXHIBIT with
 *  the line, WHY_VERSION, WHY_LIMIT; s is cleared on failure. */
int shown_parse(struct shown *s, const void *data, size_t len, struct why *w);
void shown_clear(struct shown *s);

#endif
