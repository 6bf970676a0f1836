#ifndef TOOL_FLOW_MINIMISE_H
#define TOOL_FLOW_MINIMISE_H

/**
 * Rows and images of an export that are left out before it is sealed. A read
 * file goes through here twice: the size of what stays stands before its first
 * byte. Source: reads.txt, 8.
 */

#include <stdbool.h>
#include <stdint.h>

#include "formats/hash.h"
#include "formats/minimised.h"
#include "formats/name.h"
#include "formats/reads.h"
#include "formats/selection.h"
#include "formats/stream.h"
#include "formats/why.h"

/** What was asked for. All zero leaves out nothing. */
struct minimise_ask {
	struct selection selection; /* borrowed arrays */
	bool without_images;
	const char *const *columns; /* names; borrowed */
	size_t n_columns;
};

struct minimise {
	struct minimise_ask ask;
	struct name_set *files; /* all of the export; borrowed */
	/* images of it, by what names them */
	struct name_set left;  /* rows that are left out */
	struct name_set stays; /* rows that stay */
	struct minimised counts;
	uint64_t dropped; /* a bit for each of the columns that a file had */
};
#define MINIMISE_COLUMNS_MAX 64

/** files: names of all that the export has, borrowed. WHY_USAGE. */
int minimise_open(struct minimise *m, const struct minimise_ask *ask,
    struct name_set *files, struct why *w);
void minimise_close(struct minimise *m);

/** Must a read file of this format be put through it? */
bool minimise_wanted(const struct minimise *m, const char *format);

/** A read file. */
struct minimise_file {
	const char *name;
	const char *format;
	const char *zone;
	const struct reads_map *map; /* or NULL */
	struct source from;
};
/** What the first time showed. */
struct minimise_size {
	uint64_t bytes;			   /* that stay */
	uint8_t digest[HASH_DIGEST_BYTES]; /* of the file as it is */
};

/** The first time: counts rows, notes images. WHY_READ_FORMAT where the file
 *  cannot give what is asked for; faults of the file as reads_cut has them. */
int minimise_measure(struct minimise *m, const struct minimise_file *f,
    struct minimise_size *size, struct why *w);
/** The second time: what stays to `to`. WHY_INPUT_CHANGED where it is not what
 *  the first time saw. */
int minimise_put(struct minimise *m, const struct minimise_file *f,
    const struct minimise_size *size, struct sink to, struct why *w);

/** Every column that is to be dropped was in a file. After all were measured.
 *  WHY_READ_FORMAT. */
int minimise_check(const struct minimise *m, struct why *w);

/** Is this file, that is no read file, left out with the rows that named it?
 *  After all were measured. */
bool minimise_leaves_any(const struct minimise *m);
int minimise_leaves(const struct minimise *m, const char *name, bool *leaves,
    struct why *w);

#endif
