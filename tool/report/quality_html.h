#ifndef TOOL_REPORT_QUALITY_HTML_H
#define TOOL_REPORT_QUALITY_HTML_H

/** A quality statement as a page for people. Source: quality.txt. */

#include "formats/bytes.h"
#include "formats/quality.h"
#include "formats/why.h"

/** Append the page. WHY_MEMORY. */
int quality_html(const struct quality *q, struct bytes *out, struct why *w);

#endif
