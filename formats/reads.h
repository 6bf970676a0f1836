#ifndef FORMATS_READS_H
#define FORMATS_READS_H

/**
 * Read files: recognised, cut into records with their bytes exact, and looked
 * into for the fields by which orders select. One row of a table in reads.c,
 * one file in reads/ a format. Source: record.txt, 3.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
	READS_FIELDS
};

/** A read file on its way through. */
struct reads {
	const struct reads_format *format;
	int zone_s;   /* declared zone, seconds east of UTC */
	bool zoned;   /* a zone was declared */
	bool begun;   /* the header was seen */
	uint32_t columns;
	int16_t column[READS_FIELDS]; /* which column; -1 when absent */
	uint64_t rows;                /* data rows so far */
	uint64_t lines;               /* line ends so far, for messages */
};

/**
 * Is this a read file? By the end of its name and its first bytes (head: up
 * to 64 KiB). Returns the name of the format ("csv"), static, or NULL: a CSV
 * is a read file when its header row names vrm, feed_id, source_id, camera_id
 * and capture_time.
 */
const char *reads_recognise(
    const char *name, const uint8_t *head, size_t len);

/** Begin a file. zone: "" or "+hh:mm" or "Z". WHY_USAGE for a bad zone,
 *  WHY_CONTENTS for an unknown format. */
int reads_begin(
    struct reads *r, const char *format, const char *zone, struct why *w);

/**
 * Cut whole records off the front of data and add them to out (member number
 * as given, kind HASH_LEAF_RECORD). last: the file ends with data. check: also
 * check each row's number of fields and its capture time. *used: bytes cut.
 * WHY_CSV_*, WHY_TIME with the line number; WHY_LIMIT from max_records.
 */
struct reads_cut {
	uint32_t member;
	bool last;
	bool check;
	size_t max_records; /* stop, without fault, when out holds so many */
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
	struct reads_text field[READS_FIELDS];
	char scratch[8192];
};
/** Take a row apart. WHY_CSV_* where it cannot be. */
int reads_fields(const struct reads *r, const uint8_t *row, size_t len,
    struct reads_row *out, struct why *w);

/** The natural key of a read, canonical. Source: record.txt, 4. */
struct reads_key {
	char vrm[33];     /* upper case, no blanks or hyphens */
	char feed[33];
	char source[33];
	char camera[33];
	int64_t time_ms; /* UTC, milliseconds since 1970 */
};
/** False when a mandatory field is empty, too long or not a time. */
bool reads_key(
    const struct reads *r, const struct reads_row *row, struct reads_key *out);

/** xsd:dateTime with or without zone, to UTC milliseconds. zone_s is used when
 *  there is none and zoned; false when neither or malformed. */
bool reads_time(const char *text, size_t len, bool zoned, int zone_s,
    int64_t *out_ms);
/** Normalise a VRM; false when empty or too long. */
bool reads_vrm(const char *text, size_t len, char out[33]);

#endif
