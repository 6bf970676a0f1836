#ifndef KEYS_DECISION_H
#define KEYS_DECISION_H

/**
 * Does a signature count? Decided by the directory, and by when the signature
 * is known to have existed, never by the time alone that it claims. Source:
 * directory.txt, 5.
 */

#include <stdbool.h>
#include <stdint.h>

#include "formats/why.h"
#include "keys/directory.h"
#include "keys/known.h"
#include "keys/session.h"

/** Whichever role the key has, but one. */
#define DECISION_ANY_ROLE ((enum directory_role)0)

/** What is asked. Everything is borrowed. */
struct decision_ask {
	const struct directory *directory;
	/** What gpg said, which verified the signature itself: WHY_NONE,
	 *  WHY_SIGNER_EXPIRED or WHY_SIGNER_REVOKED, with matches set. */
	const struct session_verdict *verdict;
	enum why_reason gpg;
	enum directory_role role; /* or DECISION_ANY_ROLE */
	int64_t now_s;
	/** When the own log shows it; DIRECTORY_NEVER: it is seen first now. */
	int64_t logged_s;
	struct known_since shown; /* what else tells when it was there */
};

/** What a signature that counts carries along, as bits. */
enum decision_note {
	DECISION_COMPROMISED_SINCE = 1,
	DECISION_REVOKED_SINCE = 2,
	DECISION_EXPIRED_SINCE = 4,
	DECISION_SUPERSEDED_SINCE = 8,
};
#define DECISION_NOTES 4

/** What it rests on. */
struct decision {
	char agency[CARD_AGENCY_BYTES];
	char name[CARD_NAME_BYTES];
	char person[CARD_PERSON_BYTES]; /* "": the agency itself */
	char fingerprint[CARD_PRINT_HEX];
	unsigned roles;		  /* of the key, which the agency has too */
	struct seal_party issuer; /* of the directory */
	uint64_t version;
	int64_t claimed_s;
	int64_t known_s;
	enum known_by known_by; /* what shows that */
	unsigned notes;		/* enum decision_note, together */
};

/** Returns 0, or -1 with a reason of directory.txt, 5.2; out tells what was
 *  known by then, also of an agency that may not. */
int decision_make(const struct decision_ask *ask, struct decision *out,
    struct why *w);

/** "revoked-since"; NULL for anything but one note. */
const char *decision_note_name(unsigned note);

#endif
