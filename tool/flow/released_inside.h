#ifndef TOOL_FLOW_RELEASED_INSIDE_H
#define TOOL_FLOW_RELEASED_INSIDE_H

/** Between released.c (segments), released_member.c (files), released_bag.c
 *  (tag files, what is on the disk), released_manifest.c and
 *  released_commit.c. */

#include "tool/flow/released.h"

/** The seal, and those of before; from proof/. */
int released_open_proof(struct released *r, struct why *w);
int released_check_seal(struct released *r, const struct bytes *text,
    const struct bytes *signature, struct why *w);

/** Make the next record's place ready: a full segment is handed over, a new one
 *  begun. *hole: the place belongs to a record that is gone, and was filled. */
int released_ready(struct released *r, bool *hole, struct why *w);
/** How many records of the current file may be cut before the next hole, the
 *  end of the segment or the end of the file. After released_ready said no
 *  hole: at least 1. */
size_t released_room(const struct released *r);

/** One member of the ledger, held against the disk. */
int released_member(struct released *r, struct why *w);

/** Begin a read file, by the format and map with which it came. */
int released_reads(struct released *r, const struct ledger_member *m,
    struct reads *out, struct why *w);

/** Does the current member go whole (r->cause), by its name? Which of these
 *  rows of it, the last that were put into their places? What follows from that
 *  is done. */
int released_judge_member(struct released *r, struct why *w);
int released_judge_rows(struct released *r, const struct record *rows, size_t n,
    uint32_t *causes, struct why *w);

/** released_scan of the current member alone. */
int released_scan_member(struct released *r, struct released_look *look,
    struct why *w);

/** The digests of the current file: as it lies there, where that is asked for,
 *  and of what is left of it, which is written. */
int released_digest_begin(struct released *r, struct why *w);
int released_digest(struct released *r, const uint8_t *data, size_t len,
    struct why *w);
/** Bytes that stay, in a file of which others went. */
int released_keep(struct released *r, const uint8_t *data, size_t len,
    struct why *w);
/** A record of it goes: the first one, from here on two files differ. */
int released_part(struct released *r, struct why *w);
/** All of it was there: released_bag_file, released_bag_tag. */
int released_digest_end(struct released *r, struct why *w);

/** The tag files are as they should be, and nothing else is on the disk. */
int released_bag_end(struct released *r, struct why *w);
/** A payload file ended; r->cause says whether it goes. before: its digest, or
 *  NULL where none was asked for; after: that of what is left of it, or NULL.
 */
int released_bag_file(struct released *r, const uint8_t *before,
    const uint8_t *after, struct why *w);
/** A file that was gone before. */
int released_bag_absent(struct released *r, struct why *w);
/** The current line of a tag file: does it go now? Was it replaced before, so
 *  that a fresh one stands in the place of its hole? */
bool released_bag_goes(struct released *r);
bool released_bag_replaced(struct released *r);
/** The current line of a tag file, as it stands there. fresh: it is no record.
 */
int released_bag_line(struct released *r, const uint8_t *line, size_t len,
    bool fresh, struct why *w);
/** The current tag file ended; digest: as it lies on the disk. */
int released_bag_tag(struct released *r, const uint8_t before[SHA256_BYTES],
    struct why *w);

/** The manifest: lines that the files tell are held against those that stand
 *  there, and a fresh one is made. Source: proof.txt, 4.2 and 5.4. */
int released_manifest_begin(struct released *r, struct why *w);
/** May the digest of the current file be needed? */
bool released_manifest_asks(const struct released *r);
/** A payload file ended, see released_bag_file. goes: its line does. */
int released_manifest_file(struct released *r, const uint8_t *before,
    const uint8_t *after, bool goes, struct why *w);
/** As released_bag_line. */
int released_manifest_line(struct released *r, const uint8_t *line, size_t len,
    bool fresh, struct why *w);
/** after: digest of the fresh one. *right: no line was another than was told.
 */
int released_manifest_end(struct released *r, uint8_t after[SHA256_BYTES],
    bool *right, struct why *w);

/** A cause besides those of judge.h: a tag line whose subject changed. */
#define RELEASED_REPLACED (UINT32_MAX - 1)

/** A new staged file: its descriptor, or -1. */
int released_stage(struct released *r, struct why *w);
/** Open one for what stays of the current file, with all before the records
 *  that were just cut; and end it. */
int released_fresh(struct released *r, struct why *w);
int released_fresh_end(struct released *r, struct why *w);
/** Stage a whole tag file in place of the current one. */
int released_stage_text(struct released *r, const struct bytes *text,
    struct why *w);
/** The fresh manifest takes its place. */
int released_manifest_swap(struct released *r, struct why *w);
/** Its place is swapped, or (staged NULL) it is removed. */
int released_swap(struct released *r, const char *staged, struct why *w);

/** Say better than "a root disagrees" which record of which file it is. */
int released_explain(struct released *r, struct why *w);

#endif
