#ifndef KEYS_SESSION_OWN_H
#define KEYS_SESSION_OWN_H

/** What an agency does with its own key over the years. */

#include "keys/session.h"

/** Most parts of a key, the primary key and its subkeys, that are looked at. */
#define SESSION_PARTS_MAX   16
#define SESSION_TOKEN_BYTES 65

/** The armour of a secret key. In two halves, so that no search for secret keys
 *  takes this for one. */
#define SESSION_SECRET_FIRST \
	"-----BEGIN PGP "    \
	"PRIVATE KEY BLOCK-----\n"
#define SESSION_SECRET_LAST \
	"-----END PGP "     \
	"PRIVATE KEY BLOCK-----\n"

/** Where the secret part of a key is. */
enum session_place {
	SESSION_HERE,	 /* in this home */
	SESSION_OFFLINE, /* elsewhere; a stub is here, "#" in gpg's lists */
	SESSION_CARD,	 /* on a smartcard, ">" */
	SESSION_MISSING, /* no secret part of the whole key is here */
};

/** What the agent says that protects it. */
enum session_cover {
	SESSION_COVER_UNKNOWN, /* not here, or the agent does not tell */
	SESSION_COVER_NONE,
	SESSION_COVER_PASSPHRASE,
};

struct session_part {
	char fingerprint[SESSION_PRINT_HEX];
	char keygrip[SESSION_PRINT_HEX]; /* of a secret part that is here */
	char algorithm[SESSION_NAME_BYTES];
	unsigned int bits;
	int64_t created_s;
	int64_t expires_s; /* 0: never */
	bool sign;	   /* what it is for, whether it may now or not */
	bool encrypt;
	bool expired;
	bool revoked;
	enum session_place place;
	char token[SESSION_TOKEN_BYTES]; /* its serial; "": not on a token */
	enum session_cover cover;
};

/** All of an own key: the primary key first. */
struct session_own {
	struct session_key_info key;
	struct session_part parts[SESSION_PARTS_MAX];
	size_t n;
	char gpg_version[SESSION_NAME_BYTES];
};

/** Look at an own key; no passphrase is needed. Returns 0, also when no secret
 *  part is here, or -1 with WHY_SIGNER_UNKNOWN or WHY_GPG. */
int session_own(struct session *s, const char *fingerprint,
    struct session_own *out, struct why *w);

/**
 * Append the secret key, armoured, under the home's passphrase or none. To be
 * wiped. Returns -1 with WHY_NO_KEY (a secret part is not here, or the
 * passphrase is missing or wrong), WHY_SIGNER_UNKNOWN or WHY_GPG.
 */
int session_export_secret(struct session *s, const char *fingerprint,
    struct bytes *out, struct why *w);

/**
 * Import one armoured secret key. As session_import, but what is refused is
 * WHY_BACKUP. Its passphrase is not asked for: use the key to know it.
 */
int session_import_secret(struct session *s, const struct bytes *armoured,
    const char *fingerprint, struct why *w);

/**
 * Let primary key and subkeys expire valid_s seconds from now (0: never), also
 * those that have expired already. Revoked subkeys stay as they are. Returns -1
 * with WHY_NO_KEY, WHY_SIGNER_REVOKED or WHY_GPG; some parts may have been
 * changed then, and a second call heals that.
 */
int session_extend(struct session *s, const char *fingerprint, uint32_t valid_s,
    struct why *w);

/** Can secret keys be made in this home? WHY_USAGE: its keys are on a token. */
int session_check_no_token(const struct session *s, struct why *w);

/**
 * Give a key a subkey that signs, of the kind of the primary key and with its
 * end. From then on it signs in the primary key's place. Returns -1 with
 * WHY_NO_KEY, WHY_SIGNER_REVOKED, WHY_SIGNER_EXPIRED or WHY_GPG.
 */
int
session_add_signer(struct session *s, const char *fingerprint, struct why *w);

/**
 * Give a key two further subkeys, one that signs and one that decrypts, of the
 * kind of the primary key. valid_s: seconds from now; 0: as long as the primary
 * key. The old ones stay. As session_add_signer; also WHY_USAGE: it is longer
 * than that, and WHY_LIMIT: there would be more than SESSION_PARTS_MAX parts;
 * WHY_SYSTEM: the clock is behind the newest of them.
 */
int session_add_pair(struct session *s, const char *fingerprint,
    uint32_t valid_s, struct why *w);

/**
 * What the others know of the own key: its public key, armoured, as the
 * directory in force has it; NULL: nothing. From then on the newest live part
 * that is in it signs, where there is one; a newer part that is not in it does
 * not.
 */
int
session_listed(struct session *s, const struct bytes *armoured, struct why *w);

/** Has a live subkey that signs, its secret part here? */
bool session_has_signer(const struct session_own *own);

/** Is the secret part of the primary key elsewhere, and a subkey's here? */
bool session_is_offline(const struct session_own *own);

/** Reasons of a revocation, by their OpenPGP numbers (RFC 4880, 5.2.3.23). */
enum session_revocation {
	SESSION_SUPERSEDED = 1,
	SESSION_COMPROMISED = 2,
	SESSION_RETIRED = 3
};

/** Revoke a whole key, for good. Returns -1 with WHY_NO_KEY, WHY_SIGNER_REVOKED
 *  (it is already) or WHY_GPG. */
int session_revoke(struct session *s, const char *fingerprint,
    enum session_revocation reason, struct why *w);

#endif
