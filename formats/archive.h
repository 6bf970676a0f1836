#ifndef FORMATS_ARCHIVE_H
#define FORMATS_ARCHIVE_H

/**
 * The inner tar, through libarchive; the only place with <archive.h>. Only
 * tar and pax are enabled. Source: bundle.txt, 4.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "formats/name.h"
#include "formats/stream.h"
#include "formats/why.h"

#define ARCHIVE_SIZE_MAX   (UINT64_C(1) << 62)
#define ARCHIVE_TIME_MIN_S INT64_C(-62167219200) /* 0000-01-01T00:00:00Z */
#define ARCHIVE_TIME_MAX_S INT64_C(253402300799) /* 9999-12-31T23:59:59Z */

enum archive_type {
	ARCHIVE_FILE,
	ARCHIVE_FOLDER
};

struct archive_member {
	enum archive_type type;
	char name[NAME_MAX_BYTES + 1]; /* full, with the top folder */
	uint64_t size;		       /* 0 for a folder */
	int64_t mtime_s;   /* ARCHIVE_TIME_MIN_S..ARCHIVE_TIME_MAX_S */
	uint32_t mtime_ns; /* 0..999999999; 0 before 1970 */
};

/**
 * Writing. A member's whole header comes in one write. Data passes through to
 * the sink unbuffered: the sink sees the pointer that archive_out_data was
 * given, so that it can recognise bytes that already stand where they belong.
 * Must not be moved in memory while open.
 */
struct archive_out {
	void *handle;
	struct sink to;
	struct why why;
	uint64_t left; /* bytes of the current member still to come */
};
int archive_out_open(struct archive_out *a, struct sink to, struct why *w);
/** Writes the header. m->name must have passed name_check. WHY_TIME for a time
 *  outside the range, WHY_LIMIT for a size above ARCHIVE_SIZE_MAX. */
int archive_out_member(struct archive_out *a, const struct archive_member *m,
    struct why *w);
int archive_out_data(struct archive_out *a, const void *data, size_t len,
    struct why *w);
/** Pads the member; all its bytes must have come (WHY_INPUT_CHANGED if fewer
 *  did, as archive_out_data says if more did). */
int archive_out_finish(struct archive_out *a, struct why *w);
/** Writes the end-of-archive mark (exactly two zero blocks) if all is well
 *  (success), frees in any case. */
int archive_out_close(struct archive_out *a, bool success, struct why *w);

/**
 * Reading, strictly: what was read is written again beside, and each byte of
 * headers, padding and end mark must come out as it came in. So there is one
 * form of everything (Source: bundle.txt, 4.2): files of mode 0644 and folders
 * of 0755, uid and gid 0, no owner names, no link, device, sparse map, flags,
 * xattr or acl, checked names, zeros in padding, nothing behind the end mark.
 * Reasons: WHY_MEMBER_TYPE, WHY_MEMBER_MODE, WHY_MEMBER_NAME, WHY_TIME,
 * WHY_LIMIT (a size above ARCHIVE_SIZE_MAX), else WHY_ARCHIVE. Must not be
 * moved in memory while open. Sentences of WHY_MEMBER_NAME hold the name.
 */
struct archive_in {
	void *handle;
	/** Next stretch of the stream, borrowed until the next call; *len 0 at
	 *  the end, after which it is not called again. A stretch may end
	 *  within the data or padding of a member, not within a header or the
	 *  end mark (WHY_ARCHIVE). */
	int (*next)(void *self, const void **data, size_t *len, struct why *w);
	void *self;
	struct why why;
	uint64_t members;
};
int archive_in_open(struct archive_in *a,
    int (*next)(void *self, const void **data, size_t *len, struct why *w),
    void *self, struct why *w);
/** 1: *m is the next member; 0: the end was reached and is well-formed; -1. */
int archive_in_member(struct archive_in *a, struct archive_member *m,
    struct why *w);
/** Next stretch of the member's bytes, in place, good until the next call; 1,
 *  or 0 at its end, or -1. What is not taken, archive_in_member skips. */
int archive_in_data(struct archive_in *a, const uint8_t **data, size_t *len,
    struct why *w);
void archive_in_close(struct archive_in *a);

#endif
