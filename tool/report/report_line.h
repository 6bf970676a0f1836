#ifndef TOOL_REPORT_REPORT_LINE_H
#define TOOL_REPORT_REPORT_LINE_H

/** A timeline of events, drawn. Source: report.txt, 3.2. */

#include <stddef.h>

#include "formats/event.h"
#include "tool/report/paper.h"

/** n: 1 or more. */
void report_line(struct paper *p, const struct event *events, size_t n);

#endif
