#ifndef TOOL_STORE_STORE_H
#define TOOL_STORE_STORE_H

/**
 * An agency's store as a whole: its lock, ledger, keys, session and directory.
 * Readers share it, who changes it has it alone.
 *
 *     ledger.db  keys/gnupg/  keys/secret.gpg
 *     received/<bundle>/  proof/<bundle>/  quarantine/  lock
 */

#include <stdbool.h>
#include <stdint.h>

#include "formats/event.h"
#include "formats/why.h"
#include "keys/card.h"
#include "keys/directory.h"
#include "keys/home.h"
#include "keys/policy.h"
#include "keys/quorum.h"
#include "keys/session.h"
#include "tool/ask.h"
#include "tool/store/ledger.h"

#define STORE_FORMAT	 "sealbag-store/1"
#define STORE_RECEIVED	 "received"
#define STORE_PROOF	 "proof"
#define STORE_LOCK	 "lock"
#define STORE_LEDGER	 "ledger.db"
#define STORE_KEYS	 "keys"
#define STORE_GNUPG	 "keys/gnupg"
#define STORE_SECRET	 "keys/secret.gpg" /* of the tombstones */
#define STORE_PATH_BYTES 4097

/** Months that reads are kept, unless init says otherwise; and the most. */
#define STORE_RETENTION_MONTHS	   12
#define STORE_RETENTION_MONTHS_MAX 1200

enum store_mode {
	STORE_LOOK,  /* shared; no session, so gpg is not needed */
	STORE_READ,  /* shared; with a session */
	STORE_WRITE, /* alone; recovered first; with a session */
	STORE_MEND,  /* likewise, but the keyring may lack the own key or be
			gone; the passphrase is not tried */
};

/** An open store. All zero is none. Must not move while it is open. */
struct store {
	enum store_mode mode;
	int fd;	    /* its folder */
	char *path; /* absolute */
	char agency[CARD_AGENCY_BYTES];
	char name[CARD_NAME_BYTES];
	char person[CARD_PERSON_BYTES]; /* whose key: "": the agency's own */
	char fingerprint[CARD_PRINT_HEX];
	unsigned retention_months;
	bool protected; /* the secret key has a passphrase, or a PIN */
	/* program that speaks to the token with the key; "": no token */
	char token[STORE_PATH_BYTES];
	bool secret; /* the secret key can be used */
	struct ledger ledger;
	struct home home;
	struct session session;
	struct directory directory; /* the version that is held */
	/* whose: this agency's own, or the authority's */
	struct seal_party issuer;
	struct why unsound;   /* why gpg could not check its signature */
	struct policy policy; /* that is held; version 0: none */
	/* for store*.c alone */
	char passphrase[ASK_PASSPHRASE_BYTES];
	int lock_fd;
	bool ledger_open;
	bool session_open;
	bool pending; /* store_pending.h */
};

/**
 * Open. passphrase: where it comes from, should the store have one; NULL: the
 * secret key is not used. Must be called before threads are started. Returns 0,
 * or -1 with WHY_STORE (not a store, damaged), WHY_STORE_BUSY, WHY_USAGE (a
 * passphrase is wanted in batch), WHY_NO_KEY (it is wrong), WHY_GPG..., and
 * nothing open.
 */
int store_open(struct store *s, const char *path, enum store_mode mode,
    const struct ask_source *passphrase, struct why *w);

/** Wipe the passphrase, close all. Closing a closed store (all zero) does
 *  nothing. */
void store_close(struct store *s);

/** "STORE/name" to out. Returns 0, or -1 with WHY_SYSTEM when it is too long.
 */
int store_path(const struct store *s, const char *name,
    char out[STORE_PATH_BYTES], struct why *w);

/**
 * Log an event that stands alone: in a transaction of its own, then a signed
 * checkpoint. STORE_WRITE, outside a transaction. When only the checkpoint
 * fails, the event stays.
 */
int store_event(struct store *s, struct event *e, struct why *w);
/** The same for an act that came to nothing: a refusal leaves a trace too, a
 *  wrong call does not. Outcome and reason are filled in. Returns -1. */
int
store_event_refused(struct store *s, struct event *e, const struct why *fault);

/**
 * Finish what a killed process left: complete the swaps that were committed (an
 * empty `to` means: remove `from`), empty the quarantine, remove released
 * folders that the ledger does not know or knows as deleted, log bundles whose
 * packing was begun and never ended as failed, and scrub the ledger if that is
 * due. store_open calls it.
 */
int store_recover(struct store *s, struct why *w);

/** Remove a file or a whole tree by its path below dir_fd (slashes allowed). */
int store_remove(int dir_fd, const char *path, struct why *w);

/** Carry out the swaps that a transaction has committed, then forget them.
 *  Folders of bundles keep their sealed times. STORE_WRITE. */
int store_swaps(struct store *s, struct why *w);

/** Keys that are on a token already, for a new store. */
struct store_token {
	const char *program; /* that speaks to it */
	const char *sign;    /* as token_find knows it */
	const char *decrypt;
};

/** A new store. Texts are borrowed. */
struct store_new {
	const char *path; /* not there yet, or an empty folder */
	const char *agency;
	const char *name;
	const char *person; /* whose key it will be; NULL: the agency's own */
	const char *actor;
	const struct ask_source *passphrase; /* NULL: no passphrase */
	enum session_kind kind;
	const struct store_token *token; /* NULL: a key pair is made here;
					    else passphrase is its PIN */
	uint32_t valid_s;		 /* of the key; 0: does not expire */
	const struct card *authority;	 /* who issues the directory; NULL: the
					    agency itself */
	unsigned retention_months;
	unsigned passphrase_min; /* bytes; 0: the preset */
};

/** Make a store with its key pair, and log it. All or nothing. fingerprint: of
 *  the new key. WHY_CARD for an id or a name that cannot be; WHY_USAGE when
 *  something is at path, or for a person without an authority. */
int store_create(const struct store_new *n, char fingerprint[CARD_PRINT_HEX],
    struct why *w);

/** The user id of this store's keys, for people who look with gpg. */
#define STORE_UID_BYTES \
	(CARD_NAME_BYTES + CARD_AGENCY_BYTES + CARD_PERSON_BYTES + 8)
void store_uid(const struct store *s, char out[STORE_UID_BYTES]);

/** store_open and store_create call it: open the home at path, with the
 *  passphrase or PIN that the store has by now. */
int store_open_home(struct store *s, const char *path, struct why *w);

/** The card of this store's key. c: to be cleared. STORE_READ. */
int store_card(struct store *s, struct card *c, struct why *w);

/** What this agency's own policy asks of those who sign: lines for all
 *  statements. Valid until the store is closed. */
const struct quorum_need *store_needs(const struct store *s, size_t *n);

/* --- the directory: store_directory.c --- */

/** Is it kept here, or imported? */
bool store_keeps_directory(const struct store *s);
/** 0, or -1 with what kept gpg from checking the signature of the version that
 *  is held: then nothing may rest on it. A wrong signature does not even let
 *  the store open. STORE_READ, STORE_WRITE. */
int store_sound_directory(const struct store *s, struct why *w);
/** store_open and store_create call these: load the version that is held, check
 *  its signature; put the first one, and the event, into the open transaction.
 */
int store_load_directory(struct store *s, struct why *w);
int store_put_directory(struct store *s, struct event *e, struct why *w);
/** Text and signature of a version, LEDGER_DIRECTORY_LAST or a number.
 *  WHY_USAGE if there is none. */
int store_directory_text(struct store *s, uint64_t version, struct bytes *text,
    struct bytes *signature, struct why *w);

/**
 * Another version from outside: is it signed by the issuer and does it follow
 * the one that is held? fresh: to be cleared. WHY_USAGE where the directory is
 * kept here, or when it is the same. STORE_READ.
 */
int store_check_directory(struct store *s, const struct bytes *text,
    const struct bytes *signature, struct directory *fresh, struct why *w);
/** The same, then take it: keys into the keyring, event. STORE_WRITE. */
int store_take_directory(struct store *s, const struct bytes *text,
    const struct bytes *signature, const char *actor, struct why *w);

/* --- changes of it: store_agency.c --- */

/** Each of a directory that is kept here is a new version with its event.
 *  STORE_WRITE. As the functions of directory.h; on failure nothing is
 *  changed. WHY_USAGE where it is imported. A card of a known key that came
 *  with its revocation ends that key and changes nothing else: revoked_s of
 *  the key tells. */
int store_pin(struct store *s, const struct directory_pin *pin,
    const char *actor, struct why *w);
int store_add_key(struct store *s, const struct directory_more *more,
    const char *actor, struct why *w);
int store_set_key(struct store *s, const char *fingerprint, const char *person,
    unsigned roles, const char *actor, struct why *w);
int store_withdraw(struct store *s, const char *agency,
    enum directory_status status, const char *actor, struct why *w);
/** The own public key is another text now: log that with e and, where the
 *  directory is kept here, make it a new version. */
int store_renew_key(struct store *s, struct event *e, struct why *w);
int store_end_key(struct store *s, const char *fingerprint,
    enum directory_end how, int64_t since_s, const char *actor, struct why *w);

#endif
