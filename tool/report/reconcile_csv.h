#ifndef TOOL_REPORT_RECONCILE_CSV_H
#define TOOL_REPORT_RECONCILE_CSV_H

/** Disagreements as a table for other programs. Source: reconcile.txt, 3.3. */

#include "formats/bytes.h"
#include "formats/why.h"
#include "tool/flow/reconcile.h"

/** Append it. */
int reconcile_csv(const struct reconcile *r, struct bytes *out, struct why *w);

#endif
