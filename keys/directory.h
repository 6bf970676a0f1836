#ifndef KEYS_DIRECTORY_H
#define KEYS_DIRECTORY_H

/**
 * The agencies that a store knows, their keys and roles, as a signed and
 * numbered document. Source: directory.txt.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/hash.h"
#include "formats/seal.h"
#include "formats/why.h"
#include "keys/card.h"
#include "keys/lineage.h"

#define DIRECTORY_FORMAT	"sealbag-directory/1"
#define DIRECTORY_MAX_BYTES	((size_t)16 << 20)
#define DIRECTORY_MAX_AGENCIES	10000
#define DIRECTORY_MAX_KEYS	64 /* of one agency */
#define DIRECTORY_MAX_VERSION	LINEAGE_MAX_VERSION
#define DIRECTORY_CODE_BYTES	17  /* with NUL */
#define DIRECTORY_CONTACT_BYTES 201 /* with NUL */

/** A time that is not known, or never comes. */
#define DIRECTORY_NEVER INT64_MAX

enum directory_kind {
	DIRECTORY_POLICE,
	DIRECTORY_LAW_ENFORCEMENT,
	DIRECTORY_AUTHORITY,
	DIRECTORY_COURT,
	DIRECTORY_PROSECUTION,
	DIRECTORY_DEFENCE,
	DIRECTORY_OTHER,
	DIRECTORY_KINDS
};

enum directory_status {
	DIRECTORY_APPROVED,
	DIRECTORY_SUSPENDED,
	DIRECTORY_WITHDRAWN, /* known by name, trusted no longer */
	DIRECTORY_STATUSES
};

/** What an agency may do, as bits. Source: directory.txt, 3. */
enum directory_role {
	DIRECTORY_SEAL = 1,
	DIRECTORY_RECEIVE = 2,
	DIRECTORY_ORDER = 4,
	DIRECTORY_ORDER_ALL = 8,
	DIRECTORY_ANSWER = 16,
	DIRECTORY_APPROVE = 32,
	DIRECTORY_WITNESS = 64,
	DIRECTORY_ADMINISTER = 128,
	DIRECTORY_ALL_ROLES = 255,
};
/** What an agency gets unless it is said otherwise: all but order-all and
 *  administer. */
#define DIRECTORY_USUAL_ROLES \
	(DIRECTORY_ALL_ROLES - DIRECTORY_ORDER_ALL - DIRECTORY_ADMINISTER)

/** What a key is for, as bits. */
enum directory_use {
	DIRECTORY_SIGN = 1,
	DIRECTORY_ENCRYPT = 2,
};

struct directory_key {
	char fingerprint[CARD_PRINT_HEX];
	unsigned use;
	/* whose: a staff id, never a name; "": the agency's own */
	char person[CARD_PERSON_BYTES];
	unsigned roles; /* enum directory_role, together */
	int64_t valid_from_s;
	/* or DIRECTORY_NEVER */
	int64_t valid_until_s;
	int64_t superseded_s;
	int64_t revoked_s;
	int64_t compromised_s;
	struct bytes key; /* armoured, owned */
};

struct directory_agency {
	char agency[CARD_AGENCY_BYTES];
	char name[CARD_NAME_BYTES];
	enum directory_kind kind;
	char force_code[DIRECTORY_CODE_BYTES];
	char contact[DIRECTORY_CONTACT_BYTES];
	enum directory_status status;
	int64_t approved_from_s;
	int64_t approved_until_s;   /* or DIRECTORY_NEVER */
	unsigned roles;		    /* enum directory_role, together */
	struct directory_key *keys; /* owned */
	size_t n_keys;
};

/** All zero is none: version 0. */
struct directory {
	struct seal_party issuer;
	uint64_t version;
	int64_t issued_s;
	uint8_t (*earlier)[HASH_DIGEST_BYTES]; /* version - 1 of them, owned */
	struct directory_agency *agencies;     /* by id, owned */
	size_t n;
	struct directory_place *places; /* of the keys, by fingerprint, owned */
	size_t n_places;
};

/** Where a key is. */
struct directory_place {
	uint32_t agency;
	uint32_t key;
};

/** Parse strictly. Returns 0, or -1 with WHY_DIRECTORY, WHY_VERSION (another
 *  format word), WHY_JSON or WHY_MEMORY, and d cleared. */
int directory_parse(struct directory *d, const void *data, size_t len,
    struct why *w);
/** Append the text. WHY_JSON for a text that is not UTF-8. Other values that
 *  cannot be are for directory_parse to find. */
int
directory_write(const struct directory *d, struct bytes *out, struct why *w);
void directory_clear(struct directory *d);
/** What its faults are called. */
extern const struct lineage_kind directory_lineage;

/** Of a text, as "earlier" and b2sum have it. */
void directory_digest(const struct bytes *text, uint8_t out[HASH_DIGEST_BYTES]);

/** The agency with this id, or whose key this is; NULL if there is none.
 *  Whether it may do anything is not asked. Borrowed until a change. */
const struct directory_agency *
directory_find_agency(const struct directory *d, const char *agency);
const struct directory_agency *directory_find_key(const struct directory *d,
    const char *fingerprint, const struct directory_key **key);
/**
 * The key that an agency uses now for this, not one of its persons'; NULL if it
 * has none that counts: of several, the one that is valid since last. One to
 * encrypt to has the role to receive.
 */
const struct directory_key *directory_current(const struct directory_agency *a,
    enum directory_use use, int64_t now_s);
/** May this agency (NULL: nobody) act in this role now? */
bool directory_may(const struct directory_agency *a, enum directory_role role,
    int64_t now_s);
/** May it with this key? Whether the key counts is not asked. */
bool directory_key_may(const struct directory_agency *a,
    const struct directory_key *k, enum directory_role role, int64_t now_s);
bool directory_approved(const struct directory_agency *a, int64_t at_s);
/** Is this a key that issues directories: the agency's own, which signs, with
 *  the role? Source: directory.txt, 3. */
bool directory_key_issues(const struct directory_agency *a,
    const struct directory_key *k);

/**
 * gpg said that a signer's key is unknown: no verdict if this directory has it,
 * since each of its keys is in the keyring, but WHY_GPG. Any other fault stays
 * what it is. fingerprint: of the key that signed.
 */
void directory_doubt(const struct directory *d, const char *fingerprint,
    struct why *fault);

/** "seal", "sign", "police", "approved". NULL for anything but one of them. */
const char *directory_role_name(enum directory_role role);
const char *directory_use_name(enum directory_use use);
const char *directory_kind_name(enum directory_kind kind);
const char *directory_status_name(enum directory_status status);
/** DIRECTORY_KINDS for anything else. */
enum directory_kind directory_kind_parse(const char *name);
/** "seal,answer" as bits, in any order; 0 for anything that is not a list of
 *  roles. */
unsigned directory_roles_parse(const char *list);

/**
 * Where each key is, for directory_find_key: of all of them (WHY_DIRECTORY for
 * a key that stands twice; WHY_MEMORY); or of one more, for which there must be
 * room first.
 */
int directory_index(struct directory *d, struct why *w);
int directory_index_room(struct directory *d, struct why *w);
void directory_index_add(struct directory *d, const struct directory_agency *a,
    const struct directory_key *k);

/* --- changes of a directory that is kept here: directory_change.c --- */

/** Begin one: d must be empty. valid_from_s: of the key. */
int directory_found(struct directory *d, const struct card *self,
    int64_t valid_from_s, int64_t now_s, struct why *w);

/** What is said of an agency that is pinned. */
struct directory_pin {
	const struct card *card;
	/* What is not said stays as it was, or is as usual. */
	unsigned roles;		  /* or 0: not said */
	enum directory_kind kind; /* or DIRECTORY_KINDS: not said */
	const char *force_code;	  /* or NULL: not said */
	const char *contact;	  /* or NULL: not said */
	const char *supersedes;	  /* fingerprint of its key so far, or NULL */
	int64_t approved_from_s;  /* or 0: not said */
	int64_t approved_until_s; /* DIRECTORY_NEVER: for good; 0: not said */
	int64_t now_s;
};
/**
 * Pin an agency. One that is known with this key gets what is said now, and is
 * approved. Returns -1 with WHY_CARD if the id stands with another key that is
 * not superseded by this one, if the fingerprint stands for another id (a
 * look-alike) or for a key that counts no longer, if it or the key is a
 * person's, if it is the issuer itself, or if the directory is full; WHY_USAGE
 * for anything else that cannot be said.
 * Only with WHY_MEMORY d may be half changed.
 */
int directory_pin(struct directory *d, const struct directory_pin *pin,
    struct why *w);
/** What is said of a further key of an agency, the issuer included. */
struct directory_more {
	const struct card *card;
	const char *person; /* or NULL: as the card says */
	unsigned roles;	    /* 0: as it was; all for a new key that is the
			       agency's own */
	int64_t now_s;
};
/**
 * Add it beside the others. One that is known gets the card's text and what is
 * said now. A person's key only signs. WHY_CARD if there is no such agency, the
 * key stands for another agency or person, or counts no longer; WHY_USAGE for
 * anything else that cannot be said. As with directory_pin.
 */
int directory_add_key(struct directory *d, const struct directory_more *more,
    struct why *w);
/** Whose a key is and what it may do; person NULL, roles 0: as it was.
 *  WHY_USAGE for what cannot be, and if nothing changes. */
int directory_set_key(struct directory *d, const char *fingerprint,
    const char *person, unsigned roles, struct why *w);
/** Suspend, or withdraw, also one that is suspended. WHY_USAGE if no such
 *  agency is trusted as much, or it is the issuer. */
int directory_withdraw(struct directory *d, const char *agency,
    enum directory_status status, struct why *w);
/** What becomes of a key. */
enum directory_end {
	DIRECTORY_SUPERSEDED,
	DIRECTORY_REVOKED,
	DIRECTORY_COMPROMISED,
};
/** An earlier time takes the place of a later one, never the other way round
 *  (WHY_USAGE, as for a key that is not there). */
int directory_end_key(struct directory *d, const char *fingerprint,
    enum directory_end how, int64_t since_s, struct why *w);
/** Another text of the same key, such as one with a later expiry. WHY_USAGE if
 *  the key is not there. */
int directory_renew_key(struct directory *d, const char *fingerprint,
    const struct bytes *armoured, struct why *w);
/** Since when a key counts. */
void directory_valid_from(struct directory *d, const char *fingerprint,
    int64_t from_s);
/** Make it the version behind the one whose text this is (NULL: the first). */
int directory_next(struct directory *d, const struct bytes *held, int64_t now_s,
    struct why *w);

/* --- another one: directory_follow.c --- */

/** May fresh take the place of held, whose text that is? WHY_DIRECTORY_ISSUER,
 *  WHY_DIRECTORY_ROLLBACK, WHY_DIRECTORY_FORK; WHY_USAGE: it is the same. A
 *  held one of version 0 has an issuer only. Source: directory.txt, 4.2. */
int directory_follows(const struct directory *held, const struct bytes *text,
    const struct directory *fresh, const struct bytes *fresh_text,
    struct why *w);

/* --- what is not as before: directory_diff.c --- */

/** One thing that is not as before. */
struct directory_change {
	const char *agency;
	const char *key;  /* fingerprint, or NULL */
	const char *what; /* "added", "removed", or the key of directory.txt */
	const char *before;
	const char *after;
};
/** Tell each change, in order of agencies and keys. Returns what each said. */
int
directory_diff(const struct directory *before, const struct directory *after,
    int (*each)(void *self, const struct directory_change *change), void *self);

#endif
