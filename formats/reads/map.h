#ifndef FORMATS_READS_MAP_H
#define FORMATS_READS_MAP_H

/** Maps from inside: map.c parses them, map_value.c and map_time.c apply them,
 *  map_built_in.c holds those of formats that need no file. Source: reads.txt,
 *  4. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/reads.h"
#include "formats/text.h"
#include "formats/why.h"

#define READS_MAP_FORMAT "sealbag-map/1"

/** Where a field comes from. All zero: from nowhere. */
struct reads_map_source {
	const char *name;  /* of a column, or the path of a key or element */
	uint32_t number;   /* of a column, from 1 */
	const char *value; /* the same in every row */
};

enum reads_map_form {
	READS_MAP_CSV,
	READS_MAP_JSON,
	READS_MAP_XML
};

enum reads_map_clock {
	READS_MAP_XSD,
	READS_MAP_EPOCH_MS,
	READS_MAP_EPOCH_S,
	READS_MAP_PATTERN
};

struct reads_map {
	const char *name;
	enum reads_map_form form;
	/* CSV */
	uint8_t separator;
	uint8_t quote; /* NUL: none */
	bool headless;
	bool cp1252;	  /* its texts are in that encoding */
	uint32_t columns; /* without header: of a row, at most and at least */
	uint32_t columns_min;
	/* XML: the element that is a read */
	const char *row;
	bool decimal_comma;
	enum reads_map_clock clock;
	const char *pattern;
	const char *zone; /* "" or what is added to a time without one */
	uint32_t scale;	  /* of the confidence: what is certain; 0: 100 */
	bool longitude_first;
	struct reads_map_source source[READS_SOURCES];
	/* of one that was parsed */
	struct text json; /* owns the strings above */
	char *text;
	size_t len;
};

/** Is there anything to make of this field other than what stands there? */
bool map_changes(const struct reads_map *m, enum reads_field which);

/** Make canonical texts, in place, of what stands in the row: fields below n,
 *  and the columns that become such. What cannot be read becomes empty. */
void map_values(const struct reads_map *m, size_t n, struct reads_row *row);

/** A time as the canonical text; more: of a second column, or NULL. False when
 *  it is none of the map's. */
#define READS_MAP_TIME_BYTES 48
bool reads_map_time(const struct reads_map *m, const struct reads_text *text,
    const struct reads_text *more, char out[READS_MAP_TIME_BYTES], size_t *len);
/** Can this be a pattern? */
bool reads_map_time_pattern(const char *pattern);

/** First row and fields that have no natural length are found without one:
 *  the field of the natural key that is too long, or READS_FIELDS. */
enum reads_field map_long(const struct reads_row *row);

/** For formats whose fields have names. Is this row, as it stands there, what
 *  it must be? Its texts become canonical; its time is one that was seen.
 *  WHY_READ_FIELDS, WHY_TIME, without a line. */
int map_check(struct reads *r, struct reads_row *row, struct why *w);
/** Are all that the natural key is made of among these (a bit for each)? */
bool map_check_found(const struct reads_map *m, uint32_t found);
/** The plate of a row whose place is known; it ends before stop. */
bool
map_check_marked(const struct record *row, char stop, struct reads_text *out);

extern const struct reads_map map_compact;
extern const struct reads_map map_canonical;
extern const struct reads_map map_openalpr;
extern const struct reads_map map_anprflow;
extern const struct reads_map map_hikvision;

#endif
