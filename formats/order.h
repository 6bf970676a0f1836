#ifndef FORMATS_ORDER_H
#define FORMATS_ORDER_H

/**
 * Orders to delete, restrict or rectify, and the matcher that finds what they
 * name. JSON Lines: a header object, then one target object a line. Source:
 * order.txt.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/reads.h"
#include "formats/seal.h"
#include "formats/why.h"

#define ORDER_FORMAT	  "sealbag-order/1"
#define ORDER_TEXT_BYTES  513
#define ORDER_LINE_MAX	  65536
#define ORDER_TARGETS_MAX 4000000
#define ORDER_ANSWER_MAX  64
/** Days to answer in, where an order does not say. */
#define ORDER_ANSWER_DAYS 30
/** Different windows of one VRM or camera, areas, or moments to come before,
 *  over all orders of a match. */
#define ORDER_WINDOWS_MAX 1000
/** Orders of one bundle that delete nothing. */
#define ORDER_MARKS_MAX 16
/** Longest record id that a target can name. */
#define ORDER_RECORD_BYTES 256 /* with NUL */

/** What an order asks for. Source: order.txt, 2. */
enum order_act {
	ORDER_DELETE,
	ORDER_RESTRICT, /* withhold from others, until it ends or is lifted */
	ORDER_LIFT,	/* end what was restricted before */
	ORDER_RECTIFY,	/* another row stands for it */
	ORDER_ACTS
};
/** The word of the order. */
const char *order_act_name(enum order_act act);

/** Of a restriction that lasts until it is lifted. */
#define ORDER_NO_END INT64_MAX

struct order {
	uint8_t id[16];
	enum order_act act;
	enum order_act does; /* to what it names: act, or what the key
			      * "then" of ORDER_RECTIFY says */
	uint8_t nonce[32];   /* random: the order's digest says nothing */
	int64_t issued_s;
	struct seal_party issuer;
	/* agencies that may answer, and until when */
	char answer_by[ORDER_ANSWER_MAX][SEAL_AGENCY_BYTES];
	size_t n_answer;
	int64_t deadline_s;
	int64_t ends_s; /* of ORDER_RESTRICT, or ORDER_NO_END */
	char ground[ORDER_TEXT_BYTES];
	char legal[ORDER_TEXT_BYTES]; /* the law, as the issuer names it */
	char reference[ORDER_TEXT_BYTES];
	uint64_t targets;
	uint8_t digest[HASH_DIGEST_BYTES]; /* of the whole text */
};

/** What a target names. Source: order.txt, 3. */
enum order_target_kind {
	ORDER_READ,   /* natural key */
	ORDER_RECORD, /* record id */
	ORDER_VRM,    /* VRM in a time window, from included, to excluded */
	ORDER_MEMBER, /* path, "data/..." */
	ORDER_BUNDLE, /* a whole earlier bundle */
	ORDER_SERIES, /* all earlier bundles of a series */
	ORDER_CAMERA, /* camera in a time window, of a feed or source or any */
	ORDER_AREA,   /* area in a time window */
	ORDER_BEFORE, /* capture time before a moment */
	ORDER_KINDS
};

/** Who makes an order, when, and for whom. */
struct order_maker {
	const struct seal_party *issuer;
	int64_t now_s;
	const struct seal_reader *readers; /* of the bundle that carries it */
	size_t n_readers;
};
/**
 * Make a sealed order out of what a person wrote: the header may lack
 * reference, legal, deadline, answer_by, id ("order"), nonce, issued and
 * issuer, which are filled in; those that are there are kept, so that one order
 * can go to several agencies. An issuer other than the maker is
 * WHY_ORDER_ISSUER, a deadline that is over WHY_ORDER. Every target is checked.
 * Appends the final text to out, fills *o. WHY_VERSION, or WHY_ORDER (what it
 * says) or WHY_JSON (its form) with the line number; out is then as before.
 * Source: order.txt, 2.1.
 */
int order_make(struct order *o, const struct order_maker *by, const void *text,
    size_t len, struct bytes *out, struct why *w);

/** The header of a sealed order alone, read strictly: what it asks for, before
 *  its targets are read. targets and digest are not filled in. */
int order_parse_header(struct order *o, const void *text, size_t len,
    struct why *w);

/** Read the header of a sealed order strictly, check every line. Faults as
 *  above. Source: order.txt, 2. */
int order_parse(struct order *o, const void *text, size_t len, struct why *w);

/**
 * What several orders select: hash tables over all their targets, for
 * millions of rows a second. All zero selects nothing. Immutable once
 * filled, so many threads may ask.
 */
struct order_match {
	void *tables;
	uint32_t orders;
	bool rows;    /* some target selects rows */
	bool members; /* some target selects paths */
	bool bundles; /* some target selects whole bundles */
	bool series;  /* some target selects those of a series */
};
/** Add a parsed order's targets (copied), under the number that hits will
 *  name; numbers rise from call to call. After a failure the match can only be
 *  cleared. WHY_JSON, WHY_ORDER, WHY_LIMIT (ORDER_WINDOWS_MAX),
 *  WHY_MEMORY. */
int order_match_add(struct order_match *m, const void *text, size_t len,
    uint32_t number, struct why *w);
void order_match_clear(struct order_match *m);
/** A bundle is one of a series: a target of that series selects it from now on,
 *  as one of the bundle does. Once all targets are added. WHY_MEMORY. */
int
order_match_belongs(struct order_match *m, const uint8_t series[SEAL_ID_BYTES],
    const uint8_t bundle[SEAL_ID_BYTES], struct why *w);
/** order_parse and order_match_add at once, under this number. The text is read
 *  a single time. */
int order_parse_into(struct order *o, struct order_match *m, uint32_t number,
    const void *text, size_t len, struct why *w);

/**
 * Which order selects this, in this bundle: the lowest number of those that
 * do, or ORDER_NONE. A target that names a bundle selects only there.
 * hits: NULL, or order_match_hits_bytes zero bytes of the caller's, in which
 * each target that selects is marked; threads may share it.
 */
#define ORDER_NONE UINT32_MAX
/** row: a data row, never the header row of a file. */
uint32_t order_match_row(const struct order_match *m,
    const uint8_t bundle[SEAL_ID_BYTES], const struct reads *r,
    const struct record *row, uint8_t *hits);
/** The same of n rows, in about half the time: an order each, to out. */
struct order_match_ask {
	const struct order_match *match;
	const uint8_t *bundle; /* SEAL_ID_BYTES */
	const struct reads *reads;
	uint8_t *hits; /* or NULL */
	/* NULL, or counted up for each row that gives no time, or no place
	 * where areas ask for it, that can be read; threads may share it */
	uint64_t *unread;
};
void order_match_rows(const struct order_match_ask *ask,
    const struct record *rows, size_t n, uint32_t *out);
uint32_t order_match_member(const struct order_match *m,
    const uint8_t bundle[SEAL_ID_BYTES], const char *path, uint8_t *hits);
uint32_t order_match_bundle(const struct order_match *m,
    const uint8_t bundle[SEAL_ID_BYTES], uint8_t *hits);

/** Size of a hits map, and how many targets of one order are not marked in
 *  it. Targets that say the same are marked together. */
size_t order_match_hits_bytes(const struct order_match *m);
uint64_t order_match_absent(const struct order_match *m, const uint8_t *hits,
    uint32_t number);

/** Targets of one order by their kind: how many, and of these how many are not
 *  marked. */
struct order_match_kind {
	uint64_t asked;
	uint64_t absent;
};
void order_match_kinds(const struct order_match *m, const uint8_t *hits,
    uint32_t number, struct order_match_kind out[ORDER_KINDS]);

#endif
