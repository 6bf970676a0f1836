#ifndef KEYS_SESSION_H
#define KEYS_SESSION_H

/**
 * Every OpenPGP act of this project, done by gpg through GPGME. One session a
 * thread; several sessions share a home. Keys are named by full fingerprint
 * alone: 40 upper-case hex digits.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/why.h"
#include "keys/home.h"
#include "keys/pump.h"

#define SESSION_PRINT_HEX  41 /* full OpenPGP v4 fingerprint, NUL */
#define SESSION_NAME_BYTES 16
/** Longest armoured public key that is imported. */
#define SESSION_KEY_MAX_BYTES ((size_t)192 << 10)
/** Longest detached signature. */
#define SESSION_SIGNATURE_MAX_BYTES 4096
/** A signature may be this much ahead of our clock. */
#define SESSION_CLOCK_SLACK_S 300

/** Status lines of gpg that are counted. */
enum session_word {
	SESSION_PLAINTEXT,
	SESSION_SECOND_PLAINTEXT, /* gpg refused a further one */
	SESSION_BEGIN_DECRYPTION,
	SESSION_DECRYPTION_OKAY,
	SESSION_DECRYPTION_FAILED,
	SESSION_GOOD_MDC,
	SESSION_DAMAGE, /* BADMDC, ERRMDC, NODATA, UNEXPECTED, BADARMOR */
	SESSION_ENCRYPTED_TO,
	SESSION_NO_SECRET_KEY,
	SESSION_PASSPHRASE_MESSAGE,
	SESSION_SIGNATURE,
	SESSION_END_ENCRYPTION,
	SESSION_END_IMPORT,
	SESSION_FAILURE,
	SESSION_WORDS
};

/** An open session. It must not move. The fields are for keys/session*.c. */
struct session {
	const struct home *home;
	struct gpgme_context *gpg;
	struct pump *pump;
	const char *passphrase; /* told to gpg when it asks; NULL: refuse */
	bool symmetric;		/* the operation wants a passphrase message */
	bool given;		/* gpg was told it in this operation */
	bool refused;		/* gpg asked and there was no passphrase */
	bool wrong;		/* the passphrase was wrong */
	unsigned int seen[SESSION_WORDS];
	unsigned int cipher;	 /* OpenPGP number of the cipher; 0: unknown */
	unsigned int protection; /* MDC method or AEAD algorithm; 0: none */
	struct bytes listed;	 /* session_listed; owned */
};

/** home: borrowed until session_close. Returns 0, or -1 with WHY_GPG and s
 *  closed. */
int session_open(struct session *s, const struct home *home, struct why *w);
/** All zero, or closed already: does nothing. */
void session_close(struct session *s);

/**
 * Encrypt with a random passphrase: AES-256, integrity protected, no
 * compression. passphrase: 1..255 bytes of text without line end, random, since
 * its derivation is fast. Returns 0, or -1 with WHY_GPG or what io's ends said.
 * Source: segment.txt.
 */
int session_encrypt_symmetric(struct session *s, const char *passphrase,
    const struct pump_io *io, struct why *w);

/**
 * Decrypt what session_encrypt_symmetric made. Bytes reach io before the
 * message's end is checked: use none of them unless this returns 0.
 * Returns -1 with WHY_DECRYPT (damaged, another passphrase, not protected, not
 * AES, signed inside, a public-key message), WHY_SEVERAL_PLAINTEXTS, WHY_GPG
 * (no verdict; gpg gives none either on some messages whose first bytes are
 * damaged), or what io's ends said.
 */
int session_decrypt_symmetric(struct session *s, const char *passphrase,
    const struct pump_io *io, struct why *w);

/** Who may read: n full fingerprints of primary keys. */
struct session_readers {
	const char *const *fingerprints;
	size_t n;    /* 1.. */
	bool hidden; /* the message does not say whose keys open it */
};

/**
 * Encrypt to public keys, from memory to memory; anew until esk_full, so that
 * tokens open it. Returns -1 with WHY_RECIPIENT (a key that is unknown,
 * expired, revoked, or cannot encrypt, by its fingerprint), WHY_GPG, or what
 * io's ends said.
 */
int session_encrypt_to(struct session *s, const struct session_readers *to,
    const struct pump_io *io, struct why *w);

/**
 * Decrypt with a secret key of the home. As session_decrypt_symmetric; also
 * WHY_NO_KEY: the message is for other keys, or the home's passphrase is
 * missing or wrong.
 */
int session_decrypt(struct session *s, const struct pump_io *io, struct why *w);

/** How strong the live parts of a key are, and its primary one. */
struct session_strength {
	bool curve;	   /* a part is of Curve25519 */
	unsigned rsa_bits; /* of the shortest RSA part; 0: there is none */
};

/** A message in memory, borrowed. */
struct session_signed {
	const void *data;
	size_t len;
	const void *signature;
	size_t signature_len;
};

/** What a good signature says. */
struct session_verdict {
	char fingerprint[SESSION_PRINT_HEX]; /* of the primary key */
	char signer[SESSION_PRINT_HEX];	     /* of the key that signed, maybe a
						subkey */
	int64_t created_s;     /* when it was made, by the signer's clock */
	int64_t key_expires_s; /* the part that signed, its primary key, or the
				  signature: the first; 0: never */
	bool matches;	       /* it is that key's signature of the data */
	bool part_revoked;     /* with WHY_SIGNER_REVOKED: perhaps not the whole
				  key,     but the part that signed */
	char hash[SESSION_NAME_BYTES];	    /* "SHA256" */
	char algorithm[SESSION_NAME_BYTES]; /* "EdDSA", "RSA" */
	struct session_strength strength;   /* of the whole key */
};

/**
 * Append a detached binary signature with SHA-256. fingerprint: of a primary
 * key with its secret part here. Returns -1 with WHY_NO_KEY (not here, or its
 * passphrase is missing or wrong), WHY_SIGNER_EXPIRED, WHY_SIGNER_REVOKED or
 * WHY_GPG.
 */
int session_sign(struct session *s, const char *fingerprint,
    const struct session_signed *data, struct bytes *signature, struct why *w);

/**
 * Verify a detached signature. 0 says: exactly one signature, in the one form
 * of signature.txt, made by a key in this home that is neither expired nor
 * revoked, over exactly this data. Whether that key may speak is the
 * directory's to say.
 * Returns -1 with WHY_UNSIGNED, WHY_SIGNATURE_FORMAT, WHY_SIGNATURE_WEAK,
 * WHY_SIGNER_UNKNOWN, WHY_SIGNATURE_BAD, WHY_SIGNER_EXPIRED,
 * WHY_SIGNER_REVOKED, WHY_FUTURE, or WHY_GPG (no verdict). out is filled also
 * with WHY_SIGNER_EXPIRED, WHY_SIGNER_REVOKED and WHY_FUTURE: then matches says
 * that the signature itself is right, for who knows from elsewhere when it was
 * received. Source: signature.txt, 3.
 */
int session_verify(struct session *s, const struct session_signed *data,
    struct session_verdict *out, struct why *w);

/** Kinds of keys. */
enum session_kind {
	SESSION_ED25519,
	SESSION_RSA3072
};

struct session_new_key {
	const char *uid; /* text, UTF-8 */
	enum session_kind kind;
	uint32_t valid_s; /* seconds from now; 0: does not expire */
};

/**
 * Make a key pair: a primary key that signs, a subkey that decrypts. Its secret
 * parts are protected by the home's passphrase, or by none. fingerprint:
 * SESSION_PRINT_HEX bytes. Returns 0, or -1 with WHY_GPG.
 */
int session_make_key(struct session *s, const struct session_new_key *new,
    char *fingerprint, struct why *w);

/** What there is to know of a public key. */
struct session_key_info {
	char fingerprint[SESSION_PRINT_HEX]; /* of the primary key */
	bool expired;
	bool revoked;
	bool can_sign;	  /* now, by the primary key or a subkey */
	bool can_encrypt; /* likewise */
	bool weak;	  /* a live part of it is not of signature.txt, 2 */
	int64_t created_s;
	int64_t expires_s; /* 0: never */
	unsigned int bits;
	char algorithm[SESSION_NAME_BYTES];
	struct session_strength strength;
};

/** Look up a primary key. Returns -1 with WHY_SIGNER_UNKNOWN if it is not in
 *  this home, or WHY_GPG. */
int session_key(struct session *s, const char *fingerprint,
    struct session_key_info *out, struct why *w);

/** Append the public key, armoured, without others' certifications. Returns -1
 *  with WHY_SIGNER_UNKNOWN or WHY_GPG. */
int session_export(struct session *s, const char *fingerprint,
    struct bytes *out, struct why *w);

/**
 * Import one armoured public key. Anything else than exactly one primary key
 * with exactly this fingerprint is WHY_CARD and changes nothing: several keys,
 * secret keys, text around the armour, weak keys. A key that is here already is
 * brought up to date, so an expired or revoked one is taken too: ask
 * session_key. Returns -1 with WHY_CARD or WHY_GPG.
 */
int session_import(struct session *s, const struct bytes *armoured,
    const char *fingerprint, struct why *w);

#endif
