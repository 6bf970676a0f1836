#ifndef TOOL_REPORT_QUALITY_PLOT_H
#define TOOL_REPORT_QUALITY_PLOT_H

/** Drawings of a quality statement. */

#include "formats/quality.h"
#include "tool/report/paper.h"

/** Reads by hour, or by more of them where they are many: bars and a table. */
void quality_plot_hours(struct paper *p, const struct quality *q);
/** Where the cameras are that say so: a map without a background. */
void quality_plot_map(struct paper *p, const struct quality *q);

#endif
