#ifndef KEYS_QUORUM_H
#define KEYS_QUORUM_H

/**
 * Did enough persons sign, each in a role that is asked for? Pure: whether a
 * signature counts at all was decided before. Source: signature.txt, 5.
 */

#include <stdbool.h>
#include <stddef.h>

#include "formats/signature.h"
#include "formats/why.h"
#include "keys/directory.h"

/** What is signed. */
enum quorum_statement {
	QUORUM_SEAL,
	QUORUM_ORDER,
	QUORUM_CERTIFICATE,
	QUORUM_DIRECTORY,
	QUORUM_POLICY,
	QUORUM_STATEMENTS
};

/** One line of a policy: so many persons that act in this role. */
struct quorum_need {
	enum quorum_statement statement;
	enum directory_role role;
	unsigned count; /* 0: nobody */
};

/** A signature that counts. */
struct quorum_signer {
	const char *agency;
	const char *person; /* "": the agency itself */
	unsigned roles;	    /* enum directory_role, together: of the key and of
			       its agency */
};

struct quorum_ask {
	enum quorum_statement statement; /* needs of others are passed over */
	const char *agency;		 /* of the maker; no other's count */
	const struct quorum_need *needs;
	size_t n_needs;
	const struct quorum_signer *signers;
	size_t n_signers; /* to SIGNATURE_FILE_MAX */
};

#define QUORUM_ROLES 8

struct quorum_result {
	unsigned missing;		/* persons; 0: all needs are met */
	unsigned lacking[QUORUM_ROLES]; /* of them, by the role's bit */
	unsigned asked[QUORUM_ROLES];	/* persons, likewise */
	/** The role that each signer fills a place of; 0: none. */
	unsigned filled[SIGNATURE_FILE_MAX];
};

/** The best filling: as many places as can be, the first needs first. */
void quorum_check(const struct quorum_ask *ask, struct quorum_result *out);

/** WHY_QUORUM: which role lacks how many. Returns -1, or 0 if none is missing.
 */
int quorum_explain(const struct quorum_result *r, struct why *w);

/** "seal", "directory". NULL for anything but one of them. */
const char *quorum_statement_name(enum quorum_statement statement);

#endif
