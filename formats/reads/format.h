#ifndef FORMATS_READS_FORMAT_H
#define FORMATS_READS_FORMAT_H

/** What a read format must be able to do; reads.c holds the table of them.
 *  Arguments and results are those of the reads_ function of the same name.
 *  Source: reads.txt, 1. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/reads.h"
#include "formats/record.h"
#include "formats/why.h"

#define READS_FORMAT_ENDINGS 6

/** How the bytes of a file are cut and looked into: CSV, JSON, XML. */
struct format_syntax {
	/* Ready for the first byte; map and format are set. */
	void (*begin)(struct reads *r);
	int (*cut)(struct reads *r, const struct reads_cut *how,
	    const uint8_t *data, size_t len, struct records *out, size_t *used,
	    struct why *w);
	/* n: fields that are wanted, READS_FIELDS or READS_ALL */
	int (*fields)(const struct reads *r, size_t n, const struct record *row,
	    struct reads_row *out, struct why *w);
	bool (*field)(const struct reads *r, enum reads_field which,
	    const struct record *row, struct reads_text *out);
	bool (*is_row)(const struct reads *r, const struct record *record);
	/* NULL: there are none */
	bool (*is_aside)(const struct reads *r, const struct record *record);
	size_t (*joint)(const struct record *row); /* NULL: there is none */
	int (*empty)(const struct reads *r, struct reads_empty *e,
	    const struct record *row, struct bytes *out, bool *changed,
	    struct why *w);
};

/** Whether JSON is lines of objects, one array, or either. */
enum format_shape {
	FORMAT_EITHER,
	FORMAT_LINES,
	FORMAT_ARRAY
};

/** One row of the table. */
struct reads_format {
	const char *name; /* as in contents.json */
	const char *rule; /* by which it is recognised */
	const char *ending[READS_FORMAT_ENDINGS]; /* of names, lower case */
	const struct format_syntax *syntax; /* NULL: by the form of the map */
	const struct reads_map *map;	    /* built in; NULL: none */
	enum format_shape shape;
	bool (*recognise)(const struct reads_map *map, const uint8_t *head,
	    size_t len);
};

#endif
