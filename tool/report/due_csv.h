#ifndef TOOL_REPORT_DUE_CSV_H
#define TOOL_REPORT_DUE_CSV_H

/** What is due as a table for other programs. Source: due.txt, 5. */

#include "formats/bytes.h"
#include "formats/why.h"
#include "tool/flow/due.h"

/** Append it. */
int due_csv(const struct due *d, struct bytes *out, struct why *w);

#endif
