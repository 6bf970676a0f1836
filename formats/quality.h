#ifndef FORMATS_QUALITY_H
#define FORMATS_QUALITY_H

/**
 * The quality statement: what one pass over the reads of an export found, as
 * counts, places, cameras and hours. No plate and no text of a row is in it.
 * Source: quality.txt.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/reads.h"
#include "formats/record.h"
#include "formats/why.h"

#define QUALITY_FORMAT	    "sealbag-quality/1"
#define QUALITY_MAX	    (UINT64_C(32) << 20)
#define QUALITY_LINES	    100 /* places of a finding that are listed */
#define QUALITY_GAPS	    100
#define QUALITY_CAMERAS_MAX 65536
#define QUALITY_HOURS_MAX   65536
#define QUALITY_KEYS_MAX    (UINT64_C(1) << 24)
#define QUALITY_BINS	    10
/* years 0000 to 9999, in hours since 1970 */
#define QUALITY_HOUR_LEAST (-17268672)
#define QUALITY_HOUR_MOST  70389527

/** What may be found, in the order of the specification, 3. */
enum quality_finding {
	QUALITY_UNREADABLE,
	QUALITY_DUPLICATE,
	QUALITY_GAP,
	QUALITY_NAIVE,
	QUALITY_FUTURE,
	QUALITY_WINDOW,
	QUALITY_CHANGE,
	QUALITY_RANGE,
	QUALITY_ZERO,
	QUALITY_HALF,
	QUALITY_MISSING,
	QUALITY_ORPHAN,
	QUALITY_PLATE_LARGE,
	QUALITY_OVERVIEW_LARGE,
	QUALITY_SHAPE,
	QUALITY_CONFIDENCE,
	QUALITY_CREDENTIALS,
	QUALITY_FORMULA,
	QUALITY_ENCODING,
	QUALITY_CP1252,
	QUALITY_MARK,
	QUALITY_FINDINGS
};
/** "duplicate-reads"; static. */
const char *quality_finding_name(enum quality_finding f);
/** A sentence for people, without stop; static. */
const char *quality_finding_text(enum quality_finding f);

/** Line of a read file; files are counted from 1 in the order they were read.
 */
struct quality_place {
	uint32_t file;
	uint64_t line;
};
struct quality_found {
	uint64_t count;
	size_t n; /* of first */
	struct quality_place first[QUALITY_LINES];
};

/** A camera that saw something; ids have "?" for bytes that are no UTF-8. */
struct quality_camera {
	char feed[READS_ID_BYTES];
	char source[READS_ID_BYTES];
	char camera[READS_ID_BYTES];
	uint64_t reads;
	int64_t first_s;
	int64_t last_s;
	bool placed;
	int32_t latitude; /* millionths of a degree */
	int32_t longitude;
	uint32_t hour; /* its hours in quality.camera_hours */
	uint32_t n_hours;
};
struct quality_hour {
	int64_t hour; /* hours since 1970 */
	uint64_t reads;
};
struct quality_gap {
	uint32_t camera; /* of quality.cameras */
	int64_t from;	 /* last hour with a read, hours since 1970 */
	int64_t to;	 /* next one */
};

struct quality {
	int64_t created_s;
	bool windowed;	/* a side of the window was stated */
	int64_t from_s; /* INT64_MIN: not stated */
	int64_t to_s;	/* INT64_MAX: not stated */
	uint32_t files;
	uint64_t rows;
	struct quality_found found[QUALITY_FINDINGS];
	uint64_t duplicates_in; /* 1: counted; n: estimated from 1 in n */
	uint64_t confidence[QUALITY_BINS + 1]; /* last: absent */
	uint64_t plate_images;		       /* rows that name one */
	uint64_t overview_images;	       /* likewise */
	bool images;			       /* files were looked at */
	bool verifiable; /* a column tells who was verified by eye */
	uint64_t verified;
	bool cameras_whole; /* false: too many, none is listed */
	bool hours_whole;   /* likewise */
	bool camera_hours_whole;
	bool gaps_whole;		/* false: gaps were not looked for */
	struct quality_camera *cameras; /* owned */
	size_t n_cameras;
	struct quality_hour *hours; /* owned, of all cameras, ascending */
	size_t n_hours;
	struct quality_hour *camera_hours; /* owned */
	size_t n_camera_hours;
	struct quality_gap gaps[QUALITY_GAPS];
	size_t n_gaps;
};
void quality_clear(struct quality *q);
/** Findings that count something. */
unsigned quality_kinds(const struct quality *q);

/** Append the text. WHY_MEMORY. */
int quality_write(const struct quality *q, struct bytes *out, struct why *w);
/** Parse strictly. WHY_JSON, WHY_VERSION, WHY_CONTENTS, WHY_LIMIT, WHY_MEMORY,
 *  and *q cleared. */
int
quality_parse(struct quality *q, const void *data, size_t len, struct why *w);

/* --- the pass --- */

struct quality_images;
struct quality_ask {
	int64_t now_s;
	bool windowed;
	int64_t from_s; /* first second, or INT64_MIN */
	int64_t to_s;	/* first second behind, or INT64_MAX */
	bool images;	/* quality_sum_file tells of all files */
};
/** What is gathered. No call but those that say so is for several threads. */
struct quality_sum;
struct quality_sum *
quality_sum_new(const struct quality_ask *ask, struct why *w);
void quality_sum_free(struct quality_sum *s); /* NULL ok */

/** Is it an image, by the end of its name? */
bool quality_is_image(const char *name);
/** A file of the export that is no read file: images are known by name.
 *  name: "data/...". Before any row. */
int quality_sum_file(struct quality_sum *s, const char *name, struct why *w);
/** Its first bytes and its size; from one thread, beside rows. */
void quality_sum_head(struct quality_sum *s, const char *name, uint64_t size,
    const uint8_t *head, size_t len);

/** What the header row of a CSV file tells; none: all columns -1. */
struct quality_header {
	int verified;	      /* column that says who was seen by eye, or -1 */
	uint32_t credentials; /* columns of names and signatures */
};
void quality_header_read(struct quality_header *h, const struct reads *r,
    const struct record *first);

/** Rows of one read file that stand together. */
struct quality_run {
	const struct reads *reads;
	const char *name; /* of its file, "data/..." */
	struct quality_header header;
	uint32_t file;		    /* number of it, from 1 */
	bool begins;		    /* the first one is the file's first */
	bool unchecked;		    /* reads_cut did not check them */
	uint64_t line;		    /* of the first byte, from 1 */
	const struct record *items; /* one after the other in memory */
	size_t n;
};
/** What one thread tallies. */
struct quality_tally;
struct quality_tally *quality_tally_new(struct quality_sum *s, struct why *w);
void quality_tally_free(struct quality_tally *t); /* NULL ok */
/** From any thread, each with a tally of its own: runs by file and line. */
int quality_tally_run(struct quality_tally *t, const struct quality_run *run,
    struct why *w);
/** Take from a tally what grows with the rows, after each segment or so: keys
 *  and hours. One at a time. */
int
quality_sum_take(struct quality_sum *s, struct quality_tally *t, struct why *w);
/** Add a tally to the sum, and empty it. The order does not matter; one at a
 *  time. */
int
quality_sum_add(struct quality_sum *s, struct quality_tally *t, struct why *w);
/** All was added. *out: to be cleared. */
int quality_sum_end(struct quality_sum *s, struct quality *out, struct why *w);

#endif
