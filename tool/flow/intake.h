#ifndef TOOL_FLOW_INTAKE_H
#define TOOL_FLOW_INTAKE_H

/**
 * The middle of receiving and of verifying: the inner tar is read in order,
 * cut into records, held against names, manifest and bag rules, and filtered:
 * what is ordered away never reaches the bagger. Source: bundle.txt, 4 to 6;
 * order.txt, 4.
 */

#include <stdbool.h>
#include <stdint.h>

#include "formats/archive.h"
#include "formats/name.h"
#include "formats/reads.h"
#include "formats/sha256.h"
#include "tool/flow/bagger.h"
#include "tool/flow/judge.h"
#include "tool/flow/scribe.h"
#include "tool/flow/unsealer.h"

struct intake_totals {
	uint64_t members;
	uint64_t files;
	uint64_t bytes;
	uint64_t reads;
	uint64_t kept_files;
	uint64_t kept_bytes;
	uint64_t gone_records; /* of every kind, tag lines too */
};

enum intake_phase {
	INTAKE_DECLARATION,
	INTAKE_DATA,
	INTAKE_PAYLOAD,
	INTAKE_MANIFEST,
	INTAKE_TAGS,
	INTAKE_END
};

struct intake {
	struct unsealer *unsealer;
	const struct opening *opening;
	struct judge *judge;
	struct bagger *bag; /* NULL: nothing is written */
	struct scribe scribe;
	struct intake_totals totals;
	struct archive_in archive;
	struct archive_member member;
	struct tally_slot *slot;
	struct name_set names;
	struct name_set folders; /* below data/, that came */
	struct name_set awaited; /* folders that read files lie in */
	uint64_t n_awaited;	 /* of these, that have not come yet */
	enum intake_phase phase;
	size_t next_read_file;
	bool others_begun; /* payload that is no read file was seen */
	/* the current member */
	const char *name; /* without the top folder */
	struct reads reads;
	enum record_cut cut;
	struct ledger_member entry;
	uint64_t left;
	const uint8_t *span; /* bytes not yet cut, in slot->plain */
	size_t span_len;
	uint64_t line; /* of a tag file */
	bool header;   /* the next row is the header */
	bool changed;  /* some rows went */
	bool dropped;  /* the whole member went, by cause */
	bool written;  /* what stays of it is written */
	uint32_t cause;
	uint64_t kept_bytes;
	/* tag files */
	struct sha256 digest; /* of the current one */
	struct sha256 masked; /* of the manifest, as it is compared */
	uint64_t *lines;      /* of the manifest, that go; ascending */
	size_t n_lines;
	size_t cap_lines;
	size_t at_line;
	struct bytes tag;    /* a small tag file as it came */
	struct bytes tags;   /* tagmanifest as it must be */
	struct bytes freshs; /* tagmanifest as it is released */
	struct bytes info;   /* bag-info.txt as released */
};

/** Everything is borrowed. bag: NULL to write nothing. */
int intake_open(struct intake *in, struct unsealer *u, struct judge *judge,
    struct bagger *bag, struct why *w);

/** To the end of the stream; all segments are submitted then, not finished. */
int intake_run(struct intake *in, struct why *w);

void intake_close(struct intake *in);

#endif
