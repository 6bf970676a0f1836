#ifndef KEYS_SIGNERS_H
#define KEYS_SIGNERS_H

/**
 * Who signed a statement: each signature of its file, checked by gpg and
 * weighed by the directory; and whether that is enough for a policy. Source:
 * signature.txt, 3.1 and 5.
 */

#include <stddef.h>
#include <stdint.h>

#include "formats/signature.h"
#include "formats/why.h"
#include "keys/decision.h"
#include "keys/directory.h"
#include "keys/quorum.h"
#include "keys/session.h"

/** What is asked; everything is borrowed. */
struct signers_ask {
	struct session *session; /* that knows the keys */
	const struct directory *directory;
	struct session_signed data; /* with the whole file of signatures */
	int64_t now_s;
	int64_t logged_s;	   /* as in decision.h */
	const struct known *known; /* of its signatures; or NULL */
};

/** One signature, and what comes of it. */
struct signers_one {
	struct session_verdict verdict;
	enum why_reason gpg;	  /* as in decision.h */
	struct known_since shown; /* likewise */
	struct decision decision;
	struct why why;	 /* WHY_NONE: it counts; else why it does not */
	unsigned filled; /* the role that it is counted for, by a policy; or 0
			  */
};

struct signers {
	struct signers_one all[SIGNATURE_FILE_MAX];
	size_t n;
	/** Persons that signers_enough asked for, by the role's bit, and how
	 *  many of them signed. */
	unsigned asked[QUORUM_ROLES];
	unsigned met[QUORUM_ROLES];
};

/** Check each. That one does not count is no fault. Returns 0, or -1 with what
 *  session_verify says of one, or WHY_SIGNATURE_FORMAT. */
int
signers_check(struct signers *s, const struct signers_ask *ask, struct why *w);

/** Does any count in this role? out: what the first that does rests on. -1 with
 *  the reason of one that does not. */
int signers_any(const struct signers *s, const struct signers_ask *ask,
    enum directory_role role, struct decision *out, struct why *w);

/** The one of this primary key; NULL if there is none. */
const struct signers_one *
signers_find(const struct signers *s, const char *fingerprint);

/** The one that this primary key made and gpg found right, whether it counts
 *  or not; key NULL: the first of any. NULL if there is none. */
const struct signers_one *
signers_right(const struct signers *s, const char *key);

/** Does one count in this role? The reasons are those of decision_make. */
int signers_decide(const struct signers_one *one, const struct signers_ask *ask,
    enum directory_role role, struct decision *out, struct why *w);

/** Whom a statement names as its maker. */
struct signers_maker {
	const char *what; /* "the receipt", for the sentence */
	const struct seal_party *party;
	enum directory_role role;
};
/** Has the maker signed, and does that count in this role? Its agency must be
 *  the one that is named. WHY_SIGNER_MISMATCH, or why it does not count; of
 *  somebody else who signed, why that does not. */
int signers_made(const struct signers *s, const struct signers_ask *ask,
    const struct signers_maker *m, struct decision *out, struct why *w);

/** What a policy asks of a statement. */
struct signers_needs {
	enum quorum_statement statement;
	const struct quorum_need *needs;
	size_t n;
};
/** Are they met by those who count, of the maker's agency? Notes who is counted
 *  for what. missing: how many persons, may be NULL. -1 with WHY_QUORUM. */
int signers_enough(struct signers *s, const struct signers_needs *needs,
    const char *agency, unsigned *missing, struct why *w);

#endif
