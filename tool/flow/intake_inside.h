#ifndef TOOL_FLOW_INTAKE_INSIDE_H
#define TOOL_FLOW_INTAKE_INSIDE_H

/** Between intake.c (members), intake_records.c and intake_tags.c. */

#include "tool/flow/intake.h"

/** Begin and end a member's records; cut what is in the span. */
int intake_records_begin(struct intake *in, struct why *w);
int intake_records_cut(struct intake *in, struct why *w);
int intake_records_end(struct intake *in, struct why *w);

/** When the current member was last changed, as its record commits to it. */
struct timespec intake_mtime(const struct intake *in);

/** A record of the current segment goes. */
int intake_gone(struct intake *in, size_t index, uint32_t cause, struct why *w);

/** The line of the current file goes from the manifest. */
int intake_tags_goes(struct intake *in, struct why *w);
/** A tag file begins. */
int intake_tags_begin(struct intake *in, struct why *w);
/** Records from..to of the current segment are lines of a tag file. */
int intake_tags_lines(struct intake *in, size_t from, size_t to, struct why *w);
/** The current tag file has ended. */
int intake_tags_end(struct intake *in, struct why *w);

#endif
