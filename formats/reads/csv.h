#ifndef FORMATS_READS_CSV_H
#define FORMATS_READS_CSV_H

/**
 * CSV as of RFC 4180, strictly. Source: record.txt, 3. csv.c looks at one
 * record byte by byte, csv_row.c at its fields, and csv_cut.c cuts millions.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/reads.h"
#include "formats/reads/format.h"
#include "formats/record.h"
#include "formats/why.h"

extern const struct format_syntax csv_syntax;

/** Is this CSV with our header, with the columns of a map, the compact form?
 *  As recognise of a format. Source: reads.txt, 2. */
bool csv_is_ours(const struct reads_map *m, const uint8_t *head, size_t len);
bool csv_is_mapped(const struct reads_map *m, const uint8_t *head, size_t len);
bool csv_is_compact(const struct reads_map *m, const uint8_t *head, size_t len);

/** Columns by their name in the header row. Source: record.txt, 3.2. */
struct csv_column {
	const char *name;
	size_t most; /* bytes, normalised, of a part of the natural key; or 0 */
	bool needed;
};
extern const struct csv_column csv_columns[READS_ALL];

/** Bytes of the byte order mark that data begins with, 0 or 3. */
size_t csv_mark(const uint8_t *data, size_t len);

/**
 * Bytes of the first record in data, its line end included; 0 when it is not
 * whole yet, or when data is empty. lines: line ends before it. Returns -1
 * with WHY_CSV_QUOTE, WHY_CSV_NUL or WHY_CSV_LINE. Byte by byte: csv_cut finds
 * the same faster, and asks this for the words when it finds a fault.
 */
int64_t csv_record(const uint8_t *data, size_t len, bool last, uint64_t lines,
    struct why *w);
/** The same with the separator and the quote of a file. */
int64_t csv_record_of(const struct reads *r, const struct reads_text *data,
    bool last, uint64_t lines, struct why *w);

/** The column of this name, counted from 0, or -1. */
int csv_column_of(const struct reads *r, const struct record *header,
    const char *name);

/** Learn the columns from the header row. WHY_CSV_HEADER. */
int csv_header(struct reads *r, const uint8_t *row, size_t len, struct why *w);

/** As reads_cut. In csv_cut.c. */
int csv_cut(struct reads *r, const struct reads_cut *how, const uint8_t *data,
    size_t len, struct records *out, size_t *used, struct why *w);

#endif
