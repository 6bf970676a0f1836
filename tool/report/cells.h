#ifndef TOOL_REPORT_CELLS_H
#define TOOL_REPORT_CELLS_H

/**
 * A table for spreadsheets and scripts, cell by cell. No text runs when it is
 * opened. The first fault sticks. Source: export.txt, 3.
 */

#include <stdbool.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/why.h"

struct cells {
	struct bytes *out;
	struct why *w;
	int rc;
	bool more; /* the line has a cell */
};

/** A word that cannot run, as it is; "" for an empty cell. */
void cells_word(struct cells *c, const char *word);
void cells_number(struct cells *c, uint64_t value);
/** A text from outside: in quotes, what is not printable as \xNN, and with a
 *  mark before what a spreadsheet would run. */
void cells_text(struct cells *c, const char *text);
/** The line ends, by CRLF. */
void cells_line(struct cells *c);

#endif
