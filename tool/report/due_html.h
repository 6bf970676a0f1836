#ifndef TOOL_REPORT_DUE_HTML_H
#define TOOL_REPORT_DUE_HTML_H

/** What is due as a page to print. Source: due.txt, 6. */

#include "formats/bytes.h"
#include "formats/why.h"
#include "tool/flow/due.h"

/** Append it. agency: whose store it is. */
int due_html(const struct due *d, const char *agency, struct bytes *out,
    struct why *w);

#endif
