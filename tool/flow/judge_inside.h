#ifndef TOOL_FLOW_JUDGE_INSIDE_H
#define TOOL_FLOW_JUDGE_INSIDE_H

/** Between judge.c (what goes), judge_hold.c (what holds keep of it),
 *  judge_mark.c (what stays and is restricted) and judge_rectify.c (what others
 *  stand for). */

#include "tool/flow/judge.h"

/** Where a cause is counted; NULL: nowhere. */
struct judge_count *judge_count_of(struct judge *j, uint32_t cause);

/** Causes of what a hold keeps become 0, and it is noted. */
int judge_hold_rows(struct judge *j, const struct judge_rows *rows,
    uint32_t *causes, struct why *w);
int judge_hold_file(struct judge *j, const struct judge_file *f,
    uint32_t *cause, struct why *w);
int judge_hold_piece(struct judge *j, uint32_t *cause, struct why *w);

/** Of rows, a file by its name, or the current file as it ended, once it is
 *  known whether they go. */
int judge_mark_rows(struct judge *j, const struct judge_rows *rows,
    const uint32_t *causes, struct why *w);
void judge_mark_file(struct judge *j, const char *name, uint32_t cause);
int judge_mark_stays(struct judge *j, struct why *w);
int judge_mark_commit(struct judge *j, struct ledger *l,
    const struct harvest_causes *causes, struct why *w);

/** Rows that orders to rectify take, where no earlier order does. */
int judge_rectify_rows(struct judge *j, const struct judge_rows *rows,
    uint32_t *causes, struct why *w);
/** Does this cause set a tombstone of this tag? */
bool judge_rectify_tombs(const struct judge *j, uint32_t cause,
    const uint8_t tag[HASH_KEYED_BYTES]);

#endif
