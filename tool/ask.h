#ifndef TOOL_ASK_H
#define TOOL_ASK_H

/** Questions at a terminal. In batch nothing is asked: what would have been
 *  is WHY_USAGE, with the option that answers it. */

#include <stdbool.h>
#include <stddef.h>

#include "formats/why.h"
#include "tool/opt.h"

/** A passphrase, with its NUL. */
#define ASK_PASSPHRASE_BYTES 256

/** A credential of systemd (LoadCredential=): this file in the folder that
 *  $CREDENTIALS_DIRECTORY names, read where no other source is given. */
#define ASK_CREDENTIAL_FOLDER "CREDENTIALS_DIRECTORY"
#define ASK_CREDENTIAL	      "sealbag-passphrase"

/** Where a passphrase comes from; all zero: the credential if there is one, or
 *  the terminal. */
struct ask_source {
	const char *file;     /* holds one line; NULL: none */
	struct opt_number fd; /* likewise */
	const char *pinentry; /* a program that asks; NULL: none */
	bool pin;	      /* it is the PIN of a token: never a new one */
};

/** Are standard input and error terminals? */
bool ask_possible(void);

/**
 * Get a passphrase: 1..255 bytes, one line. again: a new one, asked twice at a
 * terminal. To be wiped by the caller. Returns 0, or -1 with WHY_USAGE (batch,
 * empty, too long, several lines, a credential that is no plain file, two
 * sources), WHY_INTERRUPTED, WHY_SYSTEM, what pinentry_ask says, and out wiped.
 */
int ask_passphrase(const struct ask_source *from, bool again,
    char out[ASK_PASSPHRASE_BYTES], struct why *w);

/**
 * Ask a person whether this is the fingerprint that the agency itself told
 * them. fingerprint: 40 hex digits. Returns 0 for yes, or -1 with WHY_CARD
 * (no), WHY_USAGE (batch), WHY_INTERRUPTED, WHY_SYSTEM.
 */
int ask_fingerprint(const char *agency, const char *name,
    const char *fingerprint, struct why *w);

/**
 * Ask a person whether to do what cannot be undone. what: a sentence. option:
 * that says yes in batch, "--yes". Returns 0 for yes, or -1 with
 * WHY_INTERRUPTED (no, or a signal), WHY_USAGE (batch), WHY_SYSTEM.
 */
int ask_sure(const char *what, const char *option, struct why *w);

#endif
