#ifndef FORMATS_SELECTION_H
#define FORMATS_SELECTION_H

/** Which rows of an export stay, by what was asked for. Source: reads.txt, 8.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/minimised.h"
#include "formats/reads.h"
#include "formats/record.h"
#include "formats/why.h"

/** Degrees, in units of 1e-9. */
struct selection_area {
	int64_t south;
	int64_t west;
	int64_t north;
	int64_t east;
};

/** "SOUTH,WEST,NORTH,EAST" in decimal degrees. NULL, or what is wrong with it,
 *  static. */
const char *
selection_area_read(const char *text, size_t len, struct selection_area *out);

/** A place, in the units of an area. */
struct selection_place {
	int64_t north;
	int64_t east;
};
/** Where a row was taken, of which every field was asked for. False: it gives
 *  no place, or one that cannot be read. */
bool
selection_place_read(const struct reads_row *row, struct selection_place *out);
/** Is it in it, or on its edges? */
bool selection_area_holds(const struct selection_area *a,
    const struct selection_place *p);

/** All zero selects every row. */
struct selection {
	bool asked[MINIMISED_ROW_RULES];
	int64_t from_ms;  /* these stay: at or behind it */
	int64_t until_ms; /* and before it */
	int64_t kept_ms;  /* retention: captured at or behind it */
	struct selection_area area;
	/* normalised, sorted; owned */
	char (*vrms)[READS_VRM_BYTES];
	size_t n_vrms;
	char (*cameras)[READS_ID_BYTES];
	size_t n_cameras;
	char (*feeds)[READS_ID_BYTES];
	size_t n_feeds;
};

/** What stays, as words of a command line. */
struct selection_ask {
	const char *from; /* NULL: not given */
	const char *until;
	const char *area; /* "SOUTH,WEST,NORTH,EAST" */
	const char *const *vrms;
	size_t n_vrms;
	const char *const *cameras;
	size_t n_cameras;
	const char *const *feeds;
	size_t n_feeds;
};
/** WHY_USAGE, WHY_MEMORY; selection_clear is due in both cases. No sentence
 *  holds a plate. */
int selection_make(struct selection *s, const struct selection_ask *ask,
    struct why *w);
void selection_clear(struct selection *s);

/** Is any row left out by it? */
bool selection_any(const struct selection *s);
/** Can this file give what is asked for? Its header was seen. WHY_READ_FORMAT.
 */
int selection_check(const struct selection *s, const struct reads *r,
    struct why *w);
/** The first rule by which this row, that was checked, goes, or
 *  MINIMISED_ROW_RULES: it stays. A row whose field cannot be read goes. */
enum minimised_rule selection_row(const struct selection *s,
    const struct reads *r, const struct reads_row *row);
/** Must the row be taken apart for it with every field? */
bool selection_wants_all(const struct selection *s);

#endif
