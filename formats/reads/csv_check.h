#ifndef FORMATS_READS_CSV_CHECK_H
#define FORMATS_READS_CSV_CHECK_H

/** What the quick way through CSV leaves to be looked at. Sentences are without
 *  their line. Source: record.txt, 3.3; reads.txt, 4.2. */

#include <stddef.h>
#include <stdint.h>

#include "formats/reads.h"
#include "formats/why.h"

/** A row and where its fields are. */
struct csv_check {
	const uint8_t *data;
	const size_t *at; /* before the first field, the separators, the end */
	uint32_t commas;
	size_t start;
	size_t end;
};

/** A row of a map: natural key not too long, and a time, which is noted. */
int csv_check_mapped(struct reads *r, const struct csv_check *c, struct why *w);

/** Count a row by where it comes from. */
void csv_check_sources(const struct reads *r, const struct csv_check *c);

/** A field of the natural key is long as it stands: and normalised? */
int csv_check_long(const struct reads *r, const uint8_t *bytes, size_t len,
    struct why *w);

/** Say what is wrong. Both return -1. */
int csv_check_bad_time(const char *text, size_t len, struct why *w);
int csv_check_bad_fields(const struct reads *r, uint32_t fields, struct why *w);

#endif
