#ifndef KEYS_POLICY_H
#define KEYS_POLICY_H

/**
 * What an agency demands of those who use the program, as a signed and
 * numbered document. Among the keys, since it names roles of the directory and
 * how strong a key must be. Source: policy.txt.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/why.h"
#include "keys/card.h"
#include "keys/directory.h"
#include "keys/lineage.h"
#include "keys/quorum.h"
#include "keys/session.h"

#define POLICY_FORMAT	      "sealbag-policy/1"
#define POLICY_DRAFT	      "sealbag-policy-draft/1"
#define POLICY_MAX_BYTES      ((size_t)1 << 20)
#define POLICY_WORD_BYTES     33  /* with NUL */
#define POLICY_TEXT_BYTES     201 /* with NUL */
#define POLICY_DATE_BYTES     11  /* with NUL */
#define POLICY_REFER_BYTES    56  /* "name/version" with NUL */
#define POLICY_SENTENCE_BYTES 512
#define POLICY_NEEDS	      32
#define POLICY_COUNT_MAX      16
#define POLICY_CATEGORIES     16
#define POLICY_RANKS	      16
#define POLICY_ROWS	      64
#define POLICY_WEAK	      64
#define POLICY_FINDINGS	      64
#define POLICY_DAYS_MAX	      36500
#define POLICY_ESCROW	      8

/** Source: policy.txt, 4. */
struct policy_category {
	char category[POLICY_WORD_BYTES];
	uint32_t days;
};
enum policy_past {
	POLICY_REFUSE,
	POLICY_DROP,
	POLICY_PASTS
};

/** Source: policy.txt, 5. */
struct policy_row {
	char category[POLICY_WORD_BYTES];
	uint32_t over_days;
	char rank[POLICY_WORD_BYTES]; /* "": nobody */
};

/** Fields of a request, in order of the specification, 6. */
enum policy_field {
	POLICY_PURPOSE,
	POLICY_REFERENCE,
	POLICY_REQUESTER,
	POLICY_AUTHORISER,
	POLICY_RANK,
	POLICY_NUMBER,
	POLICY_AUTHORISED_AT,
	POLICY_CATEGORY,
	POLICY_FIELDS
};

/** What follows from a finding of a check. Source: policy.txt, 8. */
enum policy_then {
	POLICY_THEN_REFUSE,
	POLICY_THEN_WARN,
	POLICY_THEN_IGNORE,
	POLICY_THENS
};
struct policy_finding {
	char finding[POLICY_WORD_BYTES];
	enum policy_then then;
};

/** Algorithms as bits. Source: policy.txt, 7. */
enum policy_algorithm {
	POLICY_CURVE25519 = 1,
	POLICY_RSA = 2,
	POLICY_ALL_ALGORITHMS = 3,
};

/** Version 0 is none: it demands nothing. All zero is not one, but
 *  policy_neutral. */
struct policy {
	struct lineage line;
	char name[POLICY_WORD_BYTES];
	char source[POLICY_TEXT_BYTES];
	char source_date[POLICY_DATE_BYTES];
	char verified_by[POLICY_TEXT_BYTES];
	/* Source: policy.txt, 3 */
	struct quorum_need needs[POLICY_NEEDS];
	size_t n_needs;
	struct policy_category categories[POLICY_CATEGORIES];
	size_t n_categories;
	enum policy_past past;
	char ranks[POLICY_RANKS][POLICY_WORD_BYTES];
	size_t n_ranks;
	struct policy_row rows[POLICY_ROWS];
	size_t n_rows;
	unsigned mandatory; /* bit 1 << enum policy_field */
	char weak[POLICY_WEAK][POLICY_WORD_BYTES];
	size_t n_weak;
	unsigned algorithms; /* enum policy_algorithm, together */
	uint32_t rsa_bits;
	struct policy_finding findings[POLICY_FINDINGS];
	size_t n_findings;
	bool tombstones;
	/** Agencies that can open all that is sent. Source: policy.txt, 10. */
	char escrow[POLICY_ESCROW][CARD_AGENCY_BYTES];
	size_t n_escrow;
};

/** The one that demands nothing: version 0, and the draft that is begun with.
 */
void policy_neutral(struct policy *p);
void policy_clear(struct policy *p);

/** Parse strictly. Returns 0, or -1 with WHY_POLICY, WHY_VERSION (another
 *  format word), WHY_JSON or WHY_MEMORY, and p cleared. */
int policy_parse(struct policy *p, const void *data, size_t len, struct why *w);
/** Likewise a draft, which has no lineage and any layout. Source: policy.txt,
 *  2.4. */
int policy_parse_draft(struct policy *p, const void *data, size_t len,
    struct why *w);
/** Append the text; of a draft: without lineage. */
int policy_write(const struct policy *p, bool draft, struct bytes *out,
    struct why *w);

/** Can the values be, apart from lineage? WHY_POLICY. For policy_parse*. */
int policy_check(const struct policy *p, struct why *w);

/** May fresh take the place of held (version 0: none), whose text that is?
 *  WHY_POLICY_ISSUER, WHY_POLICY_ROLLBACK, WHY_POLICY_FORK; WHY_USAGE: it is
 *  the same. Source: policy.txt, 11.2. */
int policy_follows(const struct policy *held, const struct bytes *text,
    const struct policy *fresh, const struct bytes *fresh_text, struct why *w);

/** What its faults are called. */
extern const struct lineage_kind policy_kind;

/** Words; NULL (enums: the number of words) for what is none. */
const char *policy_past_name(enum policy_past past);
const char *policy_field_name(enum policy_field f);
const char *policy_then_name(enum policy_then t);
const char *policy_algorithm_name(enum policy_algorithm a);
bool policy_word_ok(const char *word);

/** "uk-nasple-2.4/3", as events and contents name it; "" for none. */
void policy_refer(const struct policy *p, char out[POLICY_REFER_BYTES]);

/* --- as lines, for people: policy_show.c --- */

/** One demand: "retention.major", "365". */
struct policy_line {
	char key[2 * POLICY_WORD_BYTES + 32];
	char value[POLICY_WEAK * POLICY_WORD_BYTES];
};
/** All lines in order; name, source, source_date and verified_by too. Returns
 *  what each said. */
int policy_each(const struct policy *p,
    int (*each)(void *self, const struct policy_line *line), void *self);

struct policy_change {
	const char *what;   /* key of the line */
	const char *before; /* "": it was not there */
	const char *after;
};
/** Lines that differ. Returns what each said, or -1 with WHY_MEMORY. */
int policy_diff(const struct policy *before, const struct policy *after,
    int (*each)(void *self, const struct policy_change *change), void *self,
    struct why *w);

/* --- what it demands: policy_ask.c. None demands nothing. --- */

/** A request, as the fields of section 6; borrowed, never NULL. */
struct policy_request {
	const char *fields[POLICY_FIELDS]; /* texts as given, "" for none */
	int64_t authorised_s;		   /* DIRECTORY_NEVER: not given */
};
/** Is it whole? WHY_PURPOSE, WHY_AUTHORITY. Source: policy.txt, 5.1, 6. */
int policy_check_request(const struct policy *p, const struct policy_request *r,
    int64_t now_s, struct why *w);
/** May reads of this age be packed for it? WHY_AUTHORITY, WHY_RETENTION. */
int policy_check_reads(const struct policy *p, const struct policy_request *r,
    int64_t oldest_ms, int64_t now_s, struct why *w);
/** Are reads of a category past their days, by this policy? WHY_RETENTION. */
int policy_check_age(const struct policy *p, const char *category,
    int64_t oldest_s, int64_t now_s, struct why *w);
/** The category, or NULL. */
const struct policy_category *
policy_find_category(const struct policy *p, const char *category);

/** Is a key strong enough? whose: begins the sentence. -1 with `reason`. */
int policy_check_key(const struct policy *p, const struct session_strength *key,
    const char *whose, enum why_reason reason, struct why *w);

/** What follows from a finding. */
enum policy_then policy_finding(const struct policy *p, const char *finding);

#endif
