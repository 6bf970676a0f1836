#ifndef FORMATS_READS_CSV_EMPTY_H
#define FORMATS_READS_CSV_EMPTY_H

/** Rows of CSV with some fields emptied. Source: reads.txt, 8.4. */

#include <stdbool.h>

#include "formats/bytes.h"
#include "formats/reads.h"
#include "formats/record.h"
#include "formats/why.h"

/** This column too, counted from 0; none, when it is below. */
void csv_empty_ask(struct reads_empty *e, int column);

/** Is it among them? */
bool csv_empty_asks(const struct reads_empty *e, int column);

/** As reads_empty_row. */
int csv_empty(const struct reads *r, struct reads_empty *e,
    const struct record *row, struct bytes *out, bool *changed, struct why *w);

#endif
