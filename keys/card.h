#ifndef KEYS_CARD_H
#define KEYS_CARD_H

/** An agency's public card: who it is, and its key. Source: card.txt, 1. */

#include <stdbool.h>
#include <stddef.h>

#include "formats/bytes.h"
#include "formats/why.h"

#define CARD_FORMAT	  "sealbag-card/1"
#define CARD_MAX_BYTES	  ((size_t)256 << 10)
#define CARD_AGENCY_BYTES 65  /* with NUL; [a-z0-9-] */
#define CARD_NAME_BYTES	  201 /* with NUL; printable UTF-8 */
#define CARD_PERSON_BYTES 65  /* with NUL; as an agency, or empty */
#define CARD_PRINT_HEX	  41  /* full OpenPGP v4 fingerprint, NUL */

struct card {
	char agency[CARD_AGENCY_BYTES];
	char name[CARD_NAME_BYTES];
	char person[CARD_PERSON_BYTES];	  /* "": the agency itself */
	char fingerprint[CARD_PRINT_HEX]; /* upper-case hex */
	struct bytes key;		  /* armoured, owned */
};

/** Append the JSON text. Returns 0, or -1 with WHY_CARD (a value that a card
 *  cannot have), WHY_JSON or WHY_MEMORY. */
int card_write(const struct card *c, struct bytes *out, struct why *w);

/**
 * Parse strictly. The key is taken as text: session_import holds it against
 * the fingerprint. Returns 0, or -1 with WHY_JSON, WHY_VERSION (another format
 * word), WHY_CARD (a value that cannot be) or WHY_MEMORY, and c cleared.
 */
int card_parse(struct card *c, const void *data, size_t len, struct why *w);
void card_clear(struct card *c);

/** Are these what a card may hold? Source: card.txt, 2. */
bool card_agency_ok(const char *agency);
bool card_name_ok(const char *name);
bool card_person_ok(const char *person);
bool card_print_ok(const char *fingerprint);

/** Check these three, with a sentence: WHY_CARD. */
int card_check(const char *agency, const char *name, const char *fingerprint,
    struct why *w);

#endif
