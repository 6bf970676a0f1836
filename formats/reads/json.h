#ifndef FORMATS_READS_JSON_H
#define FORMATS_READS_JSON_H

/** JSON, parsed in place. Source: reads.txt, 6. json_row.c looks into one
 *  object, json_cut.c finds where it ends. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/reads.h"
#include "formats/reads/format.h"
#include "formats/record.h"
#include "formats/why.h"

extern const struct format_syntax json_syntax;

/** As recognise of a format: lines of objects, an array, either. */
bool json_is_lines(const struct reads_map *m, const uint8_t *head, size_t len);
bool json_is_array(const struct reads_map *m, const uint8_t *head, size_t len);
bool json_is_either(const struct reads_map *m, const uint8_t *head, size_t len);

/** Bytes of blanks, tabs and line ends that data begins with. */
static inline size_t
json_blank(const uint8_t *data, size_t len)
{
	size_t i = 0;

	while (i < len && data[i] <= ' ' &&
	    (data[i] == ' ' || data[i] == '\n' || data[i] == '\r' ||
		data[i] == '\t'))
		i++;
	return i;
}

/**
 * Take the object apart that data begins with, by paths of a map; texts as
 * they stand there. *used: its bytes. *found: a bit for each source that has a
 * value, also when it fails. WHY_READ_JSON or WHY_READ_ENCODING.
 */
int json_row(const struct reads_paths *paths, const struct reads_text *data,
    struct reads_row *out, size_t *used, uint32_t *found, struct why *w);

/** As in struct format_syntax. */
int json_row_fields(const struct reads *r, size_t n, const struct record *row,
    struct reads_row *out, struct why *w);
bool json_row_field(const struct reads *r, enum reads_field which,
    const struct record *row, struct reads_text *out);
/** Is this row what it must be? out: as json_row took the object apart, or
 *  NULL. Sets where its VRM begins. WHY_READ_FIELDS,
 *  WHY_TIME too; its time is one that was seen. Sentences are without their
 * line. */
int json_row_check(struct reads *r, struct record *row, size_t object,
    struct reads_row *out, struct why *w);

/** As reads_empty_row. */
int json_empty(const struct reads *r, struct reads_empty *e,
    const struct record *row, struct bytes *out, bool *changed, struct why *w);

#endif
