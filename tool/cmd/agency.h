#ifndef TOOL_CMD_AGENCY_H
#define TOOL_CMD_AGENCY_H

/** What the "agency" commands share. */

#include <stdbool.h>
#include <stddef.h>

#include "formats/why.h"
#include "keys/card.h"
#include "keys/directory.h"
#include "tool/say.h"

/** Roles of an agency (enum directory_role, together) as "seal,receive". */
#define AGENCY_ROLES_BYTES 96
void agency_roles(char out[AGENCY_ROLES_BYTES], unsigned roles);

/** Roles as they are given; *out stays for NULL. WHY_USAGE: --roles. */
int agency_take_roles(const char *list, unsigned *out, struct why *w);

/** Read a card from a file. c: to be cleared. */
int agency_read_card(const char *path, struct card *c, struct why *w);
/** It is the right key when a person says so: by the fingerprint that was given
 *  (in any case, blanks between), or asked (NULL). path: of the card. */
int agency_confirm(const char *path, const struct card *c, const char *given,
    struct why *w);
/** What a card that came with its revocation led to; false if it did not. */
bool agency_say_revoked(struct say *s, const struct directory *d,
    const char *fingerprint);

/** What a new version of a directory changes, as the list "changes"; how many
 *  changes. */
size_t agency_say_changes(struct say *s, const struct directory *before,
    const struct directory *after);

#endif
