#ifndef FORMATS_READS_CSV_ROW_H
#define FORMATS_READS_CSV_ROW_H

/** The fields of one CSV record. Source: record.txt, 3. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/reads.h"
#include "formats/record.h"
#include "formats/why.h"

/** A record as it is walked. */
struct csv_row {
	const uint8_t *bytes; /* with or without its line end */
	size_t len;
	uint8_t separator;
	uint8_t quote;
	size_t at;
	bool done;
};

struct csv_field {
	const uint8_t *text; /* inside its quotes */
	size_t len;
	bool doubled; /* holds doubled quotes */
};

/** Before the first field of a record. */
struct csv_row
csv_row_begin(const struct reads *r, const uint8_t *bytes, size_t len);

/** 1: *f is the next field; 0: there is none; -1: quotes are wrong. */
int csv_row_next(struct csv_row *r, struct csv_field *f);

/** As in struct format_syntax. */
int csv_row_fields(const struct reads *r, size_t n, const struct record *row,
    struct reads_row *out, struct why *w);
bool csv_row_field(const struct reads *r, enum reads_field which,
    const struct record *row, struct reads_text *out);

/** The first field of the natural key that is too long when normalised, or
 *  READS_FIELDS. */
enum reads_field
csv_row_long(const struct reads *r, const uint8_t *bytes, size_t len);

#endif
