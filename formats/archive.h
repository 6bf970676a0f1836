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

enum archive_type { ARCHIVE_FILE, ARCHIVE_FOLDER };

struct archive_member {
	enum archive_type type;
	char name[NAME_MAX_BYTES + 1]; /* full, with the top folder */
	uint64_t size;                 /* 0 for a folder */
	int64_t mtime_s;
	uint32_t mtime_ns; /* 0..999999999 */
};

/**
 * Writing. Data passes through to the sink unbuffered: the sink sees the
 * pointer that archive_out_data was given, so that it can recognise bytes that
 * already stand where they belong.
 */
struct archive_out {
	void *handle;
	struct sink to;
	struct why why;
	uint64_t left; /* bytes of the current member still to come */
};
int archive_out_open(struct archive_out *a, struct sink to, struct why *w);
int archive_out_member(
    struct archive_out *a, const struct archive_member *m, struct why *w);
int archive_out_data(
    struct archive_out *a, const void *data, size_t len, struct why *w);
/** Pads the member; all its bytes must have come. */
int archive_out_finish(struct archive_out *a, struct why *w);
/** Writes the end-of-archive mark (exactly two zero blocks) if all is well
 *  (success), frees in any case. */
int archive_out_close(struct archive_out *a, bool success, struct why *w);

/**
 * Reading, strictly: regular files and folders only, mode exactly 0644 or
 * 0755, uid and gid 0, no owner names, no link, device, sparse map, flags,
 * xattr or acl, pax headers below 64 KiB, checked names, nothing but zeros in
 * padding and behind the end mark.
 */
struct archive_in {
	void *handle;
	/** Next stretch of the stream, borrowed until the next call; *len 0 at
	 *  the end. */
	int (*next)(void *self, const void **data, size_t *len, struct why *w);
	void *self;
	struct why why;
	uint64_t members;
};
int archive_in_open(struct archive_in *a,
    int (*next)(void *self, const void **data, size_t *len, struct why *w),
    void *self, struct why *w);
/** 1: *m is the next member; 0: the end was reached and is well-formed; -1. */
int archive_in_member(
    struct archive_in *a, struct archive_member *m, struct why *w);
/** Next stretch of the member's bytes, in place where the stream allows it;
 *  1, or 0 at its end, or -1. */
int archive_in_data(struct archive_in *a, const uint8_t **data, size_t *len,
    struct why *w);
void archive_in_close(struct archive_in *a);

#endif
