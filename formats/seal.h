#ifndef FORMATS_SEAL_H
#define FORMATS_SEAL_H

/** seal.json: the outer, signed statement. Source: seal.txt. */

#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/hash.h"
#include "formats/text.h"
#include "formats/tree.h"
#include "formats/why.h"

#define SEAL_FORMAT	    "sealbag-seal/1"
#define SEAL_ID_BYTES	    16
#define SEAL_ID_HEX	    (2 * SEAL_ID_BYTES + 1) /* with NUL */
#define SEAL_AGENCY_BYTES   65			    /* with NUL; [a-z0-9-] */
#define SEAL_PRINT_HEX	    41 /* full OpenPGP v4 fingerprint, NUL */
#define SEAL_MARKING_BYTES  65 /* with NUL; may be empty */
#define SEAL_RECIPIENTS_MAX 64
#define SEAL_EARLIER_MAX    8
#define SEAL_SINCE_MAX	    64 /* heads of before */
#define SEAL_JSON_MAX	    (UINT64_C(128) << 20)
#define SEAL_PLAIN_UNIT	    65536

struct seal_party {
	char agency[SEAL_AGENCY_BYTES];
	char fingerprint[SEAL_PRINT_HEX]; /* upper case hex */
};

/** What one who can open it is. Source: seal.txt, 2.2. */
enum seal_as {
	SEAL_RECIPIENT, /* shall receive it */
	SEAL_ESCROW,	/* keeps a key for the day that theirs is lost */
	SEAL_SELF,	/* the sender */
	SEAL_AS
};

struct seal_reader {
	struct seal_party party;
	enum seal_as as;
};

/** A seal under which the same was sent before. */
struct seal_earlier {
	uint8_t id[SEAL_ID_BYTES];
	struct seal_party sender;
	uint8_t digest[HASH_DIGEST_BYTES]; /* of that seal.json */
};

/** Bytes of one member of the frame and their BLAKE2b-512. */
struct seal_part {
	uint64_t bytes;
	uint8_t digest[HASH_DIGEST_BYTES];
};

struct seal_segment {
	struct seal_part sealed;
	uint64_t plain_max; /* multiple of SEAL_PLAIN_UNIT */
	uint32_t records;   /* 1..SALT_RECORDS_MAX */
	uint8_t root[HASH_BYTES];
};

/** How the log grew since a head that an earlier seal told. */
struct seal_since {
	uint64_t size; /* of that head */
	struct tree_proof growth;
};

/** The head of the maker's log, and how it grew. */
struct seal_log {
	uint64_t size; /* events in it */
	uint8_t root[HASH_BYTES];
	struct seal_since *since; /* by size; owned */
	size_t n_since;		  /* 0..SEAL_SINCE_MAX */
};

struct seal {
	uint8_t id[SEAL_ID_BYTES];
	uint64_t sequence; /* sender's counter, from 1 */
	int64_t created_s;
	char marking[SEAL_MARKING_BYTES];
	struct seal_party sender;
	struct seal_reader *recipients; /* owned; as SEAL_RECIPIENT first */
	size_t n_recipients;		/* 1..SEAL_RECIPIENTS_MAX */
	struct seal_part readme;
	struct seal_part contents;
	uint8_t opened[HASH_DIGEST_BYTES]; /* of the contents' plaintext */
	struct seal_earlier earlier[SEAL_EARLIER_MAX]; /* oldest first */
	size_t n_earlier;
	struct seal_segment *segments; /* owned */
	uint64_t n_segments;	       /* 1..FRAME_SEGMENTS_MAX */
	struct seal_log log;	       /* the sender's */
};

/** Can these values be? WHY_SEAL if not. Source: seal.txt, 2. */
int seal_check(const struct seal *s, struct why *w);

/** Append the JSON text. WHY_SEAL for a value that cannot be. */
int seal_write(const struct seal *s, struct bytes *out, struct why *w);

/** Parse strictly. WHY_JSON, WHY_VERSION (another format word) or WHY_SEAL (a
 *  value that cannot be, or not the form that seal_write gives); s is cleared
 *  on failure. */
int seal_parse(struct seal *s, const void *data, size_t len, struct why *w);
void seal_clear(struct seal *s);

/** A party of another statement, as a seal has it: an object. */
int seal_party_check(const struct seal_party *p, struct why *w);
void seal_party_write(const struct seal_party *p, const char *key,
    struct text_out *o);
int seal_party_take(struct seal_party *p, struct text_object *from,
    const char *key, struct why *w);

/** The log of another statement, as a seal has it: the key "log" of an object.
 *  clear: also what a failed take left. */
int seal_log_check(const struct seal_log *l, struct why *w);
void seal_log_write(const struct seal_log *l, struct text_out *o);
int seal_log_take(struct seal_log *l, struct text_object *from, struct why *w);
void seal_log_clear(struct seal_log *l);

/** Who can open it with this key; NULL: it is not sealed to it. */
const struct seal_reader *
seal_recipient(const struct seal *s, const char *fingerprint);

/** What of README, contents and segments the two do not have in common, as a
 *  word; NULL: they speak of the same. */
const char *seal_differs(const struct seal *a, const struct seal *b);

/** "recipient", "escrow", "self"; NULL, and SEAL_AS, for anything else. */
const char *seal_as_name(enum seal_as as);
enum seal_as seal_as_parse(const char *word);

#endif
