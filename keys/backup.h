#ifndef KEYS_BACKUP_H
#define KEYS_BACKUP_H

/** The backup of an agency's secret key: one text. Source: backup.txt, 2. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/bytes.h"
#include "formats/why.h"
#include "keys/card.h"

#define BACKUP_FORMAT		"sealbag-backup/1"
#define BACKUP_MAX_BYTES	((size_t)256 << 10)
#define BACKUP_SECRET_MAX_BYTES ((size_t)8192)

struct backup {
	char agency[CARD_AGENCY_BYTES];
	char name[CARD_NAME_BYTES];
	char fingerprint[CARD_PRINT_HEX];
	int64_t created_s;
	bool protected;	     /* the key is under a passphrase */
	struct bytes secret; /* keys/secret.gpg, owned */
	struct bytes key;    /* armoured secret key, owned */
};

/** Append the text; to be wiped. Returns 0, or -1 with WHY_BACKUP (a value that
 *  a backup cannot have) or WHY_MEMORY. */
int backup_write(const struct backup *b, struct bytes *out, struct why *w);

/**
 * Parse strictly: it must be just what backup_write writes. The key is taken as
 * text: session_import_secret holds it against the fingerprint. Returns 0, or
 * -1 with WHY_BACKUP, WHY_VERSION (another format word) or WHY_MEMORY, and b
 * cleared.
 */
int backup_parse(struct backup *b, const void *data, size_t len, struct why *w);

/** Wipe and free. */
void backup_clear(struct backup *b);

#endif
