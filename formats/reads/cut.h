#ifndef FORMATS_READS_CUT_H
#define FORMATS_READS_CUT_H

/** What cutting JSON and XML have in common: records that are put out one
 *  behind the other, and faults that name their line. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/reads.h"
#include "formats/record.h"
#include "formats/why.h"

struct cut {
	struct reads *reads;
	const struct reads_cut *how;
	const uint8_t *data;
	size_t len;
	size_t at; /* what lies before was put out */
	struct records *out;
	struct why *why;
};

/** Name the line of a fault that is set; -1. */
int cut_in_line(const struct cut *c);
int cut_bad(const struct cut *c, enum why_reason reason, const char *fault);
/** The record is not whole: 0, more is needed, or -1 when no more comes or it
 *  is too long. */
int cut_wait(const struct cut *c, enum why_reason reason, const char *fault);
/** Put out what lies before `end`: 1, or -1. */
int cut_put(struct cut *c, size_t end, struct record *one);
/** Count the lines of what was put out; at the end of cutting. */
void cut_count(struct cut *c);

#endif
