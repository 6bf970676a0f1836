#ifndef TOOL_REPORT_QUALITY_PAPER_H
#define TOOL_REPORT_QUALITY_PAPER_H

/** A quality statement for people. Source: quality.txt, 7. */

#include "formats/quality.h"
#include "tool/report/paper.h"

/** Everything that it says. level: of its headings. */
void quality_paper(struct paper *p, const struct quality *q, unsigned level);
/** Reads by hour and cameras alone. */
void
quality_paper_reads(struct paper *p, const struct quality *q, unsigned level);

/** A paper of its own, as a page: append it. WHY_MEMORY. */
int
quality_paper_html(const struct quality *q, struct bytes *out, struct why *w);

#endif
