#ifndef TOOL_FLOW_JUDGE_INSIDE_H
#define TOOL_FLOW_JUDGE_INSIDE_H

/** Between judge.c (what goes) and judge_hold.c (what holds keep of it). */

#include "tool/flow/judge.h"

/** Where a cause is counted; NULL: nowhere. */
struct judge_count *judge_count_of(struct judge *j, uint32_t cause);

/** Note the images of a row. name: of its read file. */
int judge_link(struct paths *to, const char *name, const struct reads_row *row,
    uint64_t cause, struct why *w);

/** Causes of what a hold keeps become 0, and it is noted. */
int judge_hold_rows(struct judge *j, const struct judge_rows *rows,
    uint32_t *causes, struct why *w);
int judge_hold_file(struct judge *j, const struct judge_file *f,
    uint32_t *cause, struct why *w);
int judge_hold_piece(struct judge *j, uint32_t *cause, struct why *w);

#endif
