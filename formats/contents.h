#ifndef FORMATS_CONTENTS_H
#define FORMATS_CONTENTS_H

/**
 * contents.gpg opened: a pax tar of contents.json, keys.txt, salts.txt,
 * quality.json and orders/NNN.jsonl. Source: contents.txt.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/hash.h"
#include "formats/minimised.h"
#include "formats/reads.h"
#include "formats/seal.h"
#include "formats/sources.h"
#include "formats/why.h"

#define CONTENTS_FORMAT	     "sealbag-contents/1"
#define CONTENTS_KEY_HEX     65 /* 64 hex digits and NUL */
#define CONTENTS_TEXT_BYTES  1025
#define CONTENTS_READS_MAX   65536
#define CONTENTS_ORDERS_MAX  1000
#define CONTENTS_MAPS_MAX    64
#define CONTENTS_MAX	     (UINT64_C(1) << 30)
#define CONTENTS_NAME_BYTES  24 /* of a member, with NUL */
#define CONTENTS_MEMBERS_MAX UINT32_MAX

/** One read file among the members. */
struct contents_reads {
	uint32_t member;
	char format[16]; /* "csv" */
	char zone[8];	 /* "+01:00", "Z", "" when times have their own */
	uint32_t map;	 /* of maps, counted from 1; 0: none */
};

/** On whose authority, as the sender was told: "" for what was not given.
 *  Source: contents.txt, 2.2. */
#define CONTENTS_PERSON_BYTES 257
#define CONTENTS_WORD_BYTES   33
#define CONTENTS_POLICY_BYTES 56
struct contents_authority {
	char requester[CONTENTS_PERSON_BYTES];
	char authoriser[CONTENTS_PERSON_BYTES];
	char rank[CONTENTS_WORD_BYTES];
	char number[CONTENTS_PERSON_BYTES];
	int64_t authorised_s; /* 0: not given */
	char category[CONTENTS_WORD_BYTES];
	char policy[CONTENTS_POLICY_BYTES]; /* "uk-nasple-2.4/3" */
};

/** When the reads were captured. Source: contents.txt, 2.3. */
struct contents_captured {
	bool known; /* there are reads, with these times */
	int64_t oldest_s;
	int64_t newest_s;
	int64_t expires_s; /* the oldest, by the sender's policy; 0: not told */
};

/** Secrets of one segment. */
struct contents_segment {
	char key[CONTENTS_KEY_HEX];
	uint8_t seed[HASH_SALT_BYTES];
};

/** One order that travels inside; text is its JSON Lines, owned. */
struct contents_order {
	struct bytes text;
};

struct contents {
	uint8_t id[SEAL_ID_BYTES];	   /* as in the seal */
	struct seal_party sender;	   /* as in the seal */
	char purpose[CONTENTS_TEXT_BYTES]; /* one line */
	char reference[CONTENTS_TEXT_BYTES];
	uint8_t series[SEAL_ID_BYTES]; /* all zero: of none */
	struct contents_authority authority;
	struct contents_captured captured;
	struct minimised minimised;
	struct sources sources; /* none where all reads are of one */
	uint64_t members;	/* of the inner tar */
	uint64_t reads;		/* rows of read files, headers not counted */
	uint64_t payload_bytes;
	uint64_t payload_files;
	struct contents_reads *read_files; /* owned, ascending by member */
	size_t n_read_files;
	struct reads_map **maps; /* owned, and each of them */
	size_t n_maps;
	struct bytes quality; /* text of quality.json; empty: none */
	struct contents_segment *segments; /* owned */
	uint64_t n_segments;
	struct contents_order *orders; /* owned */
	size_t n_orders;
};

/** Can these values be? WHY_CONTENTS or WHY_LIMIT if not. Sender, keys and
 *  seeds are compared elsewhere. Source: contents.txt, 2. */
int contents_check(const struct contents *c, struct why *w);

/** Is it one of a series? Source: contents.txt, 2.6. */
bool contents_in_series(const struct contents *c);

/** The map of a read file; NULL: none. */
const struct reads_map *
contents_map(const struct contents *c, const struct contents_reads *r);

/** "orders/000.jsonl" for a number below CONTENTS_ORDERS_MAX. */
void contents_order_name(char out[CONTENTS_NAME_BYTES], size_t number);

/** Append the tar. Keys must be 64 lower-case hex digits. */
int contents_write(const struct contents *c, struct bytes *out, struct why *w);

/** Parse strictly: members, order, sizes, JSON, one key and one seed for each
 *  of n_segments. WHY_CONTENTS, WHY_JSON, WHY_VERSION, WHY_LIMIT. */
int contents_parse(struct contents *c, uint64_t n_segments, const void *data,
    size_t len, struct why *w);

/** Wipes secrets, frees. */
void contents_clear(struct contents *c);

#endif
