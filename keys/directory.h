#ifndef KEYS_DIRECTORY_H
#define KEYS_DIRECTORY_H

/**
 * The agencies that a store knows: itself, and those that somebody pinned after
 * holding the fingerprint against one got another way. Source: card.txt, 3.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/why.h"
#include "keys/card.h"

#define DIRECTORY_FORMAT      "sealbag-agencies/1"
#define DIRECTORY_MAX_BYTES   ((size_t)16 << 20)
#define DIRECTORY_MAX_ENTRIES 10000

enum directory_status {
	DIRECTORY_SELF,
	DIRECTORY_PINNED,
	DIRECTORY_UNPINNED, /* known by name, trusted no longer */
};

/** What an agency may do, as bits. */
enum directory_role {
	DIRECTORY_SEAL = 1,    /* its bundles are received */
	DIRECTORY_RECEIVE = 2, /* bundles are packed for it */
	DIRECTORY_ORDER = 4,   /* its orders to delete are carried out */
	DIRECTORY_ALL_ROLES = 7,
};

struct directory_entry {
	char agency[CARD_AGENCY_BYTES];
	char name[CARD_NAME_BYTES];
	char fingerprint[CARD_PRINT_HEX];
	unsigned int roles; /* enum directory_role, together */
	int64_t pinned_at_s;
	enum directory_status status;
};

/** All zero is an empty directory. The first entry is the agency itself. */
struct directory {
	struct directory_entry *entries;
	size_t n;
	size_t cap;
};

/** Begin the directory of a new store: d must be empty. */
int directory_found(struct directory *d, const struct card *self, int64_t now_s,
    struct why *w);

/** Load strictly. Returns 0, or -1 with WHY_STORE (the file is not one that
 *  directory_save wrote), WHY_SYSTEM or WHY_MEMORY, and d empty. */
int directory_load(struct directory *d, const char *path, struct why *w);
/** Replace the file whole, or leave it as it was. */
int directory_save(const struct directory *d, const char *path, struct why *w);
void directory_clear(struct directory *d);

/** The agency itself, or the pinned one with this id; NULL if there is none.
 *  Borrowed until the directory changes. */
const struct directory_entry *
directory_find_agency(const struct directory *d, const char *agency);
/** The entry with this fingerprint, unpinned ones too: look at its status. */
const struct directory_entry *
directory_find_fingerprint(const struct directory *d, const char *fingerprint);
/**
 * gpg said that a signer's key is unknown: no verdict if this directory has an
 * entry for it, since the key of each is in the keyring, but WHY_GPG. Any other
 * fault stays what it is. fingerprint: of the key that signed.
 */
void directory_doubt(const struct directory *d, const char *fingerprint,
    struct why *fault);

/** May this entry (NULL: nobody) act in this role? An unpinned one may not. */
bool directory_may(const struct directory_entry *e, enum directory_role role);

/**
 * Pin an agency in memory; directory_save makes it last. The same id with the
 * same fingerprint takes new name and roles. Returns -1 with WHY_CARD if the id
 * is pinned with another fingerprint, or the fingerprint with another id
 * (a look-alike), if it is this agency itself, or if the directory is full.
 */
int directory_pin(struct directory *d, const struct card *card,
    unsigned int role_bits, int64_t now_s, struct why *w);
/** Returns -1 with WHY_USAGE if no such agency is pinned. */
int directory_unpin(struct directory *d, const char *agency, struct why *w);

/** "seal", "receive", "order". NULL for anything but one role. */
const char *directory_role_name(enum directory_role role);
/** "seal,order" as bits; 0 for anything that is not a list of roles. */
unsigned int directory_roles_parse(const char *list);

#endif
