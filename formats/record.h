#ifndef FORMATS_RECORD_H
#define FORMATS_RECORD_H

/**
 * Records: the smallest things that can be deleted or disclosed. Source:
 * record.txt.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/hash.h"
#include "formats/name.h"
#include "formats/why.h"

/** Longest record, in bytes; a plain file is cut into pieces of just this. */
#define RECORD_MAX_BYTES (UINT32_C(1) << 20)

/** How a member's bytes are cut into records. Source: record.txt, 2. */
enum record_cut {
	RECORD_FOLDER = 'd', /* no bytes */
	RECORD_PIECES = 'f', /* pieces of RECORD_MAX_BYTES */
	RECORD_READS = 'r',  /* by its read format */
	RECORD_LINES = 't',  /* lines, each with its LF */
};

struct record {
	const uint8_t *bytes; /* borrowed */
	uint32_t len;
	uint32_t member; /* number of the tar member */
	uint32_t kind;	 /* HASH_LEAF_MEMBER or HASH_LEAF_RECORD */
	/* Of a row: where the fields that orders ask for begin, counted from 1;
	 * 0 is not known. */
	uint16_t vrm_at;
	uint16_t time_at;
};
/* They take what would be padding: there are many records. */
_Static_assert(sizeof(struct record) == sizeof(uint64_t) + 4 * sizeof(uint32_t),
    "a record is no longer than without its fields");

/** The records of one segment, in order. All zero is none. */
struct records {
	struct record *items; /* in room */
	size_t n;
	size_t cap;
	struct bytes room; /* large, and so kept from children */
};
int records_add(struct records *r, const struct record *one, struct why *w);
/** Make room for `more` records behind n. 0, or -1 with WHY_MEMORY. */
int records_reserve(struct records *r, size_t more, struct why *w);
void records_clear(struct records *r);

/** Leaf hashes of all, HASH_BYTES each, to out; salts: HASH_SALT_BYTES each. */
void records_hash(const struct records *r, const uint8_t *salts, uint8_t *out);

/** The member record: "KIND SECONDS.NANOSECONDS NAME" and a NUL. Returns its
 *  length without the NUL. seconds may be negative. */
#define RECORD_MEMBER_MAX (NAME_MAX_BYTES + 40)
size_t record_member(char out[RECORD_MEMBER_MAX], enum record_cut cut,
    int64_t mtime_s, uint32_t mtime_ns, const char *name);

/** Bytes of the first line in data (LF included), 0 when it is not whole yet
 *  and more may come, -1 with WHY_LIMIT above RECORD_MAX_BYTES. */
int64_t record_line(const uint8_t *data, size_t len, bool last, struct why *w);

#endif
