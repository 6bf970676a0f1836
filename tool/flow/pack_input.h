#ifndef TOOL_FLOW_PACK_INPUT_H
#define TOOL_FLOW_PACK_INPUT_H

/**
 * The payload of a bundle: what an export holds, put through the cutter as
 * read files first, then the rest, with the manifest made beside it.
 */

#include <stdint.h>

#include "formats/contents.h"
#include "formats/name.h"
#include "formats/sha256.h"
#include "tool/flow/cutter.h"
#include "tool/flow/minimise.h"
#include "tool/flow/pack.h"
#include "tool/store/spool.h"

/** A read file that the first look found. */
struct pack_input_file {
	char *name;
	struct reads_found found;
	bool minimised; /* only part of it is packed, of this size */
	struct minimise_size size;
};

struct pack_input {
	const struct pack_options *options;
	struct cutter *cutter;
	struct quality_sum *quality; /* borrowed */
	struct corrected *brings;    /* is shown each row; or NULL */
	struct spool manifest;	     /* lines, in order of members */
	struct sha256 sha256;
	struct name_set names;
	struct minimise minimise;
	struct pack_input_file *read_files; /* in order of the walk */
	size_t n_read_files;
	size_t next_read_file;	      /* while walking */
	struct contents_reads *reads; /* one a read file, when done */
	struct pack_form forms[PACK_FORMS_MAX];
	size_t n_forms;
	uint64_t unknown; /* files named as reads are, of no format */
	uint64_t files;	  /* that are packed */
	uint64_t bytes;	  /* likewise */
	uint64_t rows;
	uint64_t asides;   /* reads_is_aside */
	int64_t oldest_ms; /* of all rows; above newest_ms: there are none */
	int64_t newest_ms;
	uint64_t done_files;
	uint64_t done_bytes;
};

/** First look: types, names, totals, which are read files, what is left out
 *  (ask). store_fd: where temporary lists go. quality: is told of all files. */
int pack_input_open(struct pack_input *in, const struct pack_options *o,
    const struct minimise_ask *ask, struct quality_sum *quality, int store_fd,
    struct why *w);

/** Put everything through the cutter: the read files, then the rest.
 *  WHY_INPUT_CHANGED when it is no longer what the first look saw. */
int
pack_input_reads(struct pack_input *in, struct cutter *cutter, struct why *w);
int pack_input_rest(struct pack_input *in, struct why *w);

void pack_input_close(struct pack_input *in);

#endif
