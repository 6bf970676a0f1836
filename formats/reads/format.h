#ifndef FORMATS_READS_FORMAT_H
#define FORMATS_READS_FORMAT_H

/** What a read format must be able to do; reads.c holds the table of them.
 *  Arguments and results are those of the reads_ function of the same name. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/reads.h"
#include "formats/record.h"
#include "formats/why.h"

struct reads_format {
	const char *name;   /* as in contents.json */
	const char *ending; /* of file names, in lower case */
	bool (*recognise)(const uint8_t *head, size_t len);
	int (*cut)(struct reads *r, const struct reads_cut *how,
	    const uint8_t *data, size_t len, struct records *out, size_t *used,
	    struct why *w);
	int (*fields)(const struct reads *r, const uint8_t *row, size_t len,
	    struct reads_row *out, struct why *w);
	bool (*field)(const struct reads *r, enum reads_field which,
	    const struct record *row, struct reads_text *out);
};

#endif
