#ifndef TOOL_REPORT_HTML_H
#define TOOL_REPORT_HTML_H

/**
 * Pages for people: one file that asks for nothing outside it and runs nothing.
 * The first fault sticks.
 */

#include <stdint.h>

#include "formats/bytes.h"
#include "formats/why.h"

struct html {
	struct bytes *out;
	struct why *w;
	int rc;
};
/** As it stands: never text from outside. */
void html_put(struct html *h, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/** Text from outside: what is not printable is shown as what it is, and
 *  nothing of it is markup. */
void html_text(struct html *h, const char *text);
/** "1,234,567" */
void html_number(struct html *h, uint64_t value);
/** "2026-05-01 12:00 UTC" */
void html_time(struct html *h, int64_t time_s);
/** To the body. foot: line on each printed page, or "". */
void html_begin(struct html *h, const char *title, const char *foot);
/** 0, or -1 with what went wrong. */
int html_end(struct html *h);

/** A table: headings up to NULL, static, those of numbers begin with '#'. */
void
html_table(struct html *h, const char *caption, const char *const *headings);
void html_table_end(struct html *h);
/** One row of it: text, and numbers. */
void html_row(struct html *h);
void html_cell(struct html *h, const char *text);
void html_cell_number(struct html *h, uint64_t value);
void html_cell_time(struct html *h, int64_t time_s);

#endif
