#ifndef FORMATS_HANDOVER_H
#define FORMATS_HANDOVER_H

/**
 * Hand-overs: a disk with a bundle goes from hand to hand, each hop signed by
 * who gave and by who took. Source: handover.txt.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/hash.h"
#include "formats/seal.h"
#include "formats/why.h"

#define HANDOVER_GIVE	      "sealbag-give/1"
#define HANDOVER_TAKE	      "sealbag-take/1"
#define HANDOVER_HOPS_MAX     16
#define HANDOVER_TEXT_BYTES   257 /* with NUL; printable */
#define HANDOVER_PERSON_BYTES 65  /* with NUL; as an agency, or empty */
#define HANDOVER_REASON_BYTES 33
#define HANDOVER_MAX_BYTES    ((size_t)128 << 10) /* of a statement */
#define HANDOVER_FILE_MAX     ((size_t)8 << 20)
#define HANDOVER_SKEW_S	      300 /* how far two clocks may be apart */

/** What a look at the bundle found. Source: handover.txt, 5. */
enum handover_found {
	HANDOVER_INTACT,
	HANDOVER_SAME,
	HANDOVER_CHANGED,
	HANDOVER_DAMAGED,
	HANDOVER_OTHER,
	HANDOVER_UNOPENED,
	HANDOVER_FOUND
};
/** "intact"; NULL, and HANDOVER_FOUND, for anything else. */
const char *handover_found_name(enum handover_found found);
enum handover_found handover_found_parse(const char *word);

/** Whose signature it is. */
struct handover_party {
	struct seal_party key;
	char person[HANDOVER_PERSON_BYTES]; /* "": the agency itself */
};

/** A statement and its signatures that another one cites. */
struct handover_cited {
	uint8_t statement[HASH_DIGEST_BYTES];
	uint8_t signatures[HASH_DIGEST_BYTES];
};

/** What it is about; the same in every hop of a chain, but for the file. */
struct handover_what {
	uint8_t id[SEAL_ID_BYTES]; /* of the chain */
	uint8_t bundle[SEAL_ID_BYTES];
	uint8_t seal[HASH_DIGEST_BYTES];
	struct seal_part file; /* all of it, as a file */
};

/** Source: handover.txt, 3. */
struct handover_give {
	struct handover_what what;
	unsigned hop;		      /* 1..HANDOVER_HOPS_MAX */
	struct handover_cited before; /* of the hop before, where hop > 1 */
	enum handover_found found;
	char reason[HANDOVER_REASON_BYTES];
	struct handover_party giver;
	char to_agency[SEAL_AGENCY_BYTES];
	char to_person[HANDOVER_PERSON_BYTES]; /* "": any key that answers */
	char officer[HANDOVER_TEXT_BYTES];
	char courier[HANDOVER_TEXT_BYTES];
	char place[HANDOVER_TEXT_BYTES];
	char make[HANDOVER_TEXT_BYTES];
	char serial[HANDOVER_TEXT_BYTES];
	char seal_number[HANDOVER_TEXT_BYTES];
	char why[HANDOVER_TEXT_BYTES];
	char reference[HANDOVER_TEXT_BYTES];
	int64_t made_s;
	struct seal_log log; /* the giver's; owned */
};

/** Source: handover.txt, 4. */
struct handover_take {
	uint8_t id[SEAL_ID_BYTES];
	unsigned hop;
	struct handover_cited given;
	struct handover_party taker;
	char officer[HANDOVER_TEXT_BYTES];
	char place[HANDOVER_TEXT_BYTES];
	enum handover_found found;
	char reason[HANDOVER_REASON_BYTES];
	char seal_number[HANDOVER_TEXT_BYTES]; /* as it was seen */
	char remark[HANDOVER_TEXT_BYTES];
	int64_t made_s;
	struct seal_log log; /* the taker's; owned */
};

/** Append the text. WHY_HANDOVER, WHY_SEAL for a value that cannot be. */
int handover_give_write(const struct handover_give *g, struct bytes *out,
    struct why *w);
int handover_take_write(const struct handover_take *t, struct bytes *out,
    struct why *w);

/** Parse strictly: WHY_JSON, WHY_VERSION, WHY_SEAL (a party, a head), or
 *  WHY_HANDOVER (another form). To be cleared in any case. */
int handover_give_parse(struct handover_give *g, const void *data, size_t len,
    struct why *w);
int handover_take_parse(struct handover_take *t, const void *data, size_t len,
    struct why *w);
void handover_give_clear(struct handover_give *g);
void handover_take_clear(struct handover_take *t);

/* --- the file: handover_file.c --- */

/** A part of the file, borrowed. */
struct handover_part {
	const uint8_t *data;
	size_t len;
};
/** One hop; len 0: it was not taken. */
struct handover_parts {
	struct handover_part give;
	struct handover_part give_signatures;
	struct handover_part take;
	struct handover_part take_signatures;
};
struct handover_file {
	struct handover_parts hops[HANDOVER_HOPS_MAX];
	size_t n; /* 1.. */
};

/** Take a file apart; nothing in the parts is looked at. f borrows from data.
 *  WHY_HANDOVER, WHY_VERSION. Source: handover.txt, 2. */
int handover_file_parse(struct handover_file *f, const void *data, size_t len,
    struct why *w);
/** Append it. */
int handover_file_write(const struct handover_file *f, struct bytes *out,
    struct why *w);

/* --- the chain: handover_chain.c --- */

/** A hop whose signatures were weighed. */
struct handover_hop {
	struct handover_give give; /* owned */
	struct handover_take take; /* likewise */
	bool taken;
	struct handover_cited given; /* digests of the two files, each */
	struct handover_cited answer;
	int64_t given_s; /* what the makers' signatures claim */
	int64_t taken_s;
};

/** Digests of a statement and of its signatures. */
void
handover_cite(struct handover_cited *out, const struct handover_part *statement,
    const struct handover_part *signatures);

/**
 * Do n hops make one chain? -1 with the hop's number and WHY_HANDOVER_BROKEN,
 * WHY_FUTURE or WHY_NOT_ADDRESSED. That the last one is open is no fault here.
 * Source: handover.txt, 6.
 */
int handover_chain(const struct handover_hop *hops, size_t n, int64_t now_s,
    struct why *w);

/** May this one take what was given? WHY_NOT_ADDRESSED. */
int handover_addressed(const struct handover_give *g,
    const struct handover_party *taker, struct why *w);

/** Did the last hop end well? WHY_HANDOVER_OPEN, WHY_HANDOVER_FOUND. */
int handover_ended(const struct handover_hop *hops, size_t n, struct why *w);

#endif
