#ifndef FORMATS_EVENT_H
#define FORMATS_EVENT_H

/**
 * Events of the custody log and its signed heads (checkpoints in the C2SP
 * shape). Metadata only: nothing here can be turned back into a read.
 * Source: event.txt.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/exhibit.h"
#include "formats/hash.h"
#include "formats/seal.h"
#include "formats/why.h"

#define EVENT_FORMAT	   "sealbag-event/1"
#define EVENT_WORD_BYTES   33
#define EVENT_TEXT_BYTES   257
#define EVENT_POLICY_BYTES 56
#define EVENT_COUNTS_MAX   16
#define EVENT_MAX_BYTES	   8192

/** A named count, such as deleted_records 12. */
struct event_count {
	char name[EVENT_WORD_BYTES]; /* [a-z_]+ */
	uint64_t value;
};

struct event {
	uint64_t sequence; /* from 0, its place in the log */
	int64_t time_s;
	char act[EVENT_WORD_BYTES];	/* init, agency-add, pack, receive... */
	char outcome[EVENT_WORD_BYTES]; /* done, rejected, failed */
	char reason[EVENT_WORD_BYTES];	/* why_name, or "" */
	char actor[EVENT_TEXT_BYTES];	/* who acted, as given or the login */
	char bundle[SEAL_ID_HEX];	/* or "" */
	char seal[HASH_DIGEST_HEX + 1]; /* BLAKE2b-512 of seal.json, or "" */
	char order[SEAL_ID_HEX];	/* or "" */
	char exhibit[EXHIBIT_REFERENCE_BYTES]; /* "AB/1", or "" */
	char hold[SEAL_ID_HEX];		       /* or "" */
	char handover[SEAL_ID_HEX];	       /* or "" */
	char other[SEAL_AGENCY_BYTES];	       /* other agency, or "" */
	char other_print[SEAL_PRINT_HEX];
	char issuer[SEAL_PRINT_HEX]; /* of the directory, or "" */
	char reference[EVENT_TEXT_BYTES];
	char policy[EVENT_POLICY_BYTES]; /* "uk-nasple-2.4/3", or "" */
	char tool[EVENT_WORD_BYTES];	 /* program version */
	struct event_count counts[EVENT_COUNTS_MAX];
	size_t n_counts;
};

/** Add a count; event_write refuses more than EVENT_COUNTS_MAX. */
void event_add_count(struct event *e, const char *name, uint64_t value);
/** Has it this count? value: is 0 if not. */
bool event_has_count(const struct event *e, const char *name, uint64_t *value);

/** Text number i of an event, in the order of its line, from 0: its key and
 *  what it holds, "" for nothing. False: there is no such one. */
bool event_text(const struct event *e, size_t i, const char **key,
    const char **value);

/** Append as one line of JSON with its LF; empty fields are left out. Returns
 *  0, or -1 with out as before and WHY_JSON (a field holds what it may not),
 *  WHY_LIMIT or WHY_MEMORY. Source: event.txt, 2. */
int event_write(const struct event *e, struct bytes *out, struct why *w);
/** Parse one line strictly: it must be just what event_write writes. WHY_JSON,
 *  WHY_VERSION, WHY_LIMIT. */
int event_parse(struct event *e, const void *data, size_t len, struct why *w);

/** Leaf of the log tree over the line (with its LF). Source: event.txt, 4. */
void event_leaf(uint8_t out[HASH_BYTES], uint64_t sequence, const void *line,
    size_t len);

/** A head of a log. origin: "sealbag/" and the agency's fingerprint. */
struct event_head {
	char origin[64];
	uint64_t size;
	uint8_t root[HASH_BYTES];
	int64_t time_s;
};
/** "origin LF size LF base64(root) LF time LF" (the last is an extension
 *  line of C2SP tlog-checkpoint). Parsing refuses anything else with
 *  WHY_CHECKPOINT. Source: event.txt, 5. */
int
event_head_write(const struct event_head *h, struct bytes *out, struct why *w);
int event_head_parse(struct event_head *h, const void *data, size_t len,
    struct why *w);

#endif
