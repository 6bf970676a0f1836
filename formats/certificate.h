#ifndef FORMATS_CERTIFICATE_H
#define FORMATS_CERTIFICATE_H

/** The signed answer to an order: what went or is restricted, what not, and how
 *  that was looked at. Source: certificate.txt. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/hash.h"
#include "formats/order_target.h"
#include "formats/runs.h"
#include "formats/seal.h"
#include "formats/why.h"

#define CERTIFICATE_FORMAT	"sealbag-certificate/1"
#define CERTIFICATE_JSON_MAX	SEAL_JSON_MAX
#define CERTIFICATE_WORD_BYTES	33
#define CERTIFICATE_BUNDLES_MAX 1000000
#define CERTIFICATE_HOLDS_MAX	10000
#define CERTIFICATE_PLACES_MAX	32
/** Of more leaves only the roots over them are listed. */
#define CERTIFICATE_LEAVES_MAX	 1000000
#define CERTIFICATE_DATE_BYTES	 11
#define CERTIFICATE_ORIGIN_BYTES 64

/** Targets of one kind. */
struct certificate_target {
	enum order_target_kind kind;
	uint64_t asked;
	uint64_t absent; /* of which found nothing */
};

/** What is said of a record. */
enum certificate_set {
	CERTIFICATE_TAKEN,	/* it went by the order */
	CERTIFICATE_HELD,	/* selected, and a hold keeps it */
	CERTIFICATE_RESTRICTED, /* the order restricts it */
	CERTIFICATE_LIFTED,	/* selected, and no longer restricted */
	CERTIFICATE_OTHER,	/* it is gone by something else */
	CERTIFICATE_SETS
};

/** A segment in which something was selected or is gone. */
struct certificate_segment {
	uint64_t number;
	uint32_t records;
	uint8_t root[HASH_BYTES];
	struct runs sets[CERTIFICATE_SETS];
	uint8_t over[HASH_BYTES]; /* root over the leaves of its own set */
	uint8_t *leaves;	  /* these, owned; or NULL */
};

/** How things stand with a bundle. */
enum certificate_state {
	CERTIFICATE_CHECKED, /* all of it was read, and agrees with its seal */
	CERTIFICATE_WHOLE,   /* it is deleted, all of it */
	CERTIFICATE_FAILED,  /* it was changed: nothing is said of it */
	CERTIFICATE_MISSING, /* it is not where it was released */
	CERTIFICATE_UNTOUCHED, /* the order found nothing in it */
	CERTIFICATE_STATES
};

struct certificate_bundle {
	uint8_t id[SEAL_ID_BYTES];
	enum certificate_state state;
	uint64_t reads; /* of its own set */
	uint64_t files;
	struct certificate_segment *segments; /* owned */
	size_t n;
};

struct certificate_hold {
	uint8_t id[16];
	char ground[CERTIFICATE_WORD_BYTES];
	char review[CERTIFICATE_DATE_BYTES];
	uint64_t records;
};

/** Where deletion reached, as flow/reach has it. */
struct certificate_place {
	char place[CERTIFICATE_WORD_BYTES];
	char state[CERTIFICATE_WORD_BYTES];
	char reason[CERTIFICATE_WORD_BYTES];
	uint64_t count;
};

struct certificate {
	uint8_t order[16];
	enum order_act kind;
	enum order_act does; /* kind, or "then" of one to rectify */
	uint8_t digest[HASH_DIGEST_BYTES]; /* of the order */
	uint8_t carrier[SEAL_ID_BYTES];
	struct seal_party issuer;
	struct seal_party answerer;
	int64_t issued_s;
	int64_t deadline_s;
	int64_t ends_s; /* of a restriction, or ORDER_NO_END */
	int64_t answered_s;
	int64_t made_s;
	struct certificate_target targets[ORDER_KINDS];
	size_t n_targets;
	struct certificate_bundle *bundles; /* owned */
	size_t n_bundles;
	struct certificate_hold *holds; /* owned */
	size_t n_holds;
	struct certificate_place places[CERTIFICATE_PLACES_MAX];
	size_t n_places;
	char tool[CERTIFICATE_WORD_BYTES];
	char origin[CERTIFICATE_ORIGIN_BYTES]; /* of the answerer's log */
	uint64_t log_size;
	uint8_t log_root[HASH_BYTES];
};

/** Can these values be? WHY_CERTIFICATE if not. */
int certificate_check(const struct certificate *c, struct why *w);

/** Append the text. WHY_CERTIFICATE for a value that cannot be. */
int certificate_write(const struct certificate *c, struct bytes *out,
    struct why *w);

/** Parse strictly. WHY_JSON, WHY_VERSION or WHY_CERTIFICATE; c is cleared on
 *  failure. */
int certificate_parse(struct certificate *c, const void *data, size_t len,
    struct why *w);
void certificate_clear(struct certificate *c);
void certificate_clear_segment(struct certificate_segment *s);

/** Add a bundle or a segment, all zero; NULL with WHY_MEMORY. Valid until the
 *  next one is added. */
struct certificate_bundle *
certificate_add_bundle(struct certificate *c, struct why *w);
struct certificate_segment *
certificate_add_segment(struct certificate_bundle *b, struct why *w);

/** The one with this id or number; NULL: there is none. */
const struct certificate_bundle *
certificate_find(const struct certificate *c, const uint8_t id[SEAL_ID_BYTES]);
const struct certificate_segment *
certificate_segment_of(const struct certificate_bundle *b, uint64_t number);

/** What the answer to an order that does this is about, so that leaves of these
 *  records are listed; can such an answer have records of a set at all? */
enum certificate_set certificate_own(enum order_act does);
bool certificate_may(enum order_act does, enum certificate_set set);
/** Records of a set, in all. */
uint64_t
certificate_count(const struct certificate *c, enum certificate_set set);
/** Drop the leaves where they are more than are listed. */
void certificate_trim(struct certificate *c);

/** "taken", "held"; NULL for anything else. */
const char *certificate_set_name(enum certificate_set set);
/** "checked", "whole"; NULL for anything else. */
const char *certificate_state_name(enum certificate_state state);

#endif
