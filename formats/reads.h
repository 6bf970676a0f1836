#ifndef FORMATS_READS_H
#define FORMATS_READS_H

/**
 * Read files: recognised, cut into records with their bytes exact, and looked
 * into for the fields by which orders select. One row of a table in reads.c
 * a format. Source: reads.txt; record.txt, 3.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/reads_days.h"
#include "formats/record.h"
#include "formats/why.h"

#define READS_COLUMNS_MAX 256

/** Fields of a read that this program knows, as columns of a file. */
enum reads_field {
	READS_RECORD_ID,
	READS_VRM,
	READS_FEED,
	READS_SOURCE,
	READS_CAMERA,
	READS_TIME,
	READS_PLATE_IMAGE,
	READS_OVERVIEW_IMAGE,
	READS_FIELDS, /* orders ask for those before alone */
	READS_CAMERA_NAME = READS_FIELDS,
	READS_LATITUDE,
	READS_LONGITUDE,
	READS_CONFIDENCE,
	READS_MOTION,
	READS_LANE,
	READS_DIRECTION,
	READS_COUNTRY,
	READS_MAKE,
	READS_MODEL,
	READS_COLOUR,
	READS_ALL,
	/* Columns that a map makes others of. Source: reads.txt, 4.3. */
	READS_TIME_MORE = READS_ALL,
	READS_POSITION,
	READS_PICTURES, /* XML: elements that name images, by kind */
	READS_SOURCES
};

/** A column map: how the columns, keys or elements of a format become the
 *  canonical read. Source: reads.txt, 4. */
struct reads_map;
#define READS_MAP_MAX_BYTES (UINT32_C(64) << 10)
/** Parse strictly. *out: to be freed with reads_map_free. WHY_READ_MAP. */
int reads_map_parse(struct reads_map **out, const void *text, size_t len,
    struct why *w);
void reads_map_free(struct reads_map *m); /* NULL ok */
/** The text it was parsed from; borrowed. */
const char *reads_map_text(const struct reads_map *m, size_t *len);
const char *reads_map_name(const struct reads_map *m);

/** Where the paths of a map begin: a bit for each source, and for each that
 *  begins with a letter, by its lower five bits. */
struct reads_paths {
	uint32_t mask;
	uint32_t letter[32];
	const char *part[READS_SOURCES];
	uint8_t len[READS_SOURCES]; /* of a key alone; 0: a path, or long */
};

/** A read file on its way through. */
struct sources; /* formats/sources.h */
struct reads {
	const struct reads_format *format;  /* formats/reads/format.h */
	const struct format_syntax *syntax; /* likewise */
	int zone_s;  /* declared zone, seconds east of UTC */
	bool zoned;  /* a zone was declared */
	bool begun;  /* the header was seen */
	bool headed; /* the first record is a header row */
	uint8_t separator;
	uint8_t quote;		     /* NUL: none */
	const struct reads_map *map; /* borrowed; NULL: native */
	struct reads_paths paths;    /* of the map, in JSON and XML */
	/* borrowed: rows that are checked are counted by it; NULL: nowhere */
	struct sources *sources;
	struct reads_days *days; /* likewise */
	uint32_t columns;
	uint32_t columns_min;	       /* that a row must have */
	int16_t column[READS_SOURCES]; /* which column; -1 when absent */
	uint8_t place;		       /* JSON, XML: what may follow */
	uint32_t wrapper;	       /* XML: a sum of its name */
	uint64_t rows;	 /* data rows so far, blank lines not counted */
	uint64_t asides; /* records so far of which reads_is_aside is true */
	uint64_t lines;	 /* line ends so far, for messages */
	/* of rows that were checked, UTC; oldest above newest: none yet */
	int64_t oldest_ms;
	int64_t newest_ms;
};

/** A row that was checked has this time. */
static inline void
reads_saw(struct reads *r, int64_t time_ms)
{
	if (time_ms < r->oldest_ms)
		r->oldest_ms = time_ms;
	if (time_ms > r->newest_ms)
		r->newest_ms = time_ms;
	if (r->days != NULL)
		reads_days_add(r->days, time_ms);
}

/**
 * Is this a read file? By the end of its name and its first bytes (head: up
 * to 64 KiB), or by what was asked for. A header row with a fault behind its
 * mandatory columns is recognised too, so that reads_cut refuses it. Source:
 * reads.txt, 2.
 */
struct reads_ask {
	const char *format; /* NULL, or only this one */
	struct reads_map *const *maps;
	size_t n_maps;
};
struct reads_found {
	const char *format; /* static; NULL: none */
	const char *rule;   /* static: why, as a sentence */
	size_t map;	    /* of those asked for, counted from 1; 0: none */
};
struct reads_found reads_detect(const struct reads_ask *ask, const char *name,
    const uint8_t *head, size_t len);
/** The same with nothing asked for: name of the format, or NULL. */
const char *reads_recognise(const char *name, const uint8_t *head, size_t len);

/** Might a file of this name be a read file? By the end of its name alone. */
bool reads_likely(const char *name);
/** Is there a format of this name? */
bool reads_is_format(const char *format);
/** Does this format need a map? */
bool reads_needs_map(const char *format);

/** Begin a file. zone: "" or "+hh:mm" or "Z". WHY_USAGE for a bad zone,
 *  WHY_CONTENTS for an unknown format, or one that needs a map. */
int reads_begin(struct reads *r, const char *format, const char *zone,
    struct why *w);
/** The same with a map, that must outlive r; NULL: none. */
int reads_begin_mapped(struct reads *r, const char *format, const char *zone,
    const struct reads_map *map, struct why *w);

/** Has this file, whose header was seen, a place for this field? Rows may still
 *  be without. */
bool reads_gives(const struct reads *r, enum reads_field which);

/** Where in this row, the last of those that stay, a byte joins it to one that
 *  follows and must go; record->len: none does. Source: reads.txt, 8.3. */
size_t reads_joint(const struct reads *r, const struct record *record);

/** Fields that are emptied in each row, or taken out. All zero: none. */
#define READS_PATHS_MAX 128
struct reads_empty {
	bool any;
	uint64_t column[READS_COLUMNS_MAX / 64]; /* CSV */
	/* JSON, XML; borrowed */
	struct reads_empty_path {
		const char *name; /* as it was asked for */
		const char *path;
		bool seen; /* in a row */
	} path[READS_PATHS_MAX];
	size_t n_paths;
};
/** Those that nobody may send on: the credentials of the compact form. */
void reads_empty_credentials(const struct reads *r, struct reads_empty *e);
/** The column of this name too, as the header row or section 3 has it; header:
 *  that row, or NULL. In JSON and XML the key or the element of this path; name
 *  is borrowed then. *found: there is one, or may be one. WHY_USAGE where a
 * read cannot be without it, WHY_LIMIT for too many. */
int reads_empty_column(const struct reads *r, const struct record *header,
    const char *name, struct reads_empty *e, bool *found, struct why *w);
/** Was a field that was asked for by this name in a row? */
bool reads_empty_saw(const struct reads_empty *e, const char *name);
/** Is this field among them? */
bool reads_empties(const struct reads *r, const struct reads_empty *e,
    enum reads_field which);
/** Append the row without what these fields hold; *changed: they held
 *  something. Source: reads.txt, 8.4. */
int reads_empty_row(const struct reads *r, struct reads_empty *e,
    const struct record *row, struct bytes *out, bool *changed, struct why *w);

/** Is this record a read? Not so: a blank line, a bracket. A header row is
 *  known by its place alone (headed). */
bool reads_is_row(const struct reads *r, const struct record *record);

/** Is it something else that was captured or told, and no read? In XML, an
 *  event without a plate. No order reaches it. Source: reads.txt, 10.1. */
bool reads_is_aside(const struct reads *r, const struct record *record);

/**
 * Cut whole records off the front of data and add them to out (member number
 * as given, kind HASH_LEAF_RECORD). The first record of a file is its header
 * row, which is no data row: never give it to reads_fields or order_match_row.
 * Quotes, line ends and NUL bytes are always checked. *used: bytes cut; what
 * is left is the front of a record, to be given again with more behind it.
 * WHY_CSV_*, WHY_TIME with the line number, and then what is in out and *used
 * means nothing.
 */
struct reads_cut {
	uint32_t member;
	bool last; /* the file ends with data: all of it is cut or refused */
	bool
	    check; /* also number of fields, lengths in the natural key, time */
	size_t max_records; /* stop, without fault, when out holds so many; 0:
			       never */
};
int reads_cut(struct reads *r, const struct reads_cut *how, const uint8_t *data,
    size_t len, struct records *out, size_t *used, struct why *w);

/** A field of a row, unquoted. Text is borrowed from the row or from the
 *  scratch buffer given. */
struct reads_text {
	const char *text; /* not NUL-terminated; NULL when absent */
	size_t len;
};
struct reads_row {
	struct reads_text field[READS_SOURCES];
	size_t filled; /* of scratch */
	char scratch[8192];
};
/** Take a data row apart, into canonical texts: reads_time reads the time,
 *  whatever the format writes. Fields up to READS_FIELDS are set. A column that
 * the row does not reach, and a field with doubled quotes that does not fit
 * scratch, are absent; in a blank line all are. WHY_CSV_QUOTE where quotes are
 * wrong. */
int reads_fields(const struct reads *r, const uint8_t *row, size_t len,
    struct reads_row *out, struct why *w);
/** The same with every field up to READS_ALL. */
int reads_fields_all(const struct reads *r, const uint8_t *row, size_t len,
    struct reads_row *out, struct why *w);
/** Name of a field in the canonical header. Source: reads.txt, 3. */
const char *reads_field_name(enum reads_field which);
/** One field, without scratch: false when it would take some (doubled quotes)
 *  or quotes are wrong, and reads_fields must be asked. */
bool reads_field(const struct reads *r, enum reads_field which,
    const struct record *row, struct reads_text *out);

/** The natural key of a read, canonical. Source: record.txt, 4. */
#define READS_VRM_BYTES 33 /* with NUL */
#define READS_ID_BYTES	29 /* with NUL */
struct reads_key {
	char vrm[READS_VRM_BYTES]; /* upper case, no blanks or hyphens */
	char feed[READS_ID_BYTES]; /* trimmed; digits without leading zeros */
	char source[READS_ID_BYTES];
	char camera[READS_ID_BYTES];
	int64_t time_ms; /* UTC, milliseconds since 1970 */
};
/** False when a mandatory field is empty, too long or not a time. */
bool reads_key(const struct reads *r, const struct reads_row *row,
    struct reads_key *out);
/** The key as bytes, for tombstones: one form, at most READS_KEY_BYTES.
 *  Returns its length. Source: record.txt, 4.3. */
#define READS_KEY_BYTES 128
size_t
reads_key_bytes(const struct reads_key *key, uint8_t out[READS_KEY_BYTES]);

/** Path of a member that a plate_image or overview_image field names: it is
 *  relative to the folder of the read file. csv_name "data/a/reads.csv" and
 *  "images/x.jpg" give "data/a/images/x.jpg". False when absent, empty,
 *  absolute, climbing or no name at all. Source: record.txt, 5. */
bool reads_image_path(const char *csv_name, const struct reads_text *field,
    char out[NAME_MAX_BYTES + 1]);

/** xsd:dateTime with or without zone, to UTC milliseconds (what is finer is
 *  cut off). zone_s is used when there is none and zoned; false when neither or
 *  malformed. Source: record.txt, 4.2. */
bool reads_time(const char *text, size_t len, bool zoned, int zone_s,
    int64_t *out_ms);
/** "Z", "+hh:mm" or "-hh:mm", at most 14 hours, to seconds east of UTC. */
bool reads_zone(const char *text, size_t len, int *out_s);
/** Normalise a VRM; false when empty or too long. Source: record.txt, 4.1. */
bool reads_vrm(const char *text, size_t len, char out[READS_VRM_BYTES]);
/** Normalise a feed, source or camera id; false when empty or too long. */
bool reads_id(const char *text, size_t len, char out[READS_ID_BYTES]);

#endif
