#ifndef FORMATS_READS_XML_H
#define FORMATS_READS_XML_H

/** XML, parsed in place. Source: reads.txt, 10. xml_cut.c finds the elements
 *  that are reads, xml_row.c looks into one. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/reads.h"
#include "formats/reads/format.h"
#include "formats/reads/xml_text.h"
#include "formats/record.h"
#include "formats/why.h"

extern const struct format_syntax xml_syntax;

/** As recognise of a format. */
bool xml_is_ours(const struct reads_map *m, const uint8_t *head, size_t len);

/** Does the element of a read begin here? */
bool xml_row_begins(const struct reads_map *m, const struct xml_text *t);
/** Take it apart by the paths of a map, up to behind its end; texts without
 *  references. *found: a bit for each source that is there, also when it
 *  fails, and XML_ROW_READ where the element is there that the plate lies in.
 */
#define XML_ROW_READ (UINT32_C(1) << 31)
struct xml_row_of {
	const struct reads_map *map;
	const struct reads_paths *paths;
};
bool xml_row(const struct xml_row_of *of, struct xml_text *t,
    struct reads_row *out, uint32_t *found);

/** As in struct format_syntax. */
bool xml_row_is(const struct reads *r, const struct record *record);
bool xml_row_aside(const struct reads *r, const struct record *record);
int xml_row_fields(const struct reads *r, size_t n, const struct record *row,
    struct reads_row *out, struct why *w);
bool xml_row_field(const struct reads *r, enum reads_field which,
    const struct record *row, struct reads_text *out);

/** As reads_empty_row. */
int xml_empty(const struct reads *r, struct reads_empty *e,
    const struct record *row, struct bytes *out, bool *changed, struct why *w);

#endif
