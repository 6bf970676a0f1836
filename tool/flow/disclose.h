#ifndef TOOL_FLOW_DISCLOSE_H
#define TOOL_FLOW_DISCLOSE_H

/**
 * What of a released bundle is shown: rows that were picked, the images that
 * they name, what tells whose they are, and the proof of all of it. Collected
 * while the bundle is gone through. Source: exhibit.txt, 4.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/selection.h"
#include "formats/shown.h"
#include "tool/flow/holds.h"
#include "tool/flow/released.h"
#include "tool/flow/withheld.h"

/** Which rows. */
struct disclose_ask {
	struct selection selection; /* owned */
	const char *const *records; /* ids; n 0: any */
	size_t n_records;
	const uint8_t *hold; /* what it keeps or names may be shown; or NULL */
};

/** A file of which something is shown. */
struct disclose_file {
	char *name; /* owned */
	char cut;   /* enum record_cut */
	int64_t mtime_s;
	uint32_t mtime_ns;
	size_t first; /* of its content, among the records of the proof */
	size_t n;
	uint64_t bytes;
};

struct disclose {
	struct released *released;
	const struct disclose_ask *ask;
	struct judge judge;
	struct withheld withheld;
	struct holds holds; /* that of ask, if it stands */
	/* images of restricted rows: of those that it names, of the others */
	struct paths purposed;
	struct paths hidden;
	uint64_t withheld_reads;   /* all */
	uint64_t restricted_reads; /* of which restricted */
	int fd;			   /* bytes of what is shown, and leaves */
	uint64_t end;		   /* of what is in it */
	struct bytes caught;	   /* struct disclose_caught */
	struct bytes leaves;	   /* struct disclose_leaves */
	size_t shown;		   /* of caught */
	struct why why;		   /* the first file that cannot be asked so */
	/* settled */
	struct shown proof;
	struct bytes places; /* uint64_t in fd of each record of the proof */
	struct disclose_file *files; /* owned */
	size_t n_files;
	uint64_t reads;
	uint64_t whole;	 /* files that are shown */
	uint64_t absent; /* that rows name, and that are not shown */
};

/** Go through all of an open bundle, that must be as sealed. disclose_close is
 *  due in both cases. WHY_READ_FORMAT for a file that cannot tell. */
int disclose_run(struct disclose *d, struct released *r,
    const struct disclose_ask *ask, struct why *w);

/** Bytes of a record of the proof, or a part of them. */
int disclose_read(const struct disclose *d, size_t record, uint8_t *out,
    struct why *w);

void disclose_close(struct disclose *d);

#endif
