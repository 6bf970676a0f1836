#ifndef TOOL_FLOW_PACK_H
#define TOOL_FLOW_PACK_H

/** From an export to a sealed bundle. Source: bundle.txt. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/contents.h"
#include "formats/order.h"
#include "formats/quality.h"
#include "formats/reads.h"
#include "formats/seal.h"
#include "formats/why.h"
#include "tool/flow/minimise.h"
#include "tool/flow/signatures.h"
#include "tool/progress.h"
#include "tool/store/store.h"

struct pack_options {
	const char *const *paths;
	size_t n_paths;
	const char *const *exclude; /* see walk.h */
	size_t n_exclude;
	const char *const *plain; /* patterns: never taken as read files */
	size_t n_plain;
	const char *const *to; /* agency ids */
	size_t n_to;
	const char *const *escrow; /* agency ids */
	size_t n_escrow;
	const char *const *deletions; /* files of orders */
	size_t n_deletions;
	const struct bytes *order; /* draft of one that travels alone, whose
				    * ground is the purpose; NULL: none */
	enum order_act act;	   /* that it must ask for */
	const char *purpose;
	const char *reference;
	const char *series; /* "new", an id; NULL: of none */
	/* on whose authority, as contents.txt, 2.2; "" for what is not told */
	const char *requester;
	const char *authoriser;
	const char *rank;
	const char *number;
	const char *category;
	int64_t authorised_s; /* DIRECTORY_NEVER: not told */
	const char *marking;
	bool hidden;	    /* contents do not say whose keys open them */
	const char *zone;   /* for read files, or "" */
	const char *format; /* of read files, or NULL: what is recognised */
	struct reads_map **maps; /* for read files */
	size_t n_maps;
	struct minimise_ask minimise; /* what is left out */
	bool without_quality;	      /* no statement of the reads' quality */
	const char *output;	      /* NULL: <bundle id>.sbag here */
	const char *actor;
	unsigned jobs;
	bool dry_run; /* look and count, write nothing */
	struct progress *progress;
};

/** Read files of one format and map. */
struct pack_form {
	struct reads_found found;
	uint64_t files;
};
/* One a map, one a format without. */
#define PACK_FORMS_MAX (CONTENTS_MAPS_MAX + 32)

struct pack_result {
	uint8_t id[SEAL_ID_BYTES];
	char output[4097];
	bool in_series;
	uint8_t series[SEAL_ID_BYTES];
	uint64_t bytes; /* of the bundle */
	uint64_t sequence;
	uint64_t segments;
	uint64_t members;
	uint64_t records;
	uint64_t read_files;
	struct pack_form forms[PACK_FORMS_MAX];
	size_t n_forms;
	uint64_t unknown; /* files named as reads are, of no format */
	uint64_t reads;
	uint64_t asides;	/* events without a plate */
	struct quality quality; /* where there are read files; owned */
	uint64_t files;
	uint64_t payload_bytes;
	struct minimised minimised;
	struct sources sources;
	uint64_t orders;
	uint64_t targets;	 /* of all orders */
	struct order order;	 /* the one that travels alone */
	struct bytes order_text; /* as it was sealed; owned */
	uint8_t seal_digest[HASH_DIGEST_BYTES];
	unsigned missing;  /* persons that the own policy still asks for */
	struct why awaits; /* which */
	struct signatures signatures; /* the own one */
};

void pack_result_clear(struct pack_result *r);

/** Pack. On failure no bundle exists, and the custody log tells why. */
int pack(struct store *s, const struct pack_options *o, struct pack_result *r,
    struct why *w);

#endif
